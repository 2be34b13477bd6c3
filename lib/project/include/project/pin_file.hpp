#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace govern::project {

/// A version file's bytes with its version replaced: comments, other lines, line ends and encoding
/// (UTF-8 with or without BOM, UTF-16 with BOM) stay. Without an old version the line is added at
/// the end; an empty `old` gives one line.
[[nodiscard]] std::string pin_file_with(std::string_view old, std::string_view version);

/// A file's bytes with the first `old` on that line (from 1) replaced; nothing where the line does
/// not have it. Both values are ASCII; the encoding stays.
[[nodiscard]] std::optional<std::string> with_value_on_line(std::string_view bytes,
                                                            std::uint32_t line,
                                                            std::string_view old,
                                                            std::string_view fresh);

} // namespace govern::project
