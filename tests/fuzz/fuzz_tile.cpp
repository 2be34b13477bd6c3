// Tiles: sizes and number from the first 16 bytes, the rest is what all tiles hold.
#include "trust/tile.hpp"

#include <cstdlib>

using namespace govern::trust;

namespace {

std::uint64_t number(const std::uint8_t* data) {
    std::uint64_t out = 0;
    for (int i = 0; i < 8; ++i) {
        out = out << 8U | data[i];
    }
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 48) {
        return 0;
    }
    const auto tree =
        number(data) >> 44U; // up to a million records: each run hashes thousands of times
    if (tree == 0) {
        return 0;
    }
    const auto record = number(data + 8) % tree;
    const auto smaller = (number(data) ^ number(data + 8)) % tree;
    const std::string bytes(reinterpret_cast<const char*>(data + 16), size - 16);
    TileSet tiles(tree);
    for (const auto& tile : needed_tiles(tree, record, {smaller})) {
        std::string entries;
        while (entries.size() < tile.bytes()) {
            entries += bytes;
        }
        entries.resize(tile.bytes());
        tiles.put(tile, std::move(entries));
    }
    const auto root = tiles.root_of_first(tree);
    (void)tiles.find_bad(root);
    (void)tiles.root_of_first(smaller);
    // An audit path leads to the root wherever every tile is as it should be; made of these, to
    // anything.
    (void)root_from_path(tiles.record_hash(record), record, tree, tiles.audit_path(record));
    return 0;
}
