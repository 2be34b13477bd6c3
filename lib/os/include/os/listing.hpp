#pragma once

#include "os/files.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace govern::os {

/// An entry of a folder.
struct Listed {
    std::string name;
    FileInfo::Kind kind = FileInfo::Kind::file; ///< links are not followed
    std::uint64_t size = 0;                     ///< bytes, of a file
};

/// Every entry of a folder, in no order, with kind and size: much faster than to ask for each by
/// its path.
[[nodiscard]] Result<std::vector<Listed>> list_with_sizes(const std::string& folder);

} // namespace govern::os
