#pragma once

#include <optional>
#include <string>

namespace govern::os {

/// A line of standard input, at most 63 bytes, without its end. Nothing at the end of the input and
/// after Ctrl-C.
[[nodiscard]] std::optional<std::string> read_answer();

} // namespace govern::os
