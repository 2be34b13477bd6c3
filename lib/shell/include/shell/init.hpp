#pragma once

#include "base/result.hpp"
#include "shell/shell.hpp"

#include <string>

namespace govern::shell {

/// The paths and names in the integration code.
struct InitPaths {
    std::string program; ///< govern itself, in the shims folder
    std::string shims;
    std::string script; ///< PowerShell only: the govern.ps1 that pwsh_script() goes into
    bool windows = false;
    bool by_hand = false; ///< for `init`: PowerShell may run no script in the session that reads it
};

/// Integration code for the shell: moves the shims folder to the front of PATH, makes `govern use`
/// act on this session, and in an interactive shell completes words by Tab. Sourcing it twice is as
/// good as once; it starts no process, needs no option of the shell to be on or off, and leaves
/// `$?` as 0. For cmd: batch lines that only set PATH (`use` is govern-use.cmd there).
/// msg::shims_not_representable.
[[nodiscard]] Result<std::string> init_code(const InitPaths& paths, Shell shell);

/// The completion part alone; empty for sh and cmd, which have none.
[[nodiscard]] std::string completion_code(const InitPaths& paths, Shell shell);

/// govern.ps1: what the alias `govern` starts in PowerShell. A script file, because only its `exit`
/// leaves `$?`, `$LASTEXITCODE` and `&&` as a program does.
[[nodiscard]] std::string pwsh_script(const InitPaths& paths);

/// govern-use.cmd, which lies beside the shims: `govern-use 1.22.5` switches the cmd it is typed
/// in, `call govern-use 1.22.5` a batch file.
[[nodiscard]] std::string cmd_use_script();

/// By this exit status govern asks govern-use.cmd for another name of its file: this one is taken.
inline constexpr int k_code_file_taken = 75;

/// The file name of the written code under `<home>/shell/`: `init.bash`, `init.ps1`, …
[[nodiscard]] std::string init_file_name(Shell shell);

/// The line by which a profile (or a person) loads the written file, and says nothing if it is
/// gone.
[[nodiscard]] std::string source_line(const std::string& init_file, Shell shell);

/// True for bash, zsh and sh: each reads a line that is written for all of them.
[[nodiscard]] bool reads_sh(Shell shell);
/// The line for a profile that several such shells read: each loads its own written file. A bash
/// in POSIX mode, where bash before 5.1 cannot read its own, loads sh's. `folder` holds the files.
[[nodiscard]] std::string source_line_for_all(const std::string& folder);

} // namespace govern::shell
