// What the linker recorded about modules and settings.
#include "binary/build_info.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    (void)govern::binary::parse_module_info({reinterpret_cast<const char*>(data), size});
    return 0;
}
