#include "access.hpp"

#include "base/messages/net.hpp"
#include "base/text.hpp"

namespace govern::net {

namespace {
constexpr std::size_t k_max_netrc = 1024 * 1024;
constexpr std::size_t k_max_certificates = 16 * 1024 * 1024;

/// What a TLS library would stumble over, as far as it shows without decoding; empty where nothing
/// does.
std::string pem_fault(std::string_view text) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n";
    std::size_t count = 0;
    for (const std::string_view kind : {"CERTIFICATE-----", "TRUSTED CERTIFICATE-----"}) {
        const auto begin = "-----BEGIN " + std::string(kind);
        const auto end = "-----END " + std::string(kind);
        for (auto at = text.find(begin); at != text.npos; at = text.find(begin, at)) {
            at += begin.size();
            const auto stop = text.find(end, at);
            const auto content = trim(text.substr(at, stop == text.npos ? stop : stop - at));
            // Of a certificate's first byte, 0x30, base64 makes an M.
            if (stop == text.npos || !content.starts_with('M') ||
                content.find_first_not_of(letters) != content.npos) {
                return "a certificate in it is damaged";
            }
            ++count;
        }
    }
    return count == 0 ? "there is no PEM certificate in it" : "";
}
} // namespace

Result<Proxy> Access::proxy_for(const Url& url) {
    GOVERN_TRY_ASSIGN(auto named, proxy_from_environment(m_host.environment, url));
    if (named) {
        return *named;
    }
    const std::lock_guard lock(m_mutex);
    const auto key = url.scheme + "://" + url.host;
    const auto known = m_system_proxies.find(key);
    return known != m_system_proxies.end()
               ? known->second
               : m_system_proxies.emplace(key, system_proxy(url)).first->second;
}

std::optional<Login> Access::login_for(const Url& url) {
    if (!m_settings.netrc) {
        return std::nullopt;
    }
    const std::lock_guard lock(m_mutex);
    if (!m_netrc) {
        const auto file = netrc_file(m_host);
        const auto text =
            file.empty() ? Result<std::string>("") : m_host.files.read(file, k_max_netrc);
        m_netrc = parse_netrc(text ? *text : ""); // an unreadable one counts as absent, as in Go
    }
    return netrc_login(*m_netrc, url);
}

Result<std::string_view> Access::certificates() {
    const std::lock_guard lock(m_mutex);
    if (!m_certificates) {
        m_certificates = read_certificates();
    }
    if (!*m_certificates) {
        return Failure(m_certificates->error());
    }
    return std::string_view(**m_certificates);
}

Result<std::string> Access::read_certificates() {
    const auto& path = m_settings.ca_file;
    if (path.empty()) {
        return {};
    }
    auto own = m_host.files.read(path, k_max_certificates);
    if (!own) {
        return Failure(Message(msg::ca_file_unusable)
                           .with("path", path)
                           .with("why", "it cannot be read")
                           .because(std::move(own).error()));
    }
    if (const auto fault = pem_fault(*own); !fault.empty()) {
        return fail(msg::ca_file_unusable, {{"path", path}, {"why", fault}});
    }
    return *own + '\n' + system_certificates(m_host.files);
}

} // namespace govern::net
