// ELF: System V ABI, "Object Files"; places of fields for ELFCLASS32 and ELFCLASS64.
#include "image.hpp"

using namespace std::string_view_literals;

namespace govern::binary {

namespace {

struct Tables {
    bool wide = false;
    bool big_endian = false;
    std::uint64_t programs = 0;
    std::uint64_t program_count = 0;
    std::uint64_t sections = 0;
    std::uint64_t section_count = 0;
    std::uint64_t names_index = 0; // of the section that holds the sections' names

    [[nodiscard]] std::size_t program_size() const { return wide ? 56 : 32; }
    [[nodiscard]] std::size_t section_size() const { return wide ? 64 : 40; }
};

struct Entry {
    std::uint32_t name = 0; // offset among the names
    std::uint32_t kind = 0;
    std::uint64_t address = 0;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::uint32_t link = 0;
};

std::optional<Entry> section_at(Source& source, const Tables& tables, std::uint64_t index) {
    const auto entry = source.fields(tables.sections + index * tables.section_size(),
                                     tables.section_size(), tables.big_endian);
    if (!entry) {
        return std::nullopt;
    }
    const bool wide = tables.wide;
    return Entry{entry->u32(0),
                 entry->u32(4),
                 entry->word(wide ? 16 : 12, wide),
                 entry->word(wide ? 24 : 16, wide),
                 entry->word(wide ? 32 : 20, wide),
                 entry->u32(wide ? 40 : 24)};
}

std::optional<Tables> read_tables(Source& source) {
    const auto ident = source.view(0, 16);
    if (!ident) {
        return std::nullopt;
    }
    const auto width = std::to_integer<int>((*ident)[4]);
    const auto order = std::to_integer<int>((*ident)[5]);
    if (width < 1 || width > 2 || order < 1 || order > 2) {
        return std::nullopt;
    }
    Tables tables;
    const bool wide = tables.wide = width == 2;
    tables.big_endian = order == 2;
    const auto header = source.fields(0, wide ? 64 : 52, tables.big_endian);
    if (!header) {
        return std::nullopt;
    }
    tables.programs = header->word(wide ? 32 : 28, wide);
    tables.sections = header->word(wide ? 40 : 32, wide);
    const std::size_t counts = wide ? 54 : 42;
    tables.program_count = header->u16(counts + 2);
    tables.section_count = header->u16(counts + 6);
    tables.names_index = header->u16(counts + 8);
    if ((tables.program_count != 0 && header->u16(counts) != tables.program_size()) ||
        (tables.section_count != 0 && header->u16(counts + 4) != tables.section_size())) {
        return std::nullopt;
    }
    if (tables.sections != 0 && tables.section_count == 0) {
        // Too many for 16 bits: section 0 says how many.
        const auto first = section_at(source, tables, 0);
        if (!first) {
            return std::nullopt;
        }
        tables.section_count = first->size;
        tables.names_index = tables.names_index == 0xffff ? first->link : tables.names_index;
    }
    return tables.section_count <= k_max_entries ? std::optional(tables) : std::nullopt;
}

/// Adds the segments, and takes the first that is written to and not run as the place of build
/// information.
bool read_segments(Source& source, const Tables& tables, Image& image) {
    constexpr std::uint32_t k_load = 1;
    constexpr std::uint32_t k_run = 1;
    constexpr std::uint32_t k_write = 2;
    const bool wide = tables.wide;
    for (std::uint64_t i = 0; i < tables.program_count; ++i) {
        const auto entry = source.fields(tables.programs + i * tables.program_size(),
                                         tables.program_size(), tables.big_endian);
        if (!entry) {
            return false;
        }
        const Segment segment{entry->word(wide ? 16 : 8, wide), entry->word(wide ? 8 : 4, wide),
                              entry->word(wide ? 32 : 16, wide)};
        if (segment.size != 0) {
            image.segments.push_back(segment);
        }
        const auto flags = entry->u32(wide ? 4 : 24);
        if (image.data_size == 0 && entry->u32(0) == k_load &&
            (flags & (k_run | k_write)) == k_write) {
            image.data_address = segment.address;
            image.data_size = entry->word(wide ? 40 : 20, wide);
        }
    }
    return true;
}

/// The section that the linker makes for build information, by its name.
bool find_section(Source& source, const Tables& tables, Image& image) {
    constexpr auto k_name = ".go.buildinfo\0"sv;
    if (tables.section_count == 0) {
        return true;
    }
    const auto names = section_at(source, tables, tables.names_index);
    if (tables.names_index >= tables.section_count || !names) {
        return false;
    }
    std::vector<Entry> sections;
    for (std::uint64_t i = 0; i < tables.section_count; ++i) {
        const auto section = section_at(source, tables, i);
        if (!section) {
            return false;
        }
        sections.push_back(*section);
    }
    for (const auto& section : sections) {
        if (section.name >= names->size || names->size - section.name < k_name.size()) {
            continue;
        }
        const auto name = source.view(names->offset + section.name, k_name.size());
        if (name && as_text(*name) == k_name) {
            image.data_address = section.address;
            image.data_size = section.size;
            return true;
        }
    }
    return true;
}

} // namespace

std::optional<Image> read_elf(Source& source) {
    const auto tables = read_tables(source);
    if (!tables) {
        return std::nullopt;
    }
    Image image;
    image.wide = tables->wide;
    image.big_endian = tables->big_endian;
    if (!read_segments(source, *tables, image) || !find_section(source, *tables, image)) {
        return std::nullopt;
    }
    return image;
}

std::vector<Section> list_elf(Source& source) {
    constexpr std::uint32_t k_no_bytes = 8; // SHT_NOBITS
    constexpr std::size_t k_longest_name = 64;
    std::vector<Section> out;
    const auto tables = read_tables(source);
    const auto names = tables && tables->names_index < tables->section_count
                           ? section_at(source, *tables, tables->names_index)
                           : std::nullopt;
    for (std::uint64_t i = 1; names && i < tables->section_count; ++i) {
        const auto section = section_at(source, *tables, i);
        if (!section) {
            break;
        }
        if (section->kind != k_no_bytes && section->name < names->size) {
            out.push_back({source.text(names->offset + section->name, k_longest_name),
                           section->offset, section->size});
        }
    }
    return out;
}

} // namespace govern::binary
