#include "image.hpp"

#include <algorithm>
#include <array>

using namespace std::string_view_literals;

namespace govern::binary {

namespace {

struct Known {
    std::string_view magic;
    std::optional<Image> (*read)(Source&);
    std::vector<Section> (*list)(Source&);
};

constexpr std::array k_formats{
    Known{"\x7f"
          "ELF"sv,
          read_elf, list_elf},
    Known{"MZ"sv, read_pe, list_pe},
    Known{"\xfe\xed\xfa\xce"sv, read_mach_o, list_mach_o},
    Known{"\xfe\xed\xfa\xcf"sv, read_mach_o, list_mach_o},
    Known{"\xce\xfa\xed\xfe"sv, read_mach_o, list_mach_o},
    Known{"\xcf\xfa\xed\xfe"sv, read_mach_o, list_mach_o},
    Known{"\xca\xfe\xba\xbe"sv, read_fat_mach_o, list_fat_mach_o},
    Known{"\xca\xfe\xba\xbf"sv, read_fat_mach_o, list_fat_mach_o},
    Known{"\x01\xdf"sv, read_xcoff, list_xcoff},
    Known{"\x01\xf7"sv, read_xcoff, list_xcoff},
    Known{"\x00\x00\x01\xeb"sv, read_plan9, list_plan9}, // 386
    Known{"\x00\x00\x8a\x97"sv, read_plan9, list_plan9}, // amd64
    Known{"\x00\x00\x06\x47"sv, read_plan9, list_plan9}, // arm
};

const Known* format_of(Source& source) {
    const auto start = source.view(0, 16);
    const auto text = start ? as_text(*start) : std::string_view();
    const auto found = std::find_if(k_formats.begin(), k_formats.end(), [&](const Known& known) {
        return text.starts_with(known.magic);
    });
    return start && found != k_formats.end() ? &*found : nullptr;
}

} // namespace

std::size_t Image::read(Source& source, std::uint64_t address, std::span<std::byte> out) const {
    for (const auto& segment : segments) {
        if (segment.holds(address)) {
            const auto into = address - segment.address;
            const auto length = std::min<std::uint64_t>(out.size(), segment.size - into);
            return source.read(segment.file_offset + into,
                               out.first(static_cast<std::size_t>(length)));
        }
    }
    return 0;
}

std::optional<Image> read_image(Source& source) {
    const auto* const format = format_of(source);
    return format == nullptr ? std::nullopt : format->read(source);
}

std::uint64_t named_size(Source& source, const Image& image) {
    const auto* const format = format_of(source);
    std::uint64_t end = 0;
    const auto take = [&end](std::uint64_t offset, std::uint64_t size) {
        if (offset != 0 && size <= ~offset) { // else it has no bytes of its own, or is damaged
            end = std::max(end, offset + size);
        }
    };
    const auto sections = format == nullptr ? std::vector<Section>() : format->list(source);
    for (const auto& section : sections) {
        take(section.offset, section.size);
    }
    if (sections.empty()) { // removed; those of a debug file lie where its segments do not
        for (const auto& segment : image.segments) {
            take(segment.file_offset, segment.size);
        }
    }
    return end;
}

Result<std::vector<Section>> read_sections(RandomAccess& file) {
    Source source(file);
    std::vector<Section> out;
    if (const auto* const format = format_of(source)) {
        out = format->list(source);
    }
    if (source.error()) {
        return tl::unexpected(*source.error());
    }
    for (auto& section : out) {
        const auto left = source.size() - std::min(source.size(), section.offset);
        section.size = std::min(section.size, left);
        section.offset += source.start();
    }
    std::erase_if(out, [](const Section& one) { return one.size == 0; });
    std::stable_sort(out.begin(), out.end(),
                     [](const Section& a, const Section& b) { return a.offset < b.offset; });
    return out;
}

} // namespace govern::binary
