#pragma once

#include "cli/command.hpp"

#include <string>
#include <vector>

namespace govern::cli {

/// `exec --like FILE`, as it was typed.
struct ExecLike {
    std::string file;
    bool install = false;
    std::string target; ///< `OS/ARCH`; empty: the file's own
    std::string check;  ///< what the command is to make; empty: nothing is compared
    std::vector<std::string> command;
};

/// Runs the command under the Go that built the file, with the settings that the file records.
[[nodiscard]] Result<Outcome> run_like(Context& context, const ExecLike& typed, bool strict);

} // namespace govern::cli
