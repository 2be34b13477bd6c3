#pragma once

#include "config/config.hpp"
#include "core/layout.hpp"
#include "net/client.hpp"
#include "os/host.hpp"
#include "sources/source.hpp"
#include "store/store.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

struct KnownVulnerabilities;

/// The context of every use case: the host, the home and its settings. The parts that only the
/// network needs are made at their first use, so that `list` and `current` never load them.
class Context {
public:
    Context(os::Host& host, Layout layout, config::Config config, bool offline);
    virtual ~Context() = default;

    os::Host& host;
    const Layout layout;
    const config::Config config;
    const bool offline;
    store::Store store;
    bool put_back = false; ///< what a dead upgrade left was put back before this command began
    std::string command;   ///< as typed, without `govern`: for the history
    /// Once known_vulnerabilities() (ops/sdk/vulnerabilities.hpp) has read them.
    std::shared_ptr<const KnownVulnerabilities> vulnerabilities;

    /// The network; libcurl is loaded with the first request, not before.
    [[nodiscard]] net::Client& client();
    /// Puts another one in its place, which uses it. Call it before anybody has asked for the
    /// client.
    void wrap_client(
        const std::function<std::unique_ptr<net::Client>(std::unique_ptr<net::Client>)>& wrapper);
    /// GOPROXY, GOSUMDB and friends as Go would read them here. Where no file names a module proxy,
    /// a `go` is asked for its own, once.
    [[nodiscard]] const config::GoSettings& go();
    /// The sources of releases, in order. `only`: --source.
    [[nodiscard]] Result<std::vector<std::unique_ptr<sources::Source>>>
    sources(std::optional<SourceKind> only);

private:
    /// The same without asking a `go`: for what needs no module proxy.
    const config::GoSettings& go_of_files();

    std::unique_ptr<net::Client> m_client;
    std::unique_ptr<config::GoSettings> m_go;
    bool m_go_asked = false;
};

} // namespace govern::ops
