#include "support/catch.hpp"

#include "support/real_log.hpp"
#include "support/tiny_log.hpp"
#include "trust/lookup.hpp"
#include "trust/roots.hpp"
#include "trust/tile.hpp"

using namespace govern;
using namespace govern::trust;

namespace {

TileSet load(const test::TinyLog& log, std::size_t size, std::uint64_t record,
             const std::vector<std::uint64_t>& smaller) {
    TileSet tiles(size);
    for (const auto& tile : needed_tiles(size, record, smaller)) {
        tiles.put(tile, log.tile(tile, size));
    }
    return tiles;
}

/// A recorded tile, cut from the full one where the partial one is gone, as it is in the database
/// too.
std::string real_tile(const TileId& tile) {
    try {
        return test::real_log(tile.path());
    } catch (const std::runtime_error&) {
        return test::real_log(TileId{tile.level, tile.index, 256}.path()).substr(0, tile.bytes());
    }
}

} // namespace

TEST_CASE("tile paths are those of the protocol", "[trust]") {
    CHECK(TileId{0, 0, 256}.path() == "tile/8/0/000");
    CHECK(TileId{3, 0, 4}.path() == "tile/8/3/000.p/4");
    CHECK(TileId{1, 999, 1}.path() == "tile/8/1/999.p/1");
    CHECK(TileId{0, 280659, 124}.path() == "tile/8/0/x280/659.p/124");
    CHECK(TileId{0, 1234067, 256}.path() == "tile/8/0/x001/x234/067");
    CHECK(TileId{2, 1000, 256}.path() == "tile/8/2/x001/000");
}

TEST_CASE("a tile's path is read as it is written", "[trust]") {
    for (const auto& tile :
         {TileId{0, 0, 256}, TileId{3, 0, 4}, TileId{1, 999, 1}, TileId{0, 280659, 124},
          TileId{0, 1234067, 256}, TileId{2, 1000, 256}}) {
        CHECK(parse_tile_path(tile.path()) == tile);
    }
    for (const auto* path :
         {"", "tile", "tile/8/0", "tile/8/0/00", "tile/8/0/0000", "tile/8/9/000", "tile/7/0/000",
          "tile/8/0/000.p", "tile/8/0/000.p/0", "tile/8/0/000.p/256", "tile/8/0/x000/001",
          "tile/8/0/000.p/1/2", "tile/8/0/../000", "lookup/8/0/000", "tile/8/0/+01"}) {
        INFO(path);
        CHECK(!parse_tile_path(path));
    }
}

TEST_CASE("tiles follow from those above them and from wider ones", "[trust]") {
    constexpr std::size_t k_size = 256 * 3 + 70;
    test::TinyLog log("log.test");
    log.fill(k_size);
    std::map<std::string, std::string> proved;
    for (const auto& tile : needed_tiles(k_size, 5, {})) {
        proved[tile.path()] = log.tile(tile, k_size);
    }
    const TileId full{0, 1, 256};
    const TileId early{0, 1, 20}; // of when the tree was smaller
    const TileId edge{0, 3, 7};
    std::map<std::string, std::string> others;
    for (const auto& tile : {full, early, edge}) {
        const auto width = tile == edge ? 70U : 256U;
        others[tile.path()] =
            log.tile({tile.level, tile.index, width}, k_size).substr(0, tile.bytes());
    }
    CHECK(stray_tiles(proved, others).empty());
    for (const auto& tile : {full, early, edge}) {
        auto changed = others;
        changed[tile.path()].back() ^= 1;
        CHECK(stray_tiles(proved, changed) ==
              (tile == full ? std::vector{full.path(), early.path()} : std::vector{tile.path()}));
    }
    CHECK(stray_tiles(proved, {{"tile/8/0/x", ""}}) == std::vector<std::string>{"tile/8/0/x"});
    others.erase(full.path());
    CHECK(stray_tiles(proved, others) == std::vector{early.path()}); // nothing leads to it any more
}

TEST_CASE("the tiles that are needed follow from sizes and number", "[trust]") {
    const auto paths = [](const std::vector<TileId>& tiles) {
        std::vector<std::string> out;
        for (const auto& tile : tiles) {
            out.push_back(tile.path());
        }
        return out;
    };
    CHECK(paths(needed_tiles(1, 0, {})) == std::vector<std::string>{"tile/8/0/000.p/1"});
    CHECK(paths(needed_tiles(256, 3, {})) ==
          std::vector<std::string>{"tile/8/1/000.p/1", "tile/8/0/000"});
    CHECK(paths(needed_tiles(257, 256, {})) ==
          std::vector<std::string>{"tile/8/1/000.p/1", "tile/8/0/001.p/1"});
    CHECK(paths(needed_tiles(70000, 5, {600})) ==
          std::vector<std::string>{"tile/8/2/000.p/1", "tile/8/1/001.p/17", "tile/8/1/000",
                                   "tile/8/0/273.p/112", "tile/8/0/002", "tile/8/0/000"});
    // Cold proofs of the real log stay below the promised number of requests.
    CHECK(needed_tiles(66398721, 27869929, {}).size() + 2 <= 12);
    CHECK(needed_tiles(71610150, 69477999, {}).size() + 2 <= 12);
}

