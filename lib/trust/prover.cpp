#include "prover.hpp"

#include "base/text.hpp"
#include "trust/messages.hpp"

#include <algorithm>

namespace govern::trust {

namespace {

std::string base64(const Hash& hash) {
    return to_base64(crypto::as_text(hash));
}

} // namespace

Result<LogProof> Prover::prove() {
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
    GOVERN_TRY_ASSIGN(auto answer, m_address.lookup(m_lookup_path, m_sdk.text()));
    GOVERN_TRY_ASSIGN(m_lookup, parse_lookup(answer.body, m_sdk, m_database.key, answer.url));
    m_answer = std::move(answer.body);
    m_lookup_cached = false;
    return {};
}

Failure Prover::forked(const TreeHead& head, const TreeHead& other) {
    return fail(msg::log_forked, {{"database", m_database.key.name},
                                  {"size_a", std::to_string(other.size)},
                                  {"root_a", base64(other.root)},
                                  {"file_a", m_cache.save_evidence(other)},
                                  {"size_b", std::to_string(head.size)},
                                  {"root_b", base64(head.root)},
                                  {"file_b", m_cache.save_evidence(head)}});
}

/// All that were seen. Each carries a good signature.
std::vector<const TreeHead*> Prover::heads() const {
    std::vector<const TreeHead*> out;
    if (m_saved) {
        out.push_back(&*m_saved);
    }
    out.push_back(&m_lookup.head);
    for (const auto& head : m_former) {
        out.push_back(&head);
    }
    return out;
}

Result<LogProof> Prover::prove_lookup() {
    // Sizes alone say which head is the older.
    const auto all = heads();
    m_reference =
        **std::max_element(all.begin(), all.end(),
                           [](const TreeHead* a, const TreeHead* b) { return a->size < b->size; });
    std::vector<std::uint64_t> smaller;
    for (const auto* head : all) {
        if (head->size != m_reference.size) {
            smaller.push_back(head->size);
        } else if (head->root != m_reference.root) {
            return forked(*head, m_reference);
        }
    }
    m_tiles = TileSet(m_reference.size);
    m_from_network.clear();
    m_from_disk.clear();
    m_needed = needed_tiles(m_reference.size, m_lookup.record, smaller);
    GOVERN_TRY(load_tiles(m_needed));
    GOVERN_TRY(check_tiles());
    GOVERN_TRY(check_smaller_heads());
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
    if (!m_address.known()) {
        // The lookup came from the cache, so it is not known which address serves it: a new request
        // finds out.
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

Result<void> Prover::check_smaller_heads() {
    for (const auto* head : heads()) {
        if (head->size < m_reference.size && m_tiles.root_of_first(head->size) != head->root) {
            return forked(*head, m_reference);
        }
    }
    return {};
}

void Prover::add_to(LogCopy& copy) const {
    for (const auto& tile : m_needed) {
        copy.files[tile.path()] = *m_tiles.entries(tile);
    }
    copy.files[m_lookup_path] =
        std::to_string(m_lookup.record) + '\n' + m_lookup.text + '\n' + m_reference.note;
}

Result<LogProof> Prover::finish() {
    for (const auto& tile : m_from_network) {
        m_cache.save_tile(tile, *m_tiles.entries(tile));
    }
    if (!m_lookup_cached) {
        m_cache.save_lookup(m_lookup_path, m_answer);
    }
    if (!m_saved || m_saved->size < m_reference.size) {
        m_cache.save_latest(m_saved ? std::optional<std::string>(m_saved->note) : std::nullopt,
                            m_reference.note);
    }
    LogProof proof;
    proof.h1 = m_lookup.h1;
    proof.database = m_database.key.name;
    proof.genuine = m_database.genuine;
    proof.verifier_key = m_database.genuine ? std::string() : m_database.key.text;
    proof.record = m_lookup.record;
    proof.tree_size = m_reference.size;
    proof.tree_root = base64(m_reference.root);
    proof.signed_head = m_reference.note;
    proof.record_text = m_lookup.text;
    for (const auto& hash : m_tiles.audit_path(m_lookup.record)) {
        proof.inclusion.push_back(base64(hash));
    }
    GOVERN_TRY(check_proof(m_sdk, proof));
    return proof;
}

} // namespace govern::trust
