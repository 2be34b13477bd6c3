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

/// The shell that called us: the nearest of the programs that started this one that is a shell
/// (os::UserEnvironment::starters()), else what SHELL says. Nothing where neither tells.
[[nodiscard]] std::optional<Shell> known_caller(const std::vector<std::string>& starters,
                                                std::string_view shell_variable);
/// The same, and a guess where nothing tells (`windows`: the platform).
[[nodiscard]] Shell calling_shell(const std::vector<std::string>& starters,
                                  std::string_view shell_variable, bool has_ps_module_path,
                                  bool windows);

} // namespace govern::shell
