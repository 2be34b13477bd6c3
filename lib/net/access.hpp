#pragma once

#include "net/client.hpp"
#include "netrc.hpp"
#include "proxy_rules.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::net {

/// A file that is on no disk. Its path is for this process, as long as the object lives.
struct MemoryFile {
    virtual ~MemoryFile() = default;
    std::string path;
};
/// Nothing where the system has none.
[[nodiscard]] std::unique_ptr<MemoryFile> make_memory_file(std::string_view content);

/// The parts of a request that machine and user add: proxy, login, certificates. Each is read once,
/// when it is first needed. Thread-safe.
class Access {
public:
    Access(os::Host& host, const Settings& settings) : m_host(host), m_settings(settings) {}

    [[nodiscard]] Result<Proxy> proxy_for(const Url& url);
    [[nodiscard]] std::optional<Login> login_for(const Url& url);
    /// The system's certificates and those of ca_file and ca_folders as PEM. Empty if these name
    /// none: then the TLS library's own store decides. Errors: msg::ca_file_unusable.
    [[nodiscard]] Result<std::string_view> certificates();
    /// The path of a file with the same, for a libcurl that takes none from memory: one
    /// before 7.77, or with GnuTLS. Where none can be made: ca_file alone, or empty.
    [[nodiscard]] Result<std::string> certificates_file();

private:
    Result<std::string> read_certificates();

    os::Host& m_host;
    const Settings& m_settings;
    std::mutex m_mutex;
    std::map<std::string, Proxy> m_system_proxies; ///< by scheme and host
    std::optional<std::vector<NetrcEntry>> m_netrc;
    std::optional<Result<std::string>> m_certificates;
    std::unique_ptr<MemoryFile> m_certificates_file;
};

/// The system's trusted root certificates as PEM; empty if they cannot be found. On Windows
/// those in the user's ROOT store now: roots that Windows would only fetch on demand are missing.
[[nodiscard]] std::string system_certificates(os::Files& files);

} // namespace govern::net
