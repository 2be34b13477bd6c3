#pragma once

// The log as a Merkle tree (RFC 6962 §2.1) cut into tiles of height 8
// (golang.org/x/mod/sumdb/tlog). Pure computation on tiles already fetched.

#include "trust/note.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::trust {

/// sha256(00 ‖ record text).
[[nodiscard]] Hash leaf_hash(std::string_view record_text);
/// sha256(01 ‖ left ‖ right).
[[nodiscard]] Hash node_hash(const Hash& left, const Hash& right);

/// The `width` first entries of tile `index` at `level`. An entry is the hash of a complete subtree
/// of 256^level records; a tile has 256 of them, fewer only at the right edge of a tree.
struct TileId {
    unsigned level = 0;
    std::uint64_t index = 0;
    unsigned width = 256;

    [[nodiscard]] bool is_full() const { return width == 256; }
    [[nodiscard]] std::size_t bytes() const { return width * sizeof(Hash); }
    /// `tile/8/1/x001/096.p/83`: below the database's address, and below its cache folder.
    [[nodiscard]] std::string path() const;
    friend bool operator==(const TileId&, const TileId&) = default;
};

/// The tile of a path that path() gives; nothing for any other.
[[nodiscard]] std::optional<TileId> parse_tile_path(std::string_view path);

/// The paths in `others` whose tile does not follow from the `proved` ones: it is neither the
/// beginning of one of them nor has the hash that stands above it. By path: entries.
[[nodiscard]] std::vector<std::string>
stray_tiles(const std::map<std::string, std::string>& proved,
            const std::map<std::string, std::string>& others);

/// The tiles that prove a record and the beginnings of `smaller` sizes in a tree of `size` records,
/// highest level first: the tree's right edge, every tile above or on the way to the record, and
/// what the smaller trees' own edges lie in.
[[nodiscard]] std::vector<TileId> needed_tiles(std::uint64_t size, std::uint64_t record,
                                               const std::vector<std::uint64_t>& smaller);

/// The tiles of one tree. Their contents are untrusted until find_bad() has found no bad one.
class TileSet {
public:
    explicit TileSet(std::uint64_t size) : m_size(size) {}

    /// `entries` must be tile.bytes() long.
    void put(const TileId& tile, std::string entries);
    [[nodiscard]] const std::string* entries(const TileId& tile) const;

    /// The tiles that do not add up to the tree's root: either the whole edge, or full tiles whose
    /// hash is not the entry above them. Where there are none, every bit of every tile is covered.
    [[nodiscard]] std::vector<TileId> find_bad(const Hash& root) const;

    /// The root of the first `size` records; needs their edge tiles.
    [[nodiscard]] Hash root_of_first(std::uint64_t size) const;
    [[nodiscard]] Hash record_hash(std::uint64_t record) const { return subtree(0, record); }
    /// PATH of RFC 6962 §2.1.1 in the whole tree, leaf upwards.
    [[nodiscard]] std::vector<Hash> audit_path(std::uint64_t record) const;

private:
    /// The complete subtree of 2^height records whose place among those is `index`.
    [[nodiscard]] Hash subtree(unsigned height, std::uint64_t index) const;
    [[nodiscard]] Hash range(std::uint64_t first, std::uint64_t last) const;
    [[nodiscard]] unsigned width_of(unsigned level, std::uint64_t index) const;

    std::uint64_t m_size;
    std::map<std::pair<unsigned, std::uint64_t>, std::string> m_tiles;
};

/// The root that an audit path leads to from a record's hash; nothing if the path's length does
/// not fit (RFC 9162 §2.1.3.2).
[[nodiscard]] std::optional<Hash> root_from_path(const Hash& leaf, std::uint64_t record,
                                                 std::uint64_t size, const std::vector<Hash>& path);

} // namespace govern::trust
