// Mach-O: <mach-o/loader.h> and <mach-o/fat.h> of macOS.
#include "image.hpp"

#include <algorithm>

using namespace std::string_view_literals;

namespace govern::binary {

namespace {

struct Shape {
    bool wide = false;
    bool big_endian = false;

    [[nodiscard]] std::size_t header() const { return wide ? 32 : 28; }
    [[nodiscard]] std::size_t segment() const { return wide ? 72 : 56; }
    [[nodiscard]] std::size_t section() const { return wide ? 80 : 68; }
};

struct Places {
    Segment section;    // that the linker makes for build information; size 0 if absent
    Segment first_data; // the first segment that is read and written
};

constexpr std::uint32_t k_segment = 0x1;
constexpr std::uint32_t k_segment_64 = 0x19;

std::optional<Shape> read_shape(Source& source) {
    const auto magic = source.fields(0, 4, true);
    if (!magic) {
        return std::nullopt;
    }
    const auto first = magic->u32(0);
    const Shape shape{first == 0xfeedfacf || first == 0xcffaedfe,
                      first == 0xfeedface || first == 0xfeedfacf};
    return shape.wide || shape.big_endian || first == 0xcefaedfe ? std::optional(shape)
                                                                 : std::nullopt;
}

/// Reads one segment's load command of `length` bytes.
bool read_segment(Source& source, Shape shape, std::uint64_t offset, std::uint32_t length,
                  Image& image, Places& places) {
    constexpr std::uint32_t k_read_write = 3;
    const bool wide = shape.wide;
    const auto entry = source.fields(offset, shape.segment(), shape.big_endian);
    if (length < shape.segment() || !entry) {
        return false;
    }
    const std::size_t after = wide ? 56 : 40; // the four words address, size, offset, size in file
    const Segment segment{entry->word(24, wide), entry->word(wide ? 40 : 32, wide),
                          entry->word(wide ? 48 : 36, wide)};
    const auto memory_size = entry->word(wide ? 32 : 28, wide);
    const bool data = entry->u32(after) == k_read_write && entry->u32(after + 4) == k_read_write;
    const std::uint64_t section_count = entry->u32(after + 8);
    if (segment.size != 0 && entry->text(8, 16) != "__PAGEZERO"sv) {
        image.segments.push_back(segment);
    }
    if (places.first_data.size == 0 && segment.address != 0 && segment.size != 0 && data) {
        places.first_data = {segment.address, 0, memory_size};
    }
    if (section_count > (length - shape.segment()) / shape.section()) {
        return false;
    }
    for (std::uint64_t i = 0; i < section_count && places.section.size == 0; ++i) {
        const auto section = source.fields(offset + shape.segment() + i * shape.section(),
                                           shape.section(), shape.big_endian);
        if (!section) {
            return false;
        }
        if (section->text(0, 16) == "__go_buildinfo"sv) {
            places.section = {section->word(32, wide), 0, section->word(wide ? 40 : 36, wide)};
        }
    }
    return true;
}

} // namespace

std::optional<Image> read_mach_o(Source& source) {
    const auto found = read_shape(source);
    if (!found) {
        return std::nullopt;
    }
    const Shape shape = *found;
    const auto header = source.fields(0, shape.header(), shape.big_endian);
    if (!header || header->u32(16) > k_max_entries) {
        return std::nullopt;
    }
    const auto count = header->u32(16);
    const auto end = shape.header() + std::uint64_t(header->u32(20));
    std::uint64_t offset = shape.header();
    Image image;
    Places places;
    image.wide = shape.wide;
    image.big_endian = shape.big_endian;
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto command = source.fields(offset, 8, shape.big_endian);
        if (!command) {
            return std::nullopt;
        }
        const auto kind = command->u32(0);
        const auto length = command->u32(4);
        if (length < 8 || length > end - offset) {
            return std::nullopt;
        }
        if (kind == (shape.wide ? k_segment_64 : k_segment) &&
            !read_segment(source, shape, offset, length, image, places)) {
            return std::nullopt;
        }
        offset += length;
    }
    const auto& place = places.section.size != 0 ? places.section : places.first_data;
    image.data_address = place.address;
    image.data_size = place.size;
    return image;
}

namespace {

/// Narrows the source to the first program of a fat file.
bool narrow_to_first(Source& source) {
    // A Java class begins with the same four bytes; what follows is then at least 45.
    constexpr std::uint32_t k_most = 44;
    const auto header = source.fields(0, 8, true);
    if (!header) {
        return false;
    }
    const bool wide = header->u32(0) == 0xcafebabf;
    const auto count = header->u32(4);
    const auto first = source.fields(8, 24, true);
    if (count == 0 || count > k_most || !first) {
        return false;
    }
    source.narrow(first->word(8, wide), first->word(wide ? 16 : 12, wide));
    return true;
}

} // namespace

std::optional<Image> read_fat_mach_o(Source& source) {
    return narrow_to_first(source) ? read_mach_o(source) : std::nullopt;
}

std::vector<Section> list_mach_o(Source& source) {
    std::vector<Section> out;
    const auto shape = read_shape(source);
    const auto header = shape ? source.fields(0, shape->header(), shape->big_endian) : std::nullopt;
    if (!header) {
        return out;
    }
    const auto count = std::min<std::uint64_t>(header->u32(16), k_max_entries);
    const bool wide = shape->wide;
    std::uint64_t offset = shape->header();
    std::uint64_t seen = 0; // sections, those of zeros too
    for (std::uint64_t i = 0; i < count && out.size() < k_max_entries; ++i) {
        const auto command = source.fields(offset, shape->segment(), shape->big_endian);
        const std::uint64_t length = command ? command->u32(4) : 0;
        if (length < 8) {
            break;
        }
        const bool is_segment = command->u32(0) == (wide ? k_segment_64 : k_segment);
        // No more than the command has room for: the number itself is not to be trusted.
        const std::uint64_t room =
            length < shape->segment() ? 0 : (length - shape->segment()) / shape->section();
        const std::uint64_t sections =
            is_segment ? std::min<std::uint64_t>(command->u32(wide ? 64 : 48), room) : 0;
        const std::uint64_t place = command->word(wide ? 40 : 32, wide);
        const std::uint64_t size = command->word(wide ? 48 : 36, wide);
        if (is_segment && sections == 0 && size != 0) {
            out.push_back({std::string(command->text(8, 16)), place, size}); // __LINKEDIT
        }
        for (std::uint64_t j = 0; j < sections && out.size() < k_max_entries; ++j) {
            const auto section = source.fields(offset + shape->segment() + j * shape->section(),
                                               shape->section(), shape->big_endian);
            if (!section || ++seen > k_max_entries) {
                return out;
            }
            const std::uint64_t at = section->u32(wide ? 48 : 40);
            if (at != 0) { // one of zeros has no place in the file
                out.push_back(
                    {std::string(section->text(0, 16)), at, section->word(wide ? 40 : 36, wide)});
            }
        }
        offset += length;
    }
    return out;
}

std::vector<Section> list_fat_mach_o(Source& source) {
    return narrow_to_first(source) ? list_mach_o(source) : std::vector<Section>();
}

} // namespace govern::binary
