#pragma once

#include "cli/arguments.hpp"
#include "cli/command.hpp"

namespace govern::cli {

/// `govern --help`, or one command's help where the line names one.
[[nodiscard]] Outcome help_outcome(const CommandLine& line);
/// `govern --version`: the version, and the dates of the embedded lists.
[[nodiscard]] Outcome version_outcome();

} // namespace govern::cli
