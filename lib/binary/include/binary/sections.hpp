#pragma once

#include "base/result.hpp"
#include "binary/random_access.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace govern::binary {

/// A part of a program's file that its headers name: `.text`, `__rodata`.
struct Section {
    std::string name;
    std::uint64_t offset = 0; ///< in the file
    std::uint64_t size = 0;   ///< bytes, as far as the file goes
};

/// The sections that have bytes in the file, in the order of their place there. Empty where the
/// file follows none of the formats of read_build_info. Memory and time are bounded whatever the
/// bytes say; an error is one of the disk.
[[nodiscard]] Result<std::vector<Section>> read_sections(RandomAccess& file);

} // namespace govern::binary
