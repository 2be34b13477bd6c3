#pragma once

// Windows only: text at the edge to its W functions.

#include <string>
#include <string_view>

namespace govern::os {

/// UTF-8 to UTF-16. Bytes that are not UTF-8 become U+FFFD, a character that none of our files has.
[[nodiscard]] std::wstring to_utf16(std::string_view text);
/// UTF-16 to UTF-8; a lone surrogate becomes U+FFFD.
[[nodiscard]] std::string to_utf8(std::wstring_view text);
/// An absolute path in the form that has no length limit: `\\?\C:\…` or `\\?\UNC\server\share\…`,
/// normalised, because Windows takes that form literally. Other paths only change their encoding.
[[nodiscard]] std::wstring long_path(std::string_view path);
/// The opposite, for people: without `\\?\`.
[[nodiscard]] std::string plain_path(std::wstring_view path);

} // namespace govern::os
