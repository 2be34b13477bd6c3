// XCOFF: IBM's "XCOFF Object File Format" for AIX.
#include "image.hpp"

namespace govern::binary {

std::optional<Image> read_xcoff(Source& source) {
    constexpr std::uint32_t k_data = 0x40; // STYP_DATA

    const auto magic = source.fields(0, 2, true);
    if (!magic) {
        return std::nullopt;
    }
    Image image;
    const bool wide = image.wide = magic->u16(0) == 0x01f7;
    image.big_endian = true;
    const std::size_t header_size = wide ? 24 : 20;
    const std::size_t section_size = wide ? 72 : 40;
    const auto header = source.fields(0, header_size, true);
    if (!header) {
        return std::nullopt;
    }
    const auto count = header->u16(2);
    const auto optional_size = header->u16(16); // in both
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto section =
            source.fields(header_size + optional_size + i * section_size, section_size, true);
        if (!section) {
            return std::nullopt;
        }
        const Segment segment{section->word(wide ? 16 : 12, wide),
                              section->word(wide ? 32 : 20, wide),
                              section->word(wide ? 24 : 16, wide)};
        if (segment.file_offset != 0 && segment.size != 0) {
            image.segments.push_back(segment);
        }
        if (image.data_size == 0 && section->u32(wide ? 64 : 36) == k_data) {
            image.data_address = segment.address;
            image.data_size = segment.size;
        }
    }
    return image;
}

std::vector<Section> list_xcoff(Source& source) {
    std::vector<Section> out;
    const auto magic = source.fields(0, 2, true);
    const bool wide = magic && magic->u16(0) == 0x01f7;
    const std::size_t header_size = wide ? 24 : 20;
    const std::size_t section_size = wide ? 72 : 40;
    const auto header = source.fields(0, header_size, true);
    const std::uint64_t count = header ? header->u16(2) : 0;
    const std::uint64_t first = header ? header_size + header->u16(16) : 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto section = source.fields(first + i * section_size, section_size, true);
        if (!section) {
            break;
        }
        const auto offset = section->word(wide ? 32 : 20, wide);
        if (offset != 0) {
            out.push_back(
                {std::string(section->text(0, 8)), offset, section->word(wide ? 24 : 16, wide)});
        }
    }
    return out;
}

} // namespace govern::binary
