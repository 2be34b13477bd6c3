#pragma once

// The differences between systems, without touching the disk.

#include "resolve/decision.hpp"

#include <cstddef>
#include <string_view>

namespace govern::resolve::native {

extern const char k_separator;
extern const char k_list_separator;
/// `.exe` on Windows.
extern const std::string_view k_exe_suffix;
/// The variable that Go trusts for the current folder's name if it is the same folder; `PWD`, or
/// nothing on Windows.
extern const char* const k_folder_variable;
/// Variables that may name the folder for temporary files, in Go's order, and what it is without.
extern const char* const k_temp_variables[4];
extern const std::string_view k_temp_folder;

/// An entry of PATH without the quotes that Windows allows in it.
[[nodiscard]] std::string_view unquoted(const std::string_view& entry, Arena& arena);

[[nodiscard]] bool is_separator(char c);
[[nodiscard]] bool is_absolute(const std::string_view& path);
/// True for a path that does not depend on the folder of the text: absolute, or by a drive alone
/// (Windows: `\dir`, `C:dir`), for which clean() asks the system.
[[nodiscard]] bool is_rooted(const std::string_view& path);
/// How much of an absolute, clean path its parent folder is; 0 for a root.
[[nodiscard]] std::size_t parent_length(const std::string_view& path);
/// The length of what `..` cannot leave: `/`, `C:\`, `\\server\share\`.
[[nodiscard]] std::size_t root_length(const std::string_view& path);
/// Equal as text, without regard to case on Windows and to a separator at the end.
[[nodiscard]] bool same_path(std::string_view a, std::string_view b);

/// An absolute path without `.`, `..` and doubled separators, as text; NUL-terminated.
[[nodiscard]] std::string_view clean(const std::string_view& path, Arena& arena);

/// The platforms whose SDKs run here, best first: the machine's own, then what it emulates; null at
/// the end. `linux-amd64`.
[[nodiscard]] const char* const* platforms();

/// The folder of the user's GOENV file as Go finds it (os.UserConfigDir); empty if there is
/// none.
[[nodiscard]] std::string_view config_folder(const Variables& variables, Arena& arena);

} // namespace govern::resolve::native
