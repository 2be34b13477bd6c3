#pragma once

#include "log_address.hpp"
#include "log_cache.hpp"
#include "trust/log.hpp"
#include "trust/lookup.hpp"
#include "trust/tile.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace govern::trust {

/// One proof in the making. The order of its checks is what keeps it from ever taking a damaged or
/// truncated answer for a fork: first every tile is held against the root of the largest signed
/// head, then the smaller heads and the record against the tiles.
class Prover {
public:
    /// `former`: further heads that the proof must agree with.
    Prover(const Database& database, LogCache& cache, LogAddress& address, bool offline,
           const SdkId& sdk, const std::vector<TreeHead>& former)
        : m_database(database), m_cache(cache), m_address(address), m_offline(offline), m_sdk(sdk),
          m_former(former),
          m_lookup_path("lookup/golang.org/toolchain@" + toolchain_module_version(sdk)) {}

    Result<LogProof> prove();
    /// Once prove() was successful: the lookup, under the head that it was proved with, and the
    /// tiles.
    void add_to(LogCopy& copy) const;
    [[nodiscard]] const TreeHead& reference() const { return m_reference; }

private:
    Result<void> read_saved_head();
    bool read_cached_lookup();
    Result<void> fetch_lookup();
    Result<LogProof> prove_lookup();
    Result<void> load_tiles(const std::vector<TileId>& needed);
    Result<void> fetch_tiles(const std::vector<TileId>& wanted);
    Result<void> check_tiles();
    Result<void> check_smaller_heads();
    Result<LogProof> finish();
    [[nodiscard]] std::vector<const TreeHead*> heads() const;
    [[nodiscard]] Failure forked(const TreeHead& head, const TreeHead& other);
    [[nodiscard]] std::string origin() const {
        return m_address.known() ? m_address.base() : "the cache";
    }

    const Database& m_database;
    LogCache& m_cache;
    LogAddress& m_address;
    bool m_offline;
    const SdkId& m_sdk;
    const std::vector<TreeHead>& m_former;
    std::string m_lookup_path;

    std::optional<TreeHead> m_saved;
    std::string m_answer; ///< the lookup as sent
    Lookup m_lookup;
    bool m_lookup_cached = false;
    TreeHead m_reference;
    TileSet m_tiles{0};
    std::vector<TileId> m_needed;
    std::vector<TileId> m_from_network;
    std::set<std::string> m_from_disk;
};

} // namespace govern::trust
