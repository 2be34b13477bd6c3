#pragma once

#include "net/client.hpp"
#include "trust/log.hpp"
#include "trust/tile.hpp"

#include <string>
#include <vector>

namespace govern::trust {

/// The meaning of GOSUMDB, by Go's rules (cmd/go/internal/modfetch/key.go).
struct Database {
    VerifierKey key;
    bool genuine = true;             ///< the trust root's own
    std::vector<std::string> direct; ///< base URLs without a proxy, in order
    bool ask_proxies = true;         ///< false if GOSUMDB names a URL
};

/// msg::gosumdb_malformed; `off` is the caller's business.
[[nodiscard]] Result<Database> parse_gosumdb(const std::string& gosumdb);

/// The address of the database. The first request finds it, and it is kept.
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
    /// passed over. Then the database itself, and last Go's module cache as a file:// proxy.
    /// Errors: msg::log_no_record, msg::log_unreachable.
    [[nodiscard]] Result<Answer> lookup(const std::string& path, const std::string& sdk);

    /// The tiles, at the address that gave the lookup, in one parallel round; a second one for the
    /// full tiles in the place of partial ones that are gone. Where that is a proxy without them,
    /// as a mirror has only those of its own heads, the other proxies. msg::log_unreachable,
    /// msg::log_malformed.
    [[nodiscard]] Result<std::vector<std::string>> tiles(const std::vector<TileId>& tiles,
                                                         const std::string& sdk);

    /// From now on each request has its own connection, so that no other answer can take the place
    /// of its answer.
    void use_own_connections() { m_own_connections = true; }

    [[nodiscard]] bool known() const { return !m_base.empty(); }
    [[nodiscard]] const std::string& base() const { return m_base; }

private:
    struct AskedTile {
        std::string url;
        Result<net::Response> answer = Result<net::Response>(net::Response());
    };
    [[nodiscard]] std::vector<std::string> proxied_bases() const;
    void ask_for_tiles(const std::string& base, const std::vector<TileId>& tiles,
                       const std::vector<std::size_t>& which, std::vector<AskedTile>& out);

    [[nodiscard]] net::Request request(const std::string& base, std::string_view path) const;
    [[nodiscard]] Result<Answer> judge_lookup(const net::Request& request,
                                              Result<net::Response> response,
                                              const std::string& sdk) const;
    [[nodiscard]] Failure unreachable(std::vector<Error> causes, const std::string& sdk) const;

    net::Client& m_client;
    const Database& m_database;
    const std::vector<std::string>& m_proxies;
    std::string m_base;
    bool m_own_connections = false;
};

} // namespace govern::trust
