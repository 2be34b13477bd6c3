#include "ops/published.hpp"

#include "core/sdk.hpp"

namespace govern::ops {

Result<std::vector<PublishedRelease>> published(Context& context, const Platform& platform,
                                                const std::string& source) {
    GOVERN_TRY_ASSIGN(auto sources, context.sources(source));
    GOVERN_TRY_ASSIGN(const auto catalogue, sources::published(platform, sources, context.host.reporter));
    std::vector<PublishedRelease> out;
    for (const auto& release : catalogue.releases) {
        if (release.has_platform) {
            out.push_back({release.version, release.stable});
        }
    }
    return out;
}

} // namespace govern::ops
