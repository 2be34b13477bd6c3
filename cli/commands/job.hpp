#pragma once

#include "cli/context.hpp"
#include "core/sdk.hpp"
#include "shell/render.hpp"
#include "shell/shell.hpp"

#include <optional>
#include <string>
#include <vector>

namespace govern::cli {

/// What `env` and `ci` hand to a process that has no shim: one SDK, fixed.
struct Job {
    std::string version;                  ///< full version, or `system`
    std::string bin;                      ///< the folder to put in front of PATH
    std::optional<SdkId> sdk;             ///< nothing for `system`
    std::vector<shell::Change> variables; ///< without PATH: GOROOT, GOTOOLCHAIN …
};

/// The version that a SPEC means here, or, for an empty one, the version that runs here.
[[nodiscard]] Result<Job> find_job(Context& context, const std::string& spec);
/// The same to be handed over: where Go itself would switch, that version if it is installed. Warns
/// where it is not, and of what stands against building the project here.
[[nodiscard]] Result<Job> job_to_hand_over(Context& context, const std::string& spec);

/// Which shell a name means; msg::unknown_shell. An empty name: the shell that called us.
[[nodiscard]] Result<shell::Shell> find_shell(Context& context, const std::string& name);

/// PATH with this folder in front, as the shell writes it.
[[nodiscard]] Result<std::string> path_with(Context& context, const std::string& folder,
                                            shell::Shell shell);

/// Code as stdout must carry it: cmd reads a batch file in its console's code page, so what goes to
/// a file or a pipe is written so. PowerShell decodes what it reads by itself.
[[nodiscard]] std::string code_for_stdout(Context& context, std::string code, shell::Shell shell);

/// The lines that set everything of the job in a shell.
[[nodiscard]] Result<std::string> lines_for(Context& context, const Job& job, shell::Shell shell);

} // namespace govern::cli
