#include "fuzz/fuzz_archive.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    govern::test::unpack_anything(govern::archive::Format::zip, bytes, "", true);
    govern::test::unpack_anything(govern::archive::Format::zip, bytes, "go/", false);
    return 0;
}
