#include "ops/published.hpp"

#include "base/messages/sources.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "core/sdk.hpp"

#include <algorithm>

namespace govern::ops {

Result<std::vector<PublishedRelease>> published(Context& context, const Platform& platform,
                                                const std::string& source) {
    GOVERN_TRY_ASSIGN(auto sources, context.sources(source));
    GOVERN_TRY_ASSIGN(const auto catalogue,
                      sources::published(platform, sources, context.host.reporter));
    std::vector<PublishedRelease> out;
    for (const auto& release : catalogue.releases) {
        if (release.has_platform) {
            out.push_back({release.version, release.stable});
        }
    }
    return out;
}

Error with_settings(Context& context, const sources::Sources& sources, Error error) {
    if (!error.is(msg::all_sources_unusable)) {
        return error;
    }
    const bool has_proxy = std::any_of(sources.begin(), sources.end(), [](const auto& source) {
        return source->name() == "proxy";
    });
    const auto& go = context.go();
    if (!has_proxy && !sources::parse_goproxy(go.goproxy).entries.empty()) {
        error.with(
            "no_proxy",
            "--source, --complete or `source` in the config file asks for the official site alone");
    } else if (!has_proxy && trim(go.goproxy).empty()) {
        error.with("no_proxy", "GOPROXY is set nowhere");
    } else if (!has_proxy) {
        error.with("no_proxy",
                   "GOPROXY is '" + redact_urls(go.goproxy) + "' (" + go.goproxy_origin + ')');
    }
    for (const auto* name : {"HTTPS_PROXY", "https_proxy"}) {
        if (context.host.environment.get(name)) {
            error.with("proxy_variable", name);
        }
    }
    return error;
}

} // namespace govern::ops
