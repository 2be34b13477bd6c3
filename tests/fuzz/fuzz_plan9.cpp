#include "fuzz/fuzz_program.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return govern::test::read_any_program(data, size, {"\x00\x00\x8a\x97", 4});
}
