#pragma once

// Text operations on paths. UTF-8 in and out; on Windows both separators are read and `\` is
// written. Nothing here touches the disk.

#include <string>
#include <string_view>

namespace govern::path {

#ifdef _WIN32
inline constexpr char k_separator = '\\';
inline constexpr char k_list_separator = ';';
inline constexpr std::string_view k_exe_suffix = ".exe";
inline constexpr bool k_names_ignore_case = true; ///< of files and of variables
#else                                             // ^^^ Windows, POSIX vvv
inline constexpr char k_separator = '/';
inline constexpr char k_list_separator = ':';
inline constexpr std::string_view k_exe_suffix = "";
inline constexpr bool k_names_ignore_case = false;
#endif

inline constexpr bool k_windows = k_separator == '\\';

/// `a` + separator + `b`; `b` alone where it is absolute.
[[nodiscard]] std::string join(std::string_view a, std::string_view b);
/// Everything before the last component, without its separator (but for a root).
[[nodiscard]] std::string_view parent(std::string_view path);
/// The last component.
[[nodiscard]] std::string_view filename(std::string_view path);
/// `/x`; on Windows `C:\x`, `\\server\share`, `\\?\…` (not `\x` or `C:x`).
[[nodiscard]] bool is_absolute(std::string_view path);
/// Without `.` and empty components and trailing separators, `..` resolved as text; on Windows
/// with `\` only. An absolute path stays absolute.
[[nodiscard]] std::string normalize(std::string_view path);
/// True if both name the same place as text: normalised; on Windows without regard to case (of
/// ASCII letters).
[[nodiscard]] bool same_path(std::string_view a, std::string_view b);
/// True if `path` is `folder` or lies below it, as text.
[[nodiscard]] bool is_within(std::string_view path, std::string_view folder);
/// True for a file name that every system accepts as just that. False for a name that Windows
/// refuses or takes for a device, a stream or a parent: reserved names with any extension, a
/// trailing dot or space, `/ \ : * ? " < > |`, control characters, `.`, `..`, empty; and for a text
/// that is not UTF-8.
[[nodiscard]] bool is_safe_name(std::string_view component);

} // namespace govern::path
