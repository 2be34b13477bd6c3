#pragma once

#include "binary/sections.hpp"
#include "source.hpp"

#include <vector>

namespace govern::binary {

/// A run of bytes of the file and the address they are loaded at.
struct Segment {
    std::uint64_t address = 0;
    std::uint64_t file_offset = 0;
    std::uint64_t size = 0; ///< in the file

    [[nodiscard]] bool holds(std::uint64_t at) const {
        return at >= address && at - address < size;
    }
};

/// The facts in the headers of a program.
struct Image {
    std::vector<Segment> segments; ///< in the file's order; where two overlap, the first counts
    /// The place where the linker puts build information; `data_size` 0 if there is no such place.
    std::uint64_t data_address = 0;
    std::uint64_t data_size = 0;
    /// How the program's pointers look.
    bool wide = false;
    bool big_endian = false;

    /// Bytes from an address on, as far as its segment goes.
    std::size_t read(Source& source, std::uint64_t address, std::span<std::byte> out) const;
};

/// More entries of a table than any program has: the file is made to keep us busy.
inline constexpr std::uint64_t k_max_entries = 65536;

/// Each reads the headers of its format; nothing where they do not follow it.
[[nodiscard]] std::optional<Image> read_elf(Source& source);
[[nodiscard]] std::optional<Image> read_pe(Source& source);
[[nodiscard]] std::optional<Image> read_mach_o(Source& source);
/// Of a fat file: narrows `source` to the first program in it.
[[nodiscard]] std::optional<Image> read_fat_mach_o(Source& source);
[[nodiscard]] std::optional<Image> read_xcoff(Source& source);
[[nodiscard]] std::optional<Image> read_plan9(Source& source);

/// The sections of each format; fewer where its headers are not followed to their end.
[[nodiscard]] std::vector<Section> list_elf(Source& source);
[[nodiscard]] std::vector<Section> list_pe(Source& source);
[[nodiscard]] std::vector<Section> list_mach_o(Source& source);
[[nodiscard]] std::vector<Section> list_fat_mach_o(Source& source);
[[nodiscard]] std::vector<Section> list_xcoff(Source& source);
[[nodiscard]] std::vector<Section> list_plan9(Source& source);

/// Finds out the format by the first bytes; nothing for any other file.
[[nodiscard]] std::optional<Image> read_image(Source& source);

/// How long the file must be to hold what the headers of this image name.
[[nodiscard]] std::uint64_t named_size(Source& source, const Image& image);

} // namespace govern::binary
