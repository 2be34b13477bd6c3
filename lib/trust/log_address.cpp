#include "log_address.hpp"

#include "base/messages/trust.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "os/path.hpp"
#include "trust/roots.hpp"

#include <algorithm>

namespace govern::trust {

namespace {

constexpr std::size_t k_max_lookup = 64 * 1024;
constexpr std::size_t k_max_tile = 16 * 1024;

bool is_gone(long status) {
    return status == 404 || status == 410;
}

/// A network's log-in page answers 200 to everything.
bool is_web_page(const net::Response& response) {
    return response.head.content_type == "text/html" || trim(response.body).substr(0, 1) == "<";
}

/// What stands in the way of using a response, if anything.
std::optional<Error> fault_of(const std::string& url, const Result<net::Response>& response) {
    if (!response) {
        return response.error();
    }
    if (response->head.status != 200) {
        return Error(msg::log_address_failed)
            .with("url", url)
            .with("status", std::to_string(response->head.status));
    }
    if (is_web_page(*response)) {
        return Error(msg::log_web_page).with("url", url);
    }
    return std::nullopt;
}

/// A name that may become a folder of the cache.
bool is_folder_name(std::string_view name) {
    const auto parts = split(name, '/');
    return std::all_of(parts.begin(), parts.end(),
                       [](auto part) { return os::is_safe_name(part); });
}

} // namespace

Result<Database> parse_gosumdb(const std::string& gosumdb) {
    const auto malformed = [&](const char* why) {
        return fail(msg::gosumdb_malformed, {{"value", gosumdb}, {"why", why}});
    };
    std::vector<std::string_view> fields;
    for (const auto field : split(gosumdb, ' ')) {
        if (!trim(field).empty()) {
            fields.push_back(trim(field));
        }
    }
    if (fields.size() > 2) {
        return malformed("more than a key and a URL");
    }
    const auto root = parse_verifier_key(log_key());
    Database out;
    out.key = *root;
    out.direct = log_addresses();
    if (fields.empty() || (fields.size() == 1 && fields[0] == root->name)) {
        return out;
    }
    // The alias is the same log at another address; naming it goes past the proxies, as in Go.
    if (fields.size() == 1 && fields[0] == "sum.golang.google.cn") {
        out.direct.erase(out.direct.begin(), out.direct.end() - (out.direct.empty() ? 0 : 1));
        out.ask_proxies = false;
        return out;
    }
    if (fields[0] != root->name) {
        const auto key = parse_verifier_key(fields[0]);
        if (!key) {
            return malformed("no known database and no verifier key");
        }
        if (key->name == root->name && key->text != root->text) {
            return malformed("this is not the key of the database of that name");
        }
        if (!is_folder_name(key->name)) {
            return malformed("a name that no folder can have");
        }
        out.key = *key;
        out.genuine = key->text == root->text;
        if (!out.genuine) {
            out.direct = {"https://" + key->name};
        }
    }
    if (fields.size() == 2) {
        if (!parse_url(fields[1])) {
            return malformed("the address is no http, https or file URL");
        }
        out.direct = {std::string(fields[1])};
        out.ask_proxies = false;
    }
    return out;
}

net::Request LogAddress::request(const std::string& base, bool netrc, std::string_view path) const {
    net::Request out;
    out.url = join_url(base, path);
    out.use_netrc = netrc;
    return out;
}

Failure LogAddress::unreachable(std::vector<Error> causes, const std::string& sdk) const {
    Error error(msg::log_unreachable);
    error.with("database", m_database.key.name).with("sdk", sdk);
    for (auto& cause : causes) {
        (void)std::move(error).because(std::move(cause));
    }
    return Failure(std::move(error));
}

Result<LogAddress::Answer> LogAddress::judge_lookup(const net::Request& request,
                                                    Result<net::Response> response,
                                                    const std::string& sdk) const {
    // 403 is how some proxies refuse a record of what they do not serve.
    if (response && (is_gone(response->head.status) || response->head.status == 403)) {
        return fail(msg::log_no_record, {{"database", m_database.key.name},
                                         {"sdk", sdk},
                                         {"url", request.url},
                                         {"status", std::to_string(response->head.status)}});
    }
    if (auto fault = fault_of(request.url, response)) {
        return unreachable({std::move(*fault)}, sdk);
    }
    return Answer{request.url, std::move(response->body)};
}

Result<LogAddress::Answer> LogAddress::lookup(const std::string& path, const std::string& sdk) {
    if (known()) {
        const auto ask = request(m_base, m_netrc, path);
        return judge_lookup(ask, m_client.fetch(ask, k_max_lookup), sdk);
    }
    std::vector<Error> causes;
    for (const auto& proxy : m_database.ask_proxies ? m_proxies : std::vector<std::string>{}) {
        const auto base = join_url(proxy, "sumdb/" + m_database.key.name);
        const std::vector<net::Request> asks = {request(base, true, "supported"),
                                                request(base, true, path)};
        auto answers = m_client.fetch_all(asks, k_max_lookup);
        if (answers[0] && is_gone(answers[0]->head.status)) {
            causes.push_back(Error(msg::log_not_offered)
                                 .with("url", proxy)
                                 .with("status", std::to_string(answers[0]->head.status)));
            continue;
        }
        if (auto fault = fault_of(asks[0].url, answers[0])) {
            causes.push_back(std::move(*fault));
            continue;
        }
        m_base = base;
        m_netrc = true;
        return judge_lookup(asks[1], std::move(answers[1]), sdk);
    }
    for (const auto& address : m_database.direct) {
        const auto ask = request(address, false, path);
        auto answer = judge_lookup(ask, m_client.fetch(ask, k_max_lookup), sdk);
        if (answer || !answer.error().is(msg::log_unreachable)) {
            m_base = address;
            return answer;
        }
        causes.insert(causes.end(), answer.error().causes().begin(), answer.error().causes().end());
    }
    return unreachable(std::move(causes), sdk);
}

Result<std::vector<std::string>> LogAddress::tiles(const std::vector<TileId>& tiles,
                                                   const std::string& sdk) {
    std::vector<net::Request> asks;
    for (const auto& tile : tiles) {
        asks.push_back(request(m_base, m_netrc, tile.path()));
    }
    auto answers = m_client.fetch_all(asks, k_max_tile);
    // Once a tile is full its parts vanish, and the full one begins with them.
    std::vector<std::size_t> gone;
    std::vector<net::Request> full;
    for (std::size_t i = 0; i < tiles.size(); ++i) {
        if (!tiles[i].is_full() && answers[i] && is_gone(answers[i]->head.status)) {
            gone.push_back(i);
            full.push_back(
                request(m_base, m_netrc, TileId{tiles[i].level, tiles[i].index, 256}.path()));
        }
    }
    if (!full.empty()) {
        auto again = m_client.fetch_all(full, k_max_tile);
        for (std::size_t k = 0; k < gone.size(); ++k) {
            if (again[k] && again[k]->body.size() == TileId{}.bytes()) {
                again[k]->body.resize(tiles[gone[k]].bytes());
            }
            asks[gone[k]] = full[k];
            answers[gone[k]] = std::move(again[k]);
        }
    }
    std::vector<std::string> out;
    for (std::size_t i = 0; i < tiles.size(); ++i) {
        // A tile may begin with any byte, so only its status tells whether it came.
        if (!answers[i]) {
            return unreachable({std::move(answers[i].error())}, sdk);
        }
        if (answers[i]->head.status != 200) {
            return unreachable({Error(msg::log_address_failed)
                                    .with("url", asks[i].url)
                                    .with("status", std::to_string(answers[i]->head.status))},
                               sdk);
        }
        if (answers[i]->body.size() != tiles[i].bytes()) {
            return fail(msg::log_malformed,
                        {{"why", "a tile of " + std::to_string(answers[i]->body.size()) +
                                     " bytes in place of " + std::to_string(tiles[i].bytes())},
                         {"url", asks[i].url}});
        }
        out.push_back(std::move(answers[i]->body));
    }
    return out;
}

} // namespace govern::trust
