#pragma once

#include <string>
#include <string_view>

namespace govern::project {

/// A version file's bytes with its version replaced: comments, other lines, line ends and encoding
/// (UTF-8 with or without BOM, UTF-16 with BOM) stay. Without an old version the line is added at
/// the end; an empty `old` gives one line.
[[nodiscard]] std::string pin_file_with(std::string_view old, std::string_view version);

} // namespace govern::project
