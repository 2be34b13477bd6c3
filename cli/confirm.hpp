#pragma once

#include "cli/context.hpp"

#include <string_view>

namespace govern::cli {

/// Asks on the terminal, on standard error. True for `y` and `yes`. Ctrl-C and an end of the input
/// are no.
[[nodiscard]] bool confirm(Context& context, std::string_view question);

} // namespace govern::cli
