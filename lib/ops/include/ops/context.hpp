#pragma once

#include "config/config.hpp"
#include "core/layout.hpp"
#include "net/client.hpp"
#include "os/host.hpp"
#include "sources/source.hpp"
#include "store/store.hpp"

#include <memory>
#include <string>
#include <vector>

namespace govern::ops {

/// What every use case works with: the host, the home and its settings. Whatever only the network
/// needs is made at its first use, so that `list` and `current` never load it.
class Context {
public:
    Context(os::Host& host, Layout layout, config::Config config, bool offline);
    virtual ~Context() = default;

    os::Host& host;
    const Layout layout;
    const config::Config config;
    const bool offline;
    store::Store store;

    /// The network; libcurl is loaded with the first request, not before.
    [[nodiscard]] net::Client& client();
    /// GOPROXY, GOSUMDB and friends as Go would read them here.
    [[nodiscard]] const config::GoSettings& go();
    /// Where releases come from, in order. `only`: --source, or empty.
    [[nodiscard]] Result<std::vector<std::unique_ptr<sources::Source>>>
    sources(const std::string& only);

private:
    std::unique_ptr<net::Client> m_client;
    std::unique_ptr<config::GoSettings> m_go;
};

} // namespace govern::ops
