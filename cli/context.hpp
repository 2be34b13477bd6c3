#pragma once

#include "config/config.hpp"
#include "core/layout.hpp"
#include "net/client.hpp"
#include "os/host.hpp"
#include "os/terminal.hpp"
#include "sources/source.hpp"

#include <memory>
#include <string>
#include <vector>

namespace govern::cli {

/// The options that every command takes, before or after its name.
struct Globals {
    bool json = false;
    bool quiet = false;
    bool verbose = false;
    bool offline = false;
    bool yes = false;
    std::string color = "auto"; ///< auto, always, never
    std::string home;           ///< --home; empty: not given
};

/// What a command works with: made once in main, handed down. Whatever only the network needs is
/// made at its first use, so that `list` and `current` never load it.
class Context {
public:
    Context(os::Host& host, Globals globals, Layout layout, config::Config config, os::Stream& out,
            os::Stream& err);

    os::Host& host;
    const Globals globals;
    const Layout layout;
    const config::Config config;
    os::Stream& out;
    os::Stream& err;

    /// The network; libcurl is loaded with the first request, not before.
    [[nodiscard]] net::Client& client();
    /// GOPROXY, GOSUMDB and friends as Go would read them here.
    [[nodiscard]] const config::GoSettings& go();
    /// Where releases come from, in order. `only`: --source, or empty.
    [[nodiscard]] Result<std::vector<std::unique_ptr<sources::Source>>> sources(const std::string& only);

private:
    std::unique_ptr<net::Client> m_client;
    std::unique_ptr<config::GoSettings> m_go;
};

} // namespace govern::cli
