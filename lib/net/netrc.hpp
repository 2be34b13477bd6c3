#pragma once

#include "base/url.hpp"
#include "os/host.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::net {

struct Login {
    std::string user;
    std::string password;
};

struct NetrcEntry {
    std::string machine; ///< `host` or `host:port`
    Login login;
};

/// The machines of a .netrc that have both login and password, in order, read as Go reads it
/// (cmd/go/internal/auth): words in pairs on one line or several, macros skipped up to the next
/// empty line, nothing after `default`.
[[nodiscard]] std::vector<NetrcEntry> parse_netrc(std::string_view text);

/// NETRC, else `_netrc` (Windows, if it exists) or `.netrc` in the user's folder; "" if there is no
/// such folder.
[[nodiscard]] std::string netrc_file(os::Host& host);

/// The login for a URL; nothing for other schemes than https, as in Go.
[[nodiscard]] std::optional<Login> netrc_login(const std::vector<NetrcEntry>& entries,
                                               const Url& url);

} // namespace govern::net
