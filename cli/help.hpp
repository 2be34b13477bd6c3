#pragma once

#include "cli/arguments.hpp"
#include "cli/command.hpp"

namespace govern::cli {

/// `govern --help`, or one command's help where the line names one.
[[nodiscard]] Result<Outcome> help_outcome(const CommandLine& line);
/// `govern --version`: the version, and the date of the embedded list.
[[nodiscard]] Outcome version_outcome();

} // namespace govern::cli
