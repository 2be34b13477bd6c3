#pragma once

// What differs between systems without touching the disk.

#include "resolve/arena.hpp"

#include <cstddef>
#include <string_view>

namespace govern::resolve::native {

extern const char k_separator;
extern const char k_list_separator;
/// `.exe` on Windows.
extern const std::string_view k_exe_suffix;
/// `bin\go.exe`, `bin/go`.
extern const std::string_view k_go_program;
/// The variable that Go trusts for the current folder's name if it is the same folder; `PWD`, or
/// nothing on Windows.
extern const char* const k_folder_variable;
/// Variables that may name the folder for temporary files, in Go's order, and what it is without.
extern const char* const k_temp_variables[4];
extern const std::string_view k_temp_folder;

[[nodiscard]] bool is_separator(char c);
[[nodiscard]] bool is_absolute(const std::string_view& path);
/// How much of an absolute, clean path its parent folder is; 0 for a root.
[[nodiscard]] std::size_t parent_length(const std::string_view& path);
/// The length of what `..` cannot leave: `/`, `C:\`, `\\server\share\`.
[[nodiscard]] std::size_t root_length(const std::string_view& path);
/// Equal as text, without regard to case on Windows and to a separator at the end.
[[nodiscard]] bool same_path(std::string_view a, std::string_view b);

/// The platforms whose SDKs run here, best first: the machine's own, then what it emulates.
/// `linux-amd64`. Returns how many.
[[nodiscard]] std::size_t platforms(std::string_view (&out)[4]);

/// The folder of the user's GOENV file as Go finds it (os.UserConfigDir) from the variables'
/// values: HOME and XDG_CONFIG_HOME, or AppData. Empty where there is none.
[[nodiscard]] std::string_view config_folder(const std::string_view& home,
                                             const std::string_view& xdg_config_home,
                                             const std::string_view& app_data, Arena& arena);

} // namespace govern::resolve::native
