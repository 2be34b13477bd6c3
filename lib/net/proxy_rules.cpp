#include "proxy_rules.hpp"

#include "base/text.hpp"
#include "ip_address.hpp"
#include "net/messages.hpp"

#include <algorithm>

namespace govern::net {

namespace {

std::optional<std::string> upper_or_lower(const os::Environment& environment,
                                          std::string_view upper) {
    auto value = environment.get(upper);
    return value ? value : environment.get(to_lower(upper));
}

std::string port_of(const Url& url) {
    return !url.port.empty() ? url.port : url.scheme == "https" ? "443" : "80";
}

std::string_view without_brackets(std::string_view host) {
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
        return host.substr(1, host.size() - 2);
    }
    return host;
}

struct HostPort {
    std::string_view host;
    std::string_view port; ///< empty: any
};

/// `host:port`, `[v6]:port`, or all of it as host (a bare IPv6 address has no port).
HostPort split_host_port(std::string_view text) {
    const auto colon = text.rfind(':');
    const bool bracketed = !text.empty() && text.front() == '[';
    const bool has_port = colon != text.npos && (bracketed ? colon > 0 && text[colon - 1] == ']'
                                                           : text.find(':') == colon);
    if (!has_port) {
        return {without_brackets(text), {}};
    }
    return {without_brackets(text.substr(0, colon)), text.substr(colon + 1)};
}

bool entry_matches(std::string_view entry, std::string_view host, std::string_view port,
                   const std::optional<IpAddress>& ip) {
    if (const auto block = parse_cidr(entry)) {
        return ip && contains(*block, *ip);
    }
    auto [name, wanted_port] = split_host_port(entry);
    if (name.empty() || (!wanted_port.empty() && wanted_port != port)) {
        return false;
    }
    if (const auto address = parse_ip(name)) {
        return ip && *ip == *address;
    }
    if (name.substr(0, 2) == "*.") {
        name.remove_prefix(1);
    }
    const bool only_below = name.front() == '.';
    if (!only_below && host == name) {
        return true;
    }
    const auto suffix = only_below ? std::string(name) : '.' + std::string(name);
    return host.size() >= suffix.size() && host.substr(host.size() - suffix.size()) == suffix;
}

/// `*` stands for any run of characters.
bool matches_pattern(std::string_view pattern, std::string_view text) {
    const auto star = pattern.find('*');
    if (star == pattern.npos) {
        return pattern == text;
    }
    if (text.substr(0, star) != pattern.substr(0, star)) {
        return false;
    }
    pattern.remove_prefix(star + 1);
    for (auto rest = text.substr(std::min(star, text.size()));; rest.remove_prefix(1)) {
        if (matches_pattern(pattern, rest)) {
            return true;
        }
        if (rest.empty()) {
            return false;
        }
    }
}

bool is_bypassed(std::string_view bypass, std::string_view host) {
    std::string list(bypass);
    std::replace_if(
        list.begin(), list.end(), [](char c) { return c == ' ' || c == '\t' || c == ','; }, ';');
    for (const auto part : split(list, ';')) {
        const auto pattern = to_lower(part);
        if (pattern == "<local>" ? host.find('.') == host.npos
                                 : !part.empty() && matches_pattern(pattern, host)) {
            return true;
        }
    }
    return false;
}

} // namespace

bool is_loopback_host(std::string_view host) {
    const auto ip = parse_ip(without_brackets(host));
    return host == "localhost" || (ip && is_loopback(*ip));
}

bool is_excluded(std::string_view no_proxy, const Url& url) {
    const auto host = without_brackets(url.host);
    const auto ip = parse_ip(host);
    const auto entries = split(no_proxy, ',');
    return std::any_of(entries.begin(), entries.end(), [&](std::string_view raw) {
        const auto entry = to_lower(trim(raw));
        return entry == "*" || (!entry.empty() && entry_matches(entry, host, port_of(url), ip));
    });
}

std::optional<Proxy> parse_proxy(std::string_view text) {
    std::string address(trim(text));
    if (address.find("://") == address.npos) {
        address = "http://" + address;
    }
    const auto scheme_end = address.find("://");
    const auto scheme = to_lower(address.substr(0, scheme_end));
    const bool socks = scheme == "socks5" || scheme == "socks5h";
    if (scheme != "http" && scheme != "https" && !socks) {
        return std::nullopt;
    }
    auto url = parse_url("http" + address.substr(scheme_end));
    if (!url || url->host.empty()) {
        return std::nullopt;
    }
    Proxy out;
    const auto colon = url->user_info.find(':');
    out.user = percent_decode(url->user_info.substr(0, colon)).value_or("");
    if (colon != url->user_info.npos) {
        out.password = percent_decode(url->user_info.substr(colon + 1)).value_or("");
    }
    // Go lets a SOCKS proxy resolve names, which curl calls socks5h; the default ports are Go's.
    const std::string port = !url->port.empty()  ? url->port
                             : socks             ? "1080"
                             : scheme == "https" ? "443"
                                                 : "80";
    out.address = (socks ? "socks5h" : scheme) + "://" + url->host + ':' + port;
    return out;
}

Result<std::optional<Proxy>> proxy_from_environment(const os::Environment& environment,
                                                    const Url& url) {
    const std::string variable = url.scheme == "https" ? "HTTPS_PROXY" : "HTTP_PROXY";
    const auto value = upper_or_lower(environment, variable);
    if (!value) {
        return std::nullopt;
    }
    if (url.scheme == "http" && environment.get("REQUEST_METHOD")) {
        return fail(msg::proxy_in_cgi);
    }
    const auto no_proxy = upper_or_lower(environment, "NO_PROXY").value_or("");
    if (is_loopback_host(url.host) || is_excluded(no_proxy, url)) {
        return Proxy{};
    }
    if (trim(*value).empty()) {
        return Proxy{};
    }
    auto proxy = parse_proxy(*value);
    if (!proxy) {
        return fail(msg::proxy_invalid,
                    {{"variable", environment.get(variable) ? variable : to_lower(variable)},
                     {"value", "'" + redact_broken_url(*value) + "'"}});
    }
    return *proxy;
}

Proxy parse_windows_proxy(std::string_view list, std::string_view bypass, const Url& url) {
    if (is_loopback_host(url.host) || is_bypassed(bypass, url.host)) {
        return {};
    }
    std::string entries(list);
    std::replace_if(
        entries.begin(), entries.end(), [](char c) { return c == ' ' || c == '\t'; }, ';');
    for (auto entry : split(entries, ';')) {
        const auto equals = entry.find('=');
        const auto scheme = to_lower(entry.substr(0, equals == entry.npos ? 0 : equals));
        if (entry.empty() || (!scheme.empty() && scheme != url.scheme)) {
            continue;
        }
        if (auto proxy = parse_proxy(entry.substr(equals == entry.npos ? 0 : equals + 1))) {
            proxy->system_login = proxy->user.empty();
            return *proxy;
        }
    }
    return {};
}

} // namespace govern::net
