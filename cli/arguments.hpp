#pragma once

#include "cli/command.hpp"

#include <optional>
#include <string>
#include <vector>

namespace govern::cli {

/// A command line taken apart: the global options, the command and what is its own.
struct CommandLine {
    Globals globals;
    std::string command; ///< empty where none was given
    std::vector<std::string> rest;
    bool help = false;
    bool version = false;
    std::optional<Error> error; ///< a global option without its value
};

/// Global options are taken out wherever they stand, but not after `--` and, for `exec`, not after
/// the first word that is no version: from there on everything is the command to run.
[[nodiscard]] CommandLine split_command_line(std::vector<std::string> arguments);

/// The entry of that name, or msg::unknown_command with the nearest ones.
[[nodiscard]] Result<const CommandEntry*> find_command(const std::string& name);

/// Declares the command's options and reads them. Errors: msg::usage, msg::unknown_option.
[[nodiscard]] Result<void> parse_options(const CommandEntry& entry, Command& command,
                                         const CommandLine& line);

} // namespace govern::cli
