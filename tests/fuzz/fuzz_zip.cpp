// Our own zip reader and the one that decodes by libarchive must not differ in a file.
#include "fuzz/fuzz_archive.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace govern;
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    for (const bool module_zip : {true, false}) {
        const auto options = test::fuzz_options(module_zip ? "" : "go/", module_zip);
        test::Read fast, slow;
        test::unpack_anything(fast, bytes, options);
        test::unpack_anything(slow, bytes, options, true);
        test::require_same(fast, slow);
    }
    return 0;
}
