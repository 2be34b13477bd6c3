#pragma once

#include "net/client.hpp"
#include "trust/log.hpp"
#include "trust/tile.hpp"

#include <optional>
#include <string>
#include <vector>

namespace govern::trust {

/// What GOSUMDB says, by Go's rules (cmd/go/internal/modfetch/key.go).
struct Database {
    VerifierKey key;
    bool genuine = true;             ///< the trust root's own
    std::vector<std::string> direct; ///< base URLs without a proxy, in order
    bool ask_proxies = true;         ///< false where GOSUMDB names a URL
};

/// msg::gosumdb_malformed; `off` is the caller's business.
[[nodiscard]] Result<Database> parse_gosumdb(const std::string& gosumdb);

/// Where the database can be asked: found once, by the first question, and kept.
class LogAddress {
public:
    LogAddress(net::Client& client, const Database& database,
               const std::vector<std::string>& proxies)
        : m_client(client), m_database(database), m_proxies(proxies) {}

    struct Answer {
        std::string url;
        std::string body;
    };
    /// Asks for a lookup. Proxies first: the one whose `supported` answers 200 is used alone (that
    /// question goes out together with the lookup); one that answers otherwise or not at all is
    /// passed over. Then the database itself. Errors: msg::log_no_record, msg::log_unreachable.
    [[nodiscard]] Result<Answer> lookup(const std::string& path, const std::string& sdk);

    /// The tiles, at the address that gave the lookup, in one parallel round; a second one for the
    /// full tiles of parts that are gone (§2a). msg::log_unreachable, msg::log_malformed.
    [[nodiscard]] Result<std::vector<std::string>> tiles(const std::vector<TileId>& tiles,
                                                         const std::string& sdk);

    [[nodiscard]] bool known() const { return !m_base.empty(); }
    [[nodiscard]] const std::string& base() const { return m_base; }

private:
    [[nodiscard]] net::Request request(const std::string& base, bool netrc,
                                       std::string_view path) const;
    [[nodiscard]] Result<Answer> judge_lookup(const net::Request& request,
                                              Result<net::Response> response,
                                              const std::string& sdk) const;
    [[nodiscard]] Failure unreachable(std::vector<Error> causes, const std::string& sdk) const;

    net::Client& m_client;
    const Database& m_database;
    const std::vector<std::string>& m_proxies;
    std::string m_base;
    bool m_netrc = false;
};

} // namespace govern::trust
