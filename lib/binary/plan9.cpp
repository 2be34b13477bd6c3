// Plan 9 a.out: a.out(6) of its manual.
#include "image.hpp"

#include <utility>

namespace govern::binary {

namespace {

constexpr std::uint32_t k_wide = 0x8000; // in the magic number

} // namespace

std::optional<Image> read_plan9(Source& source) {
    const auto header = source.fields(0, 32, true);
    if (!header) {
        return std::nullopt;
    }
    Image image;
    image.wide = (header->u32(0) & k_wide) != 0;
    // A wide entry address follows the eight words.
    const std::uint64_t text_offset = image.wide ? 40 : 32;
    const std::uint64_t text = header->u32(4);
    const std::uint64_t data = header->u32(8);
    // The header is loaded with the text; data begins at the next page.
    const std::uint64_t page = image.wide ? 0x200000 : 0x1000;
    const auto data_address = (page + text_offset + text + page - 1) / page * page;
    image.segments = {{page + text_offset, text_offset, text},
                      {data_address, text_offset + text, data}};
    image.data_address = data_address;
    image.data_size = data;
    return image;
}

std::vector<Section> list_plan9(Source& source) {
    std::vector<Section> out;
    const auto header = source.fields(0, 32, true);
    if (!header) {
        return out;
    }
    std::uint64_t at = (header->u32(0) & k_wide) != 0 ? 40 : 32;
    const std::pair<const char*, std::size_t> parts[] = {
        {"text", 4}, {"data", 8}, {"symbols", 16}, {"stack offsets", 24}, {"lines", 28}};
    for (const auto& [name, place] : parts) {
        const std::uint64_t size = header->u32(place);
        out.push_back({name, at, size});
        at += size;
    }
    return out;
}

} // namespace govern::binary
