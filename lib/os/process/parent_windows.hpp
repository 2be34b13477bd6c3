#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace govern::os {

/// The file names of the program that started this one, of the one that started that, and so on,
/// at most so many, without `.exe`, lower case; ends where it cannot be told.
[[nodiscard]] std::vector<std::string> programs_above(std::size_t most);

/// The command line of the program that started this one; empty if it cannot be read.
[[nodiscard]] std::string command_line_above();

} // namespace govern::os
