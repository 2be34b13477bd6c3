#include "trust/log.hpp"

#include "base/messages/trust.hpp"
#include "base/text.hpp"
#include "log_address.hpp"
#include "log_cache.hpp"
#include "trust/lookup.hpp"
#include "trust/tile.hpp"

#include <algorithm>
#include <set>

namespace govern::trust {

namespace {

std::string base64(const Hash& hash) {
    return to_base64(crypto::as_text(hash));
}

/// One proof in the making. The order of its checks is what keeps it from ever taking a damaged or
/// truncated answer for a fork: see go-distribution-facts §2a, whose steps the names follow.
class Prover {
public:
    Prover(const Database& database, LogCache& cache, LogAddress& address, bool offline,
           const SdkId& sdk)
        : m_database(database), m_cache(cache), m_address(address), m_offline(offline), m_sdk(sdk),
          m_lookup_path("lookup/golang.org/toolchain@" + toolchain_module_version(sdk)) {}

    Result<Proof> prove();

private:
    Result<void> read_saved_head();
    bool read_cached_lookup();
    Result<void> fetch_lookup();
    Result<Proof> prove_lookup();
    Result<void> load_tiles(const std::vector<TileId>& needed);
    Result<void> fetch_tiles(const std::vector<TileId>& wanted);
    Result<void> check_tiles();
    Result<void> check_smaller_head();
    Result<Proof> finish();
    [[nodiscard]] Failure forked();
    [[nodiscard]] std::string origin() const {
        return m_address.known() ? m_address.base() : "the cache";
    }

    const Database& m_database;
    LogCache& m_cache;
    LogAddress& m_address;
    bool m_offline;
    const SdkId& m_sdk;
    std::string m_lookup_path;

