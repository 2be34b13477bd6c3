#pragma once

#include "base/result.hpp"
#include "base/url.hpp"
#include "os/environment.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace govern::net {

/// The proxy for one URL.
struct Proxy {
    std::string address;       ///< `http://host:port`, without user and password; empty: none
    std::string user;          ///< decoded
    std::string password;      ///< decoded
    bool system_login = false; ///< answer a 407 as the logged-in user (Negotiate; Windows)

    [[nodiscard]] bool none() const { return address.empty(); }
};

/// Go's rule (golang.org/x/net/http/httpproxy): HTTPS_PROXY for https, HTTP_PROXY for http, upper
/// case before lower; no proxy for localhost, loopback addresses and the hosts in NO_PROXY. Nothing
/// if the variable for this scheme is not set at all, so that the system's settings may decide.
/// Errors: msg::proxy_in_cgi, msg::proxy_invalid.
[[nodiscard]] Result<std::optional<Proxy>>
proxy_from_environment(const os::Environment& environment, const Url& url);

/// True for `localhost` and loopback addresses: never behind a proxy.
[[nodiscard]] bool is_loopback_host(std::string_view host);

/// NO_PROXY by Go's rule: a comma-separated list of `*`, IP addresses, CIDR blocks, domains
/// (`a.org` and below), `.a.org` or `*.a.org` (only below), each but CIDR with an optional port.
[[nodiscard]] bool is_excluded(std::string_view no_proxy, const Url& url);

/// A proxy list as Windows writes it: `host:port`, or `http=host:port;https=host:port`, several
/// separated by `;` or white space; and the list of hosts to bypass: `*` matches anything,
/// `<local>` names without a dot. (WINHTTP_PROXY_INFO, lpszProxyBypass.)
[[nodiscard]] Proxy parse_windows_proxy(std::string_view list, std::string_view bypass,
                                        const Url& url);

/// The proxy of the system's own settings for this URL; none on systems without such settings.
[[nodiscard]] Proxy system_proxy(const Url& url);

/// A proxy as an environment variable names it: with or without scheme, with or without user.
[[nodiscard]] std::optional<Proxy> parse_proxy(std::string_view text);

} // namespace govern::net
