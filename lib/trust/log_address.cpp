#include "log_address.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "trust/messages.hpp"
#include "trust/roots.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>

namespace govern::trust {

namespace {

constexpr std::size_t k_max_lookup = 64 * 1024;
constexpr std::size_t k_max_tile = 16 * 1024;

bool is_gone(long status) {
    return status == 404 || status == 410;
}

enum class Expected : std::uint8_t { record, nothing };

/// A network's log-in page answers 200 to everything. A server of plain files may call each of them
/// a page, so its word alone does not count: a record begins with its number.
bool is_web_page(const net::Response& response, Expected expected) {
    const auto body = trim(response.body);
    if (body.starts_with('<')) {
        return true;
    }
    const bool fits = expected == Expected::nothing
                          ? body.empty()
                          : !body.empty() && body.front() >= '0' && body.front() <= '9';
    return !fits && response.head.content_type == "text/html";
}

constexpr const char* k_folders_with_log =
    "a folder that `govern mirror` fills has its part of it; so has Go's module cache, of what Go fetched itself";

/// Go's own module cache as a file:// proxy: it keeps the lookups and tiles that Go asked for, and
/// no `supported`.
bool is_module_cache(const std::string& proxy, const Result<net::Response>& supported,
                     const Result<net::Response>& lookup) {
    return is_file_url(proxy) && supported && is_gone(supported->head.status) && lookup &&
           lookup->head.status == 200;
}

/// The reason why a response cannot be used, if any.
std::optional<Error> fault_of(const std::string& url, const Result<net::Response>& response,
                              Expected expected) {
    if (!response) {
        return response.error();
    }
    if (response->head.status != 200) {
        return Error(msg::log_address_failed)
            .with("url", url)
            .with("status", std::to_string(response->head.status));
    }
    if (is_web_page(*response, expected)) {
        return Error(msg::log_web_page).with("url", url);
    }
    return std::nullopt;
}

/// A name that may become a folder of the cache.
bool is_folder_name(std::string_view name) {
    const auto parts = split(name, '/');
    return std::all_of(parts.begin(), parts.end(),
                       [](auto part) { return path::is_safe_name(part); });
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
            return malformed("the address is not an http, https or file URL");
        }
        out.direct = {std::string(fields[1])};
        out.ask_proxies = false;
    }
    return out;
}

net::Request LogAddress::request(const std::string& base, std::string_view path) const {
    net::Request out;
    out.url = join_url(base, path);
    out.use_netrc = true;
    out.own_connection = m_own_connections;
    return out;
}