    std::optional<TreeHead> m_saved;
    std::string m_answer; ///< the lookup as sent
    Lookup m_lookup;
    bool m_lookup_cached = false;
    bool m_asked = false;
    TreeHead m_reference;
    TileSet m_tiles{0};
    std::vector<TileId> m_from_network;
    std::set<std::string> m_from_disk;
};

Result<Proof> Prover::prove() {
    GOVERN_TRY(read_saved_head());
    if (read_cached_lookup()) {
        auto proof = prove_lookup();
        // Only the head in a lookup is signed: a record that was damaged on the disk shows here.
        if (proof || !proof.error().is(msg::log_record_not_in_tree)) {
            return proof;
        }
        m_cache.remove_lookup(m_lookup_path);
    }
    GOVERN_TRY(fetch_lookup());
    return prove_lookup();
}

Result<void> Prover::read_saved_head() {
    auto note = m_cache.latest();
    if (!note) {
        return fail(msg::log_saved_head_damaged, {{"database", m_database.key.name},
                                                  {"path", m_cache.latest_path()},
                                                  {"why", render(note.error()).text}});
    }
    if (!*note) {
        return {};
    }
    auto head = open_tree_head(**note, m_database.key, m_cache.latest_path());
    if (!head) {
        return fail(msg::log_saved_head_damaged, {{"database", m_database.key.name},
                                                  {"path", m_cache.latest_path()},
                                                  {"why", render(head.error()).text}});
    }
    m_saved = std::move(*head);
    return {};
}

bool Prover::read_cached_lookup() {
    const auto answer = m_cache.lookup(m_lookup_path);
    if (!answer) {
        return false;
    }
    auto lookup = parse_lookup(*answer, m_sdk, m_database.key, "the cache");
    if (!lookup) {
        m_cache.remove_lookup(m_lookup_path);
        return false;
    }
    m_lookup = std::move(*lookup);
    m_lookup_cached = true;
    return true;
}

Result<void> Prover::fetch_lookup() {
    if (m_offline) {
        return fail(msg::log_offline, {{"sdk", m_sdk.text()}});
    }
    m_asked = true;
    GOVERN_TRY_ASSIGN(auto answer, m_address.lookup(m_lookup_path, m_sdk.text()));
    GOVERN_TRY_ASSIGN(m_lookup, parse_lookup(answer.body, m_sdk, m_database.key, answer.url));
    m_answer = std::move(answer.body);
    m_lookup_cached = false;
    return {};
}

Failure Prover::forked() {
    const auto& other = *m_saved;
    const auto& head = m_lookup.head;
    return fail(msg::log_forked, {{"database", m_database.key.name},
                                  {"size_a", std::to_string(other.size)},
                                  {"root_a", base64(other.root)},
                                  {"file_a", m_cache.save_evidence(other)},
                                  {"size_b", std::to_string(head.size)},
                                  {"root_b", base64(head.root)},
                                  {"file_b", m_cache.save_evidence(head)}});
}

Result<Proof> Prover::prove_lookup() {
    // Both heads carry a good signature by now; sizes alone say which is the older.
    const bool two_heads =
        m_saved && (m_saved->size != m_lookup.head.size || m_saved->root != m_lookup.head.root);
    if (two_heads && m_saved->size == m_lookup.head.size) {
        return forked();
    }
    m_reference = m_saved && m_saved->size >= m_lookup.head.size ? *m_saved : m_lookup.head;
    std::vector<std::uint64_t> smaller;
    if (two_heads) {
        smaller.push_back(std::min(m_saved->size, m_lookup.head.size));
    }
    m_tiles = TileSet(m_reference.size);
    m_from_network.clear();
    m_from_disk.clear();
    GOVERN_TRY(load_tiles(needed_tiles(m_reference.size, m_lookup.record, smaller)));
    GOVERN_TRY(check_tiles());
    if (two_heads) {
        GOVERN_TRY(check_smaller_head());
    }
    if (m_tiles.record_hash(m_lookup.record) != leaf_hash(m_lookup.text)) {
        return fail(msg::log_record_not_in_tree, {{"sdk", m_sdk.text()},
                                                  {"record", std::to_string(m_lookup.record)},
                                                  {"size", std::to_string(m_reference.size)},
                                                  {"url", origin()}});
    }
    return finish();
}

Result<void> Prover::load_tiles(const std::vector<TileId>& needed) {
    std::vector<TileId> missing;
    for (const auto& tile : needed) {
        if (auto entries = m_cache.tile(tile)) {
            m_from_disk.insert(tile.path());
            m_tiles.put(tile, std::move(*entries));
        } else {
            missing.push_back(tile);
        }
    }
    return fetch_tiles(missing);
}

Result<void> Prover::fetch_tiles(const std::vector<TileId>& wanted) {
    if (wanted.empty()) {
        return {};
    }
    if (m_offline) {
        return fail(msg::log_offline, {{"sdk", m_sdk.text()}});
    }
    m_asked = true;
    if (!m_address.known()) {
        // A lookup from the cache left open who answers: asking for it again finds that out.
        GOVERN_TRY(m_address.lookup(m_lookup_path, m_sdk.text()));
    }
    GOVERN_TRY_ASSIGN(auto entries, m_address.tiles(wanted, m_sdk.text()));
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        m_from_disk.erase(wanted[i].path());
        m_from_network.push_back(wanted[i]);
        m_tiles.put(wanted[i], std::move(entries[i]));
    }
    return {};
}

Result<void> Prover::check_tiles() {
    while (true) {
        std::vector<TileId> again;
        std::string fresh;
        for (const auto& tile : m_tiles.find_bad(m_reference.root)) {
            if (m_from_disk.count(tile.path()) != 0) {
                again.push_back(tile);
            } else {
                fresh = fresh.empty() ? tile.path() : fresh;
            }
        }
        if (again.empty() && fresh.empty()) {
            return {};
        }
        if (again.empty()) {
            return fail(msg::log_bad_tile, {{"tile", fresh}, {"url", origin()}});
        }
        // Each turn replaces tiles of the disk by fetched ones, so this ends.
        for (const auto& tile : again) {
            m_cache.remove_tile(tile);
        }
        GOVERN_TRY(fetch_tiles(again));
    }
}

Result<void> Prover::check_smaller_head() {
    const auto& smaller = m_saved->size < m_lookup.head.size ? *m_saved : m_lookup.head;
    if (m_tiles.root_of_first(smaller.size) != smaller.root) {
        return forked();
    }
    return {};
}

Result<Proof> Prover::finish() {
    for (const auto& tile : m_from_network) {
        m_cache.save_tile(tile, *m_tiles.entries(tile));
    }
    if (!m_lookup_cached) {
        m_cache.save_lookup(m_lookup_path, m_answer);
    }
    if (!m_saved || m_saved->size < m_lookup.head.size) {
        m_cache.save_latest(m_saved ? std::optional<std::string>(m_saved->note) : std::nullopt,
                            m_lookup.head.note);
    }
    Proof proof;
    proof.h1 = m_lookup.h1;
    proof.database = m_database.key.name;
    proof.genuine = m_database.genuine;
    proof.verifier_key = m_database.genuine ? std::string() : m_database.key.text;
    proof.record = m_lookup.record;
    proof.tree_size = m_reference.size;
    proof.tree_root = base64(m_reference.root);
    proof.from_cache = !m_asked;
    proof.signed_head = m_reference.note;
    proof.record_text = m_lookup.text;
    for (const auto& hash : m_tiles.audit_path(m_lookup.record)) {
        proof.inclusion.push_back(base64(hash));
    }
    GOVERN_TRY(check_proof(m_sdk, proof));
    return proof;
}

class RealLog final : public Log {
public:
    RealLog(os::Host& host, net::Client& client, const LogOptions& options)
        : m_options(options), m_database(parse_gosumdb(options.go.gosumdb)) {
        if (m_database) {
            m_cache.emplace(host, options.cache_folder, m_database->key.name);
            m_address.emplace(client, *m_database, m_options.proxies);
        }
    }

    [[nodiscard]] Result<void> may_be_asked(const SdkId& sdk) const override {
        if (trim(m_options.go.gosumdb) == "off") {
            return fail(msg::sumdb_off, {{"sdk", sdk.text()}});
        }
        return m_database ? Result<void>() : Failure(m_database.error());
    }

    Result<Proof> prove(const SdkId& sdk) override {
        GOVERN_TRY(may_be_asked(sdk));
        return Prover(*m_database, *m_cache, *m_address, m_options.offline, sdk).prove();
    }

private:
    LogOptions m_options;
    Result<Database> m_database;
    std::optional<LogCache> m_cache;
    std::optional<LogAddress> m_address;
};

} // namespace

Result<std::unique_ptr<Log>> open_log(os::Host& host, net::Client& client,
                                      const LogOptions& options) {
    return std::make_unique<RealLog>(host, client, options);
}

} // namespace govern::trust
