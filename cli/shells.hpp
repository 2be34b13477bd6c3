#pragma once

#include "cli/context.hpp"
#include "shell/shell.hpp"

#include <string>
#include <vector>

namespace govern::cli {

/// Which shell a name means; msg::unknown_shell, whose hint offers `known`. An empty name: the
/// shell that called us.
[[nodiscard]] Result<shell::Shell>
find_shell(Context& context, const std::string& name,
           const std::vector<std::string>& known = shell::shell_names());

/// Code as stdout must carry it: cmd reads a batch file in its console's code page, so what goes to
/// a file or a pipe is written so. PowerShell decodes what it reads by itself.
[[nodiscard]] std::string code_for_stdout(Context& context, std::string code, shell::Shell shell);

} // namespace govern::cli
