// PE: Microsoft's "PE Format", COFF header, optional header and section table.
#include "base/text.hpp"
#include "image.hpp"

using namespace std::string_view_literals;

namespace govern::binary {

namespace {

constexpr std::size_t k_coff_size = 24; // with the signature
constexpr std::size_t k_section_size = 40;

} // namespace

std::optional<Image> read_pe(Source& source) {
    constexpr std::uint32_t k_alignment_bits = 0x600000;
    constexpr std::uint32_t k_data = 0xc0000040; // initialised, read and written

    const auto dos = source.fields(0, 64, false);
    if (!dos) {
        return std::nullopt;
    }
    const std::uint64_t coff_offset = dos->u32(0x3c);
    const auto coff = source.fields(coff_offset, k_coff_size, false);
    if (!coff || coff->text(0, 4) != "PE"sv || coff->u16(2) != 0) {
        return std::nullopt;
    }
    const auto section_count = coff->u16(6);
    const auto optional_size = coff->u16(20);
    const auto optional_offset = coff_offset + k_coff_size;

    Image image;
    std::uint64_t base = 0;
    if (optional_size != 0) {
        const auto optional = source.fields(optional_offset, 32, false);
        if (!optional) {
            return std::nullopt;
        }
        image.wide = optional->u16(0) == 0x20b;
        base = image.wide ? optional->u64(24) : optional->u32(28);
    }
    for (std::uint64_t i = 0; i < section_count; ++i) {
        const auto section = source.fields(optional_offset + optional_size + i * k_section_size,
                                           k_section_size, false);
        if (!section) {
            return std::nullopt;
        }
        const auto virtual_size = section->u32(8);
        const auto address = section->u32(12);
        const auto size = section->u32(16);
        if (size == 0) {
            continue;
        }
        image.segments.push_back({base + address, section->u32(20), size});
        if (image.data_size == 0 && address != 0 &&
            (section->u32(36) & ~k_alignment_bits) == k_data) {
            image.data_address = base + address;
            image.data_size = virtual_size;
        }
    }
    return image;
}

std::vector<Section> list_pe(Source& source) {
    constexpr std::size_t k_symbol_size = 18;
    constexpr std::size_t k_longest_name = 64;
    std::vector<Section> out;
    const auto dos = source.fields(0, 64, false);
    const std::uint64_t coff_offset = dos ? dos->u32(0x3c) : 0;
    const auto coff = source.fields(coff_offset, k_coff_size, false);
    if (!dos || !coff || coff->text(0, 4) != "PE"sv) {
        return out;
    }
    const std::uint64_t first = coff_offset + k_coff_size + coff->u16(20);
    const std::uint64_t names = coff->u32(12) + std::uint64_t{coff->u32(16)} * k_symbol_size;
    const auto count = coff->u16(6);
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto section = source.fields(first + i * k_section_size, k_section_size, false);
        if (!section) {
            break;
        }
        std::string name(section->text(0, 8));
        const std::uint64_t offset = section->u32(20);
        const std::uint64_t size = section->u32(16);
        // A name of more than 8 letters is a place among the names: `/45`.
        const auto place = name.starts_with('/') ? parse_number(name.substr(1)) : std::nullopt;
        out.push_back(
            {place ? source.text(names + *place, k_longest_name) : std::move(name), offset, size});
    }
    return out;
}

} // namespace govern::binary
