#pragma once

#include <string>
#include <vector>

namespace govern::cli {

/// Runs one command line (UTF-8, without the program's name) and returns the exit status.
/// Everything a process needs is made here; main only calls it.
[[nodiscard]] int run(const std::vector<std::string>& arguments);

} // namespace govern::cli