Failure LogAddress::unreachable(std::vector<Error> causes, const std::string& sdk) const {
    Error error(msg::log_unreachable);
    error.with("database", m_database.key.name).with("sdk", sdk);
    for (auto& cause : causes) {
        if (cause.is(msg::interrupted)) { // the user's wish, which says nothing about the log
            return Failure(std::move(cause));
        }
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
    if (auto fault = fault_of(request.url, response, Expected::record)) {
        return unreachable({std::move(*fault)}, sdk);
    }
    return Answer{request.url, std::move(response->body)};
}

Result<LogAddress::Answer> LogAddress::lookup(const std::string& path, const std::string& sdk) {
    if (known()) {
        const auto ask = request(m_base, path);
        return judge_lookup(ask, m_client.fetch(ask, k_max_lookup), sdk);
    }
    std::vector<Error> causes;
    // It may lack tiles, so whatever has all of them comes first.
    std::string last_base;
    std::optional<Result<net::Response>> last_answer;
    for (const auto& proxy : m_database.ask_proxies ? m_proxies : std::vector<std::string>{}) {
        const auto base = join_url(proxy, "sumdb/" + m_database.key.name);
        const std::vector<net::Request> asks = {request(base, "supported"), request(base, path)};
        auto answers = m_client.fetch_all(asks, k_max_lookup);
        if (!last_answer && is_module_cache(proxy, answers[0], answers[1])) {
            last_base = base;
            last_answer = std::move(answers[1]);
            continue;
        }
        if (answers[0] && is_gone(answers[0]->head.status)) {
            causes.push_back(Error(msg::log_not_offered)
                                 .with("url", proxy)
                                 .with("status", std::to_string(answers[0]->head.status))
                                 .with("where", is_file_url(proxy) ? k_folders_with_log : ""));
            continue;
        }
        if (auto fault = fault_of(asks[0].url, answers[0], Expected::nothing)) {
            causes.push_back(std::move(*fault));
            continue;
        }
        m_base = base;
        return judge_lookup(asks[1], std::move(answers[1]), sdk);
    }
    for (const auto& address : m_database.direct) {
        const auto ask = request(address, path);
        auto answer = judge_lookup(ask, m_client.fetch(ask, k_max_lookup), sdk);
        if (answer || !answer.error().is(msg::log_unreachable)) {
            m_base = address;
            return answer;
        }
        causes.insert(causes.end(), answer.error().causes().begin(), answer.error().causes().end());
    }
    if (last_answer) {
        m_base = last_base;
        return judge_lookup(request(m_base, path), std::move(*last_answer), sdk);
    }
    return unreachable(std::move(causes), sdk);
}

std::vector<std::string> LogAddress::proxied_bases() const {
    std::vector<std::string> out = {m_base};
    const auto& direct = m_database.direct;
    const bool proxied = std::find(direct.begin(), direct.end(), m_base) == direct.end();
    for (const auto& proxy : proxied ? m_proxies : std::vector<std::string>()) {
        auto base = join_url(proxy, "sumdb/" + m_database.key.name);
        if (base != m_base) {
            out.push_back(std::move(base));
        }
    }
    return out;
}

void LogAddress::ask_for_tiles(const std::string& base, const std::vector<TileId>& tiles,
                               const std::vector<std::size_t>& which, std::vector<AskedTile>& out) {
    std::vector<net::Request> asks;
    for (const auto i : which) {
        asks.push_back(request(base, tiles[i].path()));
    }
    auto answers = m_client.fetch_all(asks, k_max_tile);
    // Once a tile is full its parts vanish, and the full one begins with them.
    std::vector<std::size_t> parts;
    std::vector<net::Request> full;
    for (std::size_t k = 0; k < which.size(); ++k) {
        const auto& tile = tiles[which[k]];
        if (!tile.is_full() && answers[k] && is_gone(answers[k]->head.status)) {
            parts.push_back(k);
            full.push_back(request(base, TileId{tile.level, tile.index, 256}.path()));
        }
    }
    if (!full.empty()) {
        auto again = m_client.fetch_all(full, k_max_tile);
        for (std::size_t n = 0; n < parts.size(); ++n) {
            if (again[n] && again[n]->body.size() == TileId{}.bytes()) {
                again[n]->body.resize(tiles[which[parts[n]]].bytes());
            }
            asks[parts[n]] = full[n];
            answers[parts[n]] = std::move(again[n]);
        }
    }
    for (std::size_t k = 0; k < which.size(); ++k) {
        out[which[k]] = {asks[k].url, std::move(answers[k])};
    }
}

Result<std::vector<std::string>> LogAddress::tiles(const std::vector<TileId>& tiles,
                                                   const std::string& sdk) {
    std::vector<AskedTile> asked(tiles.size());
    std::vector<std::size_t> lacking(tiles.size());
    std::iota(lacking.begin(), lacking.end(), std::size_t(0));
    for (const auto& base : proxied_bases()) {
        auto before = base == m_base ? std::vector<AskedTile>() : asked;
        ask_for_tiles(base, tiles, lacking, asked);
        for (const auto i : before.empty() ? std::vector<std::size_t>() : lacking) {
            if (!asked[i].answer || asked[i].answer->head.status != 200) {
                asked[i] = std::move(before[i]); // the first one's answer is what to say
            }
        }
        std::erase_if(lacking, [&](std::size_t i) {
            return !asked[i].answer || !is_gone(asked[i].answer->head.status);
        });
        if (lacking.empty()) {
            break;
        }
    }
    std::vector<std::string> out;
    for (std::size_t i = 0; i < tiles.size(); ++i) {
        // A tile may begin with any byte, so only its status tells whether it came.
        auto& [url, answer] = asked[i];
        if (!answer) {
            return unreachable({std::move(answer.error())}, sdk);
        }
        if (const auto status = answer->head.status; status != 200) {
            auto said = std::to_string(status);
            if (is_gone(status)) {
                said += ": a mirror leads only to and from heads that it has served itself";
            }
            return unreachable(
                {Error(msg::log_address_failed).with("url", url).with("status", std::move(said))},
                sdk);
        }
        if (answer->body.size() != tiles[i].bytes()) {
            return fail(msg::log_malformed,
                        {{"why", "a tile of " + std::to_string(answer->body.size()) +
                                     " bytes in place of " + std::to_string(tiles[i].bytes())},
                         {"url", url}});
        }
        out.push_back(std::move(answer->body));
    }
    return out;
}

} // namespace govern::trust
