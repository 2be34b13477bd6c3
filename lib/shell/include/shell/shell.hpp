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

/// The shell that called us: the nearest shell among the programs that started this one
/// (os::UserEnvironment::starters()), else the one that SHELL names. Nothing if neither tells.
[[nodiscard]] std::optional<Shell> known_caller(const std::vector<std::string>& starters,
                                                std::string_view shell_variable);
/// The same, and a guess where nothing tells (`windows`: the platform).
[[nodiscard]] Shell calling_shell(const std::vector<std::string>& starters,
                                  std::string_view shell_variable, bool has_ps_module_path,
                                  bool windows);

/// True if a cmd with this command line runs govern-use and nothing else, and then ends: how
/// PowerShell, Git Bash and `cmd /c` start a batch file. False for a cmd that is typed in, and
/// where another command follows in the line.
[[nodiscard]] bool runs_govern_use_alone(std::string_view cmd_line);

} // namespace govern::shell
