#include "ops/context.hpp"

#include "core/sdk.hpp"
#include "os/path.hpp"

namespace govern::ops {

Context::Context(os::Host& the_host, Layout the_layout, config::Config the_config, bool is_offline)
    : host(the_host), layout(std::move(the_layout)), config(std::move(the_config)),
      offline(is_offline), store(host, layout) {}

net::Client& Context::client() {
    if (!m_client) {
        net::Settings settings;
        settings.ca_file = config.ca_file.value;
        settings.offline = offline;
        settings.netrc = go().netrc;
        m_client = net::make_client(host, settings);
    }
    return *m_client;
}

const config::GoSettings& Context::go() {
    if (!m_go) {
        // go.env of the first `go` on PATH, then of the default SDK.
        std::vector<std::string> goroots;
        if (const auto found = os::find_in_path("go", host.environment)) {
            const auto real = host.files.canonical(*found).value_or(*found);
            goroots.emplace_back(os::parent(os::parent(real)));
        }
        const auto version = store.default_version();
        if (version && *version) {
            const auto id = store.runnable(**version);
            if (id && *id) {
                goroots.push_back(layout.sdk(**id));
            }
        }
        m_go = std::make_unique<config::GoSettings>(config::go_settings(host, config, goroots));
    }
    return *m_go;
}

Result<std::vector<std::unique_ptr<sources::Source>>> Context::sources(const std::string& only) {
    sources::SourceOptions options;
    options.only = only.empty() ? config.source.value : only;
    options.cache_folder = layout.cache();
    options.config = config;
    options.go = go();
    return sources::open_sources(host, client(), options);
}

} // namespace govern::ops
