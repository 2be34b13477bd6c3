// The compressed stream itself: gzip, xz, zstd, bzip2.
#include "fuzz/fuzz_archive.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    govern::test::Read read;
    govern::test::unpack_anything(read, {reinterpret_cast<const char*>(data), size},
                                  govern::test::fuzz_options("go/", false));
    return 0;
}
