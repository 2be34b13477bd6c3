#include "ops/sdk/published.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "core/sdk.hpp"
#include "sources/messages.hpp"

#include <algorithm>

namespace govern::ops {

Result<std::vector<sources::Published>> published(Context& context, const Platform& platform,
                                                  std::optional<SourceKind> only) {
    GOVERN_TRY_ASSIGN(auto sources, context.sources(only));
    GOVERN_TRY_ASSIGN(auto catalogue, sources::published(platform, sources, context.host.reporter));
    std::erase_if(catalogue.releases,
                  [](const sources::Published& release) { return !release.has_platform; });
    return std::move(catalogue.releases);
}

Error with_settings(Context& context, const sources::Sources& sources, Error error) {
    if (!error.is(msg::all_sources_unusable)) {
        return error;
    }
    const bool has_proxy = std::any_of(sources.begin(), sources.end(), [](const auto& source) {
        return source->kind() == SourceKind::proxy;
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
