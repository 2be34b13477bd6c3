#pragma once

// For govern, not for the shim: why the system did not start a program.

#include <string_view>

namespace govern::project {

/// Words for the system's error number.
[[nodiscard]] std::string_view start_error_reason(unsigned code);
/// True if the number says that something is missing although the program is there: its loader.
[[nodiscard]] bool start_error_is_loader(unsigned code);

} // namespace govern::project
