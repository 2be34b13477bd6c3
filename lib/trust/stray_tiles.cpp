#include "base/text.hpp"
#include "trust/tile.hpp"

#include <algorithm>

namespace govern::trust {

namespace {

using Place = std::pair<unsigned, std::uint64_t>; ///< level and index

std::optional<unsigned> number_below(std::string_view digits, unsigned end) {
    const auto number = parse_number(digits);
    return number && *number < end ? std::optional(static_cast<unsigned>(*number)) : std::nullopt;
}

Hash hash_of_full(const std::string& entries) {
    std::vector<Hash> row(TileId().width);
    for (std::size_t i = 0; i < row.size(); ++i) {
        const auto* const from = reinterpret_cast<const std::byte*>(entries.data());
        std::copy_n(from + i * sizeof(Hash), sizeof(Hash), row[i].begin());
    }
    for (; row.size() > 1; row.resize(row.size() / 2)) {
        for (std::size_t i = 0; i < row.size() / 2; ++i) {
            row[i] = node_hash(row[2 * i], row[2 * i + 1]);
        }
    }
    return row.front();
}

/// What is proved, the widest tile of each place.
class Widest {
public:
    void add(const TileId& tile, const std::string& entries) {
        auto& one = m_tiles[{tile.level, tile.index}];
        if (entries.size() > one.size()) {
            one = entries;
        }
    }

    [[nodiscard]] bool leads_to(const TileId& tile, const std::string& entries) const {
        if (entries.size() != tile.bytes()) {
            return false;
        }
        const auto same = m_tiles.find({tile.level, tile.index});
        if (same != m_tiles.end() && same->second.starts_with(entries)) {
            return true;
        }
        const auto above = m_tiles.find({tile.level + 1, tile.index / tile.width});
        const auto at = tile.index % tile.width * sizeof(Hash);
        return tile.is_full() && above != m_tiles.end() &&
               above->second.size() >= at + sizeof(Hash) &&
               above->second.substr(at, sizeof(Hash)) == crypto::as_text(hash_of_full(entries));
    }

private:
    std::map<Place, std::string> m_tiles;
};

} // namespace

std::optional<TileId> parse_tile_path(std::string_view path) {
    constexpr unsigned k_levels = 8;
    auto parts = split(path, '/');
    TileId out;
    if (parts.size() > 2 && parts[parts.size() - 2].ends_with(".p")) {
        const auto width = number_below(parts.back(), out.width);
        out.width = width.value_or(0);
        parts.pop_back();
        parts.back().remove_suffix(2);
    }
    const auto level = parts.size() > 3 ? number_below(parts[2], k_levels) : std::nullopt;
    constexpr std::size_t k_most_parts = 3 + 6; // an index below 10^18
    if (!level || parts.size() > k_most_parts) {
        return std::nullopt;
    }
    out.level = *level;
    for (auto i = parts.begin() + 3; i != parts.end(); ++i) {
        const auto group = number_below(i->starts_with('x') ? i->substr(1) : *i, 1000);
        if (!group) {
            return std::nullopt;
        }
        out.index = out.index * 1000 + *group;
    }
    return out.width != 0 && out.path() == path ? std::optional(out) : std::nullopt;
}

std::vector<std::string> stray_tiles(const std::map<std::string, std::string>& proved,
                                     const std::map<std::string, std::string>& others) {
    Widest widest;
    for (const auto& [path, entries] : proved) {
        if (const auto tile = parse_tile_path(path)) {
            widest.add(*tile, entries);
        }
    }
    std::vector<std::string> out;
    std::vector<std::pair<TileId, const std::string*>> rest;
    for (const auto& [path, entries] : others) {
        const auto tile = parse_tile_path(path);
        if (tile) {
            rest.emplace_back(*tile, &entries);
        } else {
            out.push_back(path);
        }
    }
    // From the top, as a tile proves those below it; of one place the widest first.
    std::stable_sort(rest.begin(), rest.end(), [](const auto& a, const auto& b) {
        return std::pair(a.first.level, a.first.width) > std::pair(b.first.level, b.first.width);
    });
    for (const auto& [tile, entries] : rest) {
        if (widest.leads_to(tile, *entries)) {
            widest.add(tile, *entries);
        } else {
            out.push_back(tile.path());
        }
    }
    return out;
}

} // namespace govern::trust
