#pragma once

#include <string>

namespace govern::os {

/// The file name of the program that started this one, without `.exe`, lower case; empty where it
/// cannot be told.
[[nodiscard]] std::string parent_program_name();

} // namespace govern::os
