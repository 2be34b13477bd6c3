// Listings of the download site.
#include "sources/listing.hpp"

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
    return 0;
}
