#include "ops/context.hpp"

#include "go_settings.hpp"

namespace govern::ops {

Context::Context(os::Host& the_host, Layout the_layout, config::Config the_config, bool is_offline)
    : host(the_host), layout(std::move(the_layout)), config(std::move(the_config)),
      offline(is_offline), store(host, layout, {config.log.value, config.system_events.value}) {}

net::Client& Context::client() {
    if (!m_client) {
        net::Settings settings;
        settings.ca_file = config.ca_file.value;
        settings.ca_folders = config.ca_folders;
        settings.offline = offline;
        settings.netrc = go_of_files().netrc;
        m_client = net::make_client(host, settings);
    }
    return *m_client;
}

void Context::wrap_client(
    const std::function<std::unique_ptr<net::Client>(std::unique_ptr<net::Client>)>& wrapper) {
    (void)client();
    m_client = wrapper(std::move(m_client));
}

const config::GoSettings& Context::go_of_files() {
    if (!m_go) {
        m_go = std::make_unique<config::GoSettings>(find_go_settings(*this));
    }
    return *m_go;
}

const config::GoSettings& Context::go() {
    (void)go_of_files();
    if (!m_go_asked && m_go->goproxy.empty()) {
        ask_for_proxy(*this, *m_go);
    }
    m_go_asked = true;
    return *m_go;
}

Result<std::vector<std::unique_ptr<sources::Source>>>
Context::sources(std::optional<SourceKind> only) {
    sources::SourceOptions options;
    options.only = only ? only : config.source.value;
    options.cache_folder = layout.cache();
    options.config = config;
    options.go = options.only == SourceKind::official ? go_of_files() : go();
    return sources::open_sources(host, client(), options);
}

} // namespace govern::ops