TEST_CASE("roots and audit paths of small trees equal the definition", "[trust]") {
    test::TinyLog log("log.test");
    log.fill(600);
    for (const std::size_t size : {1U, 2U, 3U, 7U, 8U, 255U, 256U, 257U, 511U, 512U, 513U, 600U}) {
        for (const std::size_t record : {std::size_t{0}, size / 2, size - 1}) {
            for (const std::size_t smaller : {std::size_t{1}, size / 3, size - 1}) {
                if (smaller == 0) {
                    continue;
                }
                CAPTURE(size, record, smaller);
                const auto tiles = load(log, size, record, {smaller});
                CHECK(tiles.find_bad(log.root(0, size)).empty());
                CHECK(tiles.root_of_first(smaller) == log.root(0, smaller));
                CHECK(tiles.record_hash(record) == log.root(record, record + 1));
                const auto path = tiles.audit_path(record);
                CHECK(root_from_path(tiles.record_hash(record), record, size, path) ==
                      log.root(0, size));
                if (size > 1) {
                    auto longer = path;
                    longer.push_back(path.front());
                    CHECK_FALSE(root_from_path(tiles.record_hash(record), record, size, longer));
                    auto shorter = path;
                    shorter.pop_back();
                    CHECK(root_from_path(tiles.record_hash(record), record, size, shorter) !=
                          log.root(0, size));
                    CHECK(root_from_path(tiles.record_hash(record), (record + 1) % size, size,
                                         path) != log.root(0, size));
                }
                CHECK_FALSE(root_from_path(tiles.record_hash(record), size, size, path));
            }
        }
    }
}

TEST_CASE("a flipped bit of any tile is found, and which tile it is in", "[trust]") {
    test::TinyLog log("log.test");
    log.fill(600);
    const auto root = log.root(0, 600);
    for (const auto& tile : needed_tiles(600, 5, {300})) {
        for (const std::size_t byte : {std::size_t{0}, tile.bytes() / 2, tile.bytes() - 1}) {
            auto tiles = load(log, 600, 5, {300});
            auto entries = *tiles.entries(tile);
            entries[byte] = static_cast<char>(entries[byte] ^ 1);
            tiles.put(tile, entries);
            const auto bad = tiles.find_bad(root);
            CAPTURE(tile.path(), byte);
            REQUIRE_FALSE(bad.empty());
            CHECK(std::find(bad.begin(), bad.end(), tile) != bad.end());
            // A full tile is named alone; of the edge only the whole can be wrong.
            CHECK((bad.size() == 1) == tile.is_full());
        }
    }
}

TEST_CASE("every recorded record is in its tree, and each tree a beginning of the larger ones",
          "[trust]") {
    const auto key = *parse_verifier_key(log_key());
    std::vector<TreeHead> heads = {*open_tree_head(test::real_log("latest"), key, ""),
                                   *open_tree_head(test::real_log("latest_28891140.txt"), key, "")};
    std::vector<Lookup> lookups;
    for (const auto& row : test::real_lookups()) {
        lookups.push_back(*parse_lookup(test::real_log(row.file), *parse_sdk_id(row.sdk), key, ""));
        heads.push_back(lookups.back().head);
    }
    int proved = 0;
    for (const auto& reference : heads) {
        for (const auto& lookup : lookups) {
            for (const auto& smaller : heads) {
                if (lookup.record >= reference.size || smaller.size >= reference.size) {
                    continue;
                }
                TileSet tiles(reference.size);
                try {
                    for (const auto& tile :
                         needed_tiles(reference.size, lookup.record, {smaller.size})) {
                        tiles.put(tile, real_tile(tile));
                    }
                } catch (const std::runtime_error&) {
                    continue; // not recorded: only what the README there promises is
                }
                CAPTURE(reference.size, lookup.record, smaller.size);
                CHECK(tiles.find_bad(reference.root).empty());
                CHECK(tiles.root_of_first(smaller.size) == smaller.root);
                CHECK(tiles.record_hash(lookup.record) == leaf_hash(lookup.text));
                CHECK(root_from_path(leaf_hash(lookup.text), lookup.record, reference.size,
                                     tiles.audit_path(lookup.record)) == reference.root);
                ++proved;
            }
        }
    }
    CHECK(proved >= 20);
}
