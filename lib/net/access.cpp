#include "access.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "net/messages.hpp"

#include <algorithm>
#include <set>

namespace govern::net {

namespace {
constexpr std::size_t k_max_netrc = 1024 * 1024;
constexpr std::size_t k_max_certificates = 16 * 1024 * 1024;

constexpr std::size_t k_max_files = 10'000; ///< of one folder of certificates

/// A certificate in PEM form: from BEGIN to END, and the base64 between.
struct PemBlock {
    std::string_view whole;
    std::string_view content;
};

/// Without an end where the last one is cut.
std::vector<PemBlock> pem_blocks(std::string_view text) {
    std::vector<PemBlock> out;
    for (const std::string_view kind : {"CERTIFICATE-----", "TRUSTED CERTIFICATE-----"}) {
        const auto begin = "-----BEGIN " + std::string(kind);
        const auto end = "-----END " + std::string(kind);
        for (auto at = text.find(begin); at != text.npos; at = text.find(begin, at + 1)) {
            const auto from = at + begin.size();
            const auto stop = text.find(end, from);
            const auto length = stop == text.npos ? stop : stop + end.size() - at;
            out.push_back({text.substr(at, length),
                           trim(text.substr(from, stop == text.npos ? stop : stop - from))});
        }
    }
    return out;
}

/// The faults that show without decoding.
bool is_sound(const PemBlock& block) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n";
    // base64 turns a certificate's first byte, 0x30, into an M.
    return block.whole.ends_with("-----") && block.content.starts_with('M') &&
           block.content.find_first_not_of(letters) == block.content.npos;
}

/// A fault that would stop a TLS library; empty if none shows.
std::string pem_fault(std::string_view text) {
    const auto blocks = pem_blocks(text);
    if (blocks.empty()) {
        return "it holds no PEM certificate";
    }
    return std::all_of(blocks.begin(), blocks.end(), is_sound) ? ""
                                                               : "a certificate in it is damaged";
}

/// The certificates of a folder's files, each once: there, names made of their hashes lead to the
/// same files.
std::string certificates_of_folder(os::Files& files, const std::string& folder) {
    std::set<std::string, std::less<>> seen;
    std::string out;
    auto names = files.list(folder).value_or(std::vector<std::string>());
    names.resize(std::min(names.size(), k_max_files));
    for (const auto& name : names) {
        const auto text = files.read(path::join(folder, name), k_max_certificates).value_or("");
        for (const auto& block : pem_blocks(text)) { // views into the text
            if (is_sound(block) && seen.emplace(block.whole).second &&
                out.size() < k_max_certificates) {
                out.append(block.whole) += '\n';
            }
        }
    }
    return out;
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

Result<std::string> Access::certificates_file() {
    GOVERN_TRY_ASSIGN(const auto pem, certificates());
    const std::lock_guard lock(m_mutex);
    if (!m_certificates_file) {
        m_certificates_file = make_memory_file(pem);
    }
    return m_certificates_file ? m_certificates_file->path : m_settings.ca_file;
}

Result<std::string> Access::read_certificates() {
    std::string out;
    if (const auto& path = m_settings.ca_file; !path.empty()) {
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
        out = *own + '\n';
    }
    for (const auto& folder : m_settings.ca_folders) {
        out += certificates_of_folder(m_host.files, folder);
    }
    return out.empty() ? out : out + system_certificates(m_host.files);
}

} // namespace govern::net
