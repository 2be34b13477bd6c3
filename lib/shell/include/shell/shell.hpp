#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::shell {

enum class Shell {
    bash, ///< on Windows: Git Bash, whose PATH is written /c/…
    zsh,
    sh, ///< dash, ksh, busybox and whatever else reads POSIX shell commands
    fish,
    pwsh, ///< PowerShell 7 and Windows PowerShell 5.1
    cmd,
};

[[nodiscard]] std::string_view name_of(Shell shell);
/// By its own name, also `powershell`, `dash`, `ksh`, a path, or with `.exe`; nothing for others.
[[nodiscard]] std::optional<Shell> parse_shell(std::string_view name);
/// For messages and did-you-mean.
[[nodiscard]] const std::vector<std::string>& shell_names();

/// The shell that called us: by the name of the program that started this one, else by what shells
/// leave in the environment (`shell_variable` is SHELL, `windows` the platform). `parent` as
/// os::UserEnvironment::parent_program() gives it.
[[nodiscard]] Shell calling_shell(std::string_view parent, std::string_view shell_variable,
                                  bool has_ps_module_path, bool windows);

} // namespace govern::shell
