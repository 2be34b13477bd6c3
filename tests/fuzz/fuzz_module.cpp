// What a module proxy says of golang.org/toolchain: `@v/list` and `.info`. (govern asks for no
// `.mod`: a toolchain's go.mod says nothing, and its hash in the log's record is of fuzz_lookup.)
#include "core/sdk.hpp"
#include "sources/module.hpp"

#include <cstdint>
#include <cstdlib>

using namespace govern;
using namespace govern::sources;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const auto& sdk : parse_module_list(text)) {
        if (parse_sdk_id(sdk.text()) != sdk) {
            std::abort();
        }
    }
    static const auto one = *parse_sdk_id("go1.22.5.linux-amd64");
    static const auto other = *parse_sdk_id("go1.22.5.windows-amd64");
    // Whatever it is, it cannot be the information of two.
    if (is_module_info(text, one) && is_module_info(text, other)) {
        std::abort();
    }
    return 0;
}
