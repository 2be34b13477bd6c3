#pragma once

#include "os/files.hpp"

namespace govern::os {

/// Whether both names lead to one file, by links or as two names of it (hard links): what is
/// written by one is read by the other. Links count that lead to a file that is not there yet.
[[nodiscard]] bool is_same_file(const Files& files, const std::string& a, const std::string& b);

} // namespace govern::os
