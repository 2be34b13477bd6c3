// Listings of the download site, a module proxy's list and .info.
#include "sources/listing.hpp"
#include "sources/module.hpp"
#include "sources/source.hpp"

#include <cstdlib>

using namespace govern;
using namespace govern::sources;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto listing = parse_listing(text, "fuzz")) {
        for (const auto& release : listing->releases) {
            for (const auto& archive : release.archives) {
                if (archive.name.find_first_of("/\\:%?#\n") != archive.name.npos ||
                    !archive.name.starts_with(toolchain_name(release.version) + '.')) {
                    std::abort();
                }
            }
        }
    }
    for (const auto& sdk : parse_module_list(text)) {
        if (parse_sdk_id(sdk.text()) != sdk) {
            std::abort();
        }
    }
    (void)is_module_info(text, *parse_sdk_id("go1.22.5.linux-amd64"));
    return 0;
}
