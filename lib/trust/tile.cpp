#include "trust/tile.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <set>
#include <utility>

namespace govern::trust {

namespace {

/// Largest power of two below `count`, which is at least 2.
std::uint64_t split_point(std::uint64_t count) {
    return std::bit_floor(count - 1);
}

/// How many entries a level has in a tree of `size` records; levels go up to 7.
std::uint64_t entries_at(unsigned level, std::uint64_t size) {
    return size >> (8 * level);
}

unsigned tile_width(unsigned level, std::uint64_t index, std::uint64_t size) {
    const auto entries = entries_at(level, size);
    return static_cast<unsigned>(
        std::min<std::uint64_t>(256, entries - std::min(entries, index * 256)));
}

/// The levels at which a tree of `size` records has a tile that is not full, or would have one.
template <typename Function> void for_each_edge(std::uint64_t size, Function function) {
    for (unsigned level = 0; level < 8 && entries_at(level, size) > 0; ++level) {
        if (entries_at(level, size) % 256 != 0) {
            function(level, entries_at(level, size) / 256);
        }
    }
}

Hash entry(const std::string& entries, std::size_t at) {
    Hash out;
    std::transform(entries.begin() + static_cast<std::ptrdiff_t>(at * out.size()),
                   entries.begin() + static_cast<std::ptrdiff_t>((at + 1) * out.size()),
                   out.begin(), [](char c) { return static_cast<std::byte>(c); });
    return out;
}

/// The root of `count` entries, a power of two, from `first` on.
Hash complete_root(const std::string& entries, std::size_t first, std::size_t count) {
    std::vector<Hash> row;
    for (std::size_t i = 0; i < count; ++i) {
        row.push_back(entry(entries, first + i));
    }
    for (; row.size() > 1; row.resize(row.size() / 2)) {
        for (std::size_t i = 0; i < row.size() / 2; ++i) {
            row[i] = node_hash(row[2 * i], row[2 * i + 1]);
        }
    }
    return row.front();
}

} // namespace

Hash leaf_hash(std::string_view record_text) {
    crypto::Sha256 hash;
    hash.update(std::string_view("\0", 1));
    hash.update(record_text);
    return hash.finish();
}

Hash node_hash(const Hash& left, const Hash& right) {
    crypto::Sha256 hash;
    hash.update(std::string_view("\1", 1));
    hash.update(std::span<const std::byte>(left));
    hash.update(std::span<const std::byte>(right));
    return hash.finish();
}

std::string TileId::path() const {
    // The index in groups of three digits, all but the last marked by an x.
    std::string number;
    auto rest = index;
    do {
        auto group = std::to_string(rest % 1000);
        group.insert(0, 3 - group.size(), '0');
        number = number.empty() ? group : 'x' + group + '/' + number;
        rest /= 1000;
    } while (rest > 0);
    std::string out = "tile/8/" + std::to_string(level) + '/' + number;
    if (!is_full()) {
        out += ".p/" + std::to_string(width);
    }
    return out;
}

std::vector<TileId> needed_tiles(std::uint64_t size, std::uint64_t record,
                                 const std::vector<std::uint64_t>& smaller) {
    std::set<std::pair<unsigned, std::uint64_t>, std::greater<>> places;
    // A full tile is proved by the one above it, and so on up to the edge.
    const auto add = [&](unsigned level, std::uint64_t index) {
        while (places.emplace(level, index).second && tile_width(level, index, size) == 256) {
            ++level;
            index /= 256;
        }
    };
    for_each_edge(size, add);
    add(0, record / 256);
    for (const auto count : smaller) {
        for_each_edge(count, add);
    }
    std::vector<TileId> out;
    for (const auto& [level, index] : places) {
        out.push_back({level, index, tile_width(level, index, size)});
    }
    return out;
}

void TileSet::put(const TileId& tile, std::string entries) {
    assert(entries.size() == tile.bytes());
    m_tiles[{tile.level, tile.index}] = std::move(entries);
}

const std::string* TileSet::entries(const TileId& tile) const {
    const auto found = m_tiles.find({tile.level, tile.index});
    return found == m_tiles.end() ? nullptr : &found->second;
}

unsigned TileSet::width_of(unsigned level, std::uint64_t index) const {
    return tile_width(level, index, m_size);
}

std::vector<TileId> TileSet::find_bad(const Hash& root) const {
    std::vector<TileId> bad;
    if (root_of_first(m_size) != root) {
        for_each_edge(m_size, [&](unsigned level, std::uint64_t index) {
            bad.push_back({level, index, width_of(level, index)});
        });
        return bad;
    }
    std::set<std::pair<unsigned, std::uint64_t>> unproved;
    for (auto tile = m_tiles.rbegin(); tile != m_tiles.rend(); ++tile) {
        const auto& [level, index] = tile->first;
        if (width_of(level, index) != 256) {
            continue;
        }
        if (unproved.count({level + 1, index / 256}) != 0) {
            unproved.insert(tile->first);
            continue;
        }
        const auto above = m_tiles.find({level + 1, index / 256});
        assert(above != m_tiles.end());
        if (complete_root(tile->second, 0, 256) != entry(above->second, index % 256)) {
            unproved.insert(tile->first);
            bad.push_back({level, index, 256});
        }
    }
    return bad;
}

Hash TileSet::subtree(unsigned height, std::uint64_t index) const {
    const unsigned level = height / 8;
    const std::uint64_t count = std::uint64_t{1} << (height % 8);
    const std::uint64_t first = index * count;
    const auto tile = m_tiles.find({level, first / 256});
    assert(tile != m_tiles.end());
    return complete_root(tile->second, first % 256, count);
}

Hash TileSet::range(std::uint64_t first, std::uint64_t last) const {
    const auto count = last - first;
    if (std::has_single_bit(count)) {
        const auto height = static_cast<unsigned>(std::countr_zero(count));
        return subtree(height, first >> height);
    }
    const auto middle = first + split_point(count);
    return node_hash(range(first, middle), range(middle, last));
}

Hash TileSet::root_of_first(std::uint64_t size) const {
    return size == 0 ? crypto::sha256(std::string_view()) : range(0, size);
}

std::vector<Hash> TileSet::audit_path(std::uint64_t record) const {
    std::vector<Hash> path;
    std::uint64_t first = 0;
    std::uint64_t last = m_size;
    while (last - first > 1) {
        const auto middle = first + split_point(last - first);
        if (record < middle) {
            path.push_back(range(middle, last));
            last = middle;
        } else {
            path.push_back(range(first, middle));
            first = middle;
        }
    }
    std::reverse(path.begin(), path.end());
    return path;
}

std::optional<Hash> root_from_path(const Hash& leaf, std::uint64_t record, std::uint64_t size,
                                   const std::vector<Hash>& path) {
    if (record >= size) {
        return std::nullopt;
    }
    auto at = record;
    auto last = size - 1;
    Hash hash = leaf;
    for (const auto& sibling : path) {
        if (last == 0) {
            return std::nullopt;
        }
        if (at % 2 == 1 || at == last) {
            hash = node_hash(sibling, hash);
            // A node without a right sibling is carried up unchanged.
            while (at % 2 == 0 && at != 0) {
                at /= 2;
                last /= 2;
            }
        } else {
            hash = node_hash(hash, sibling);
        }
        at /= 2;
        last /= 2;
    }
    return last == 0 ? std::optional<Hash>(hash) : std::nullopt;
}

} // namespace govern::trust
