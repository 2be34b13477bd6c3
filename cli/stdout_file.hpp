#pragma once

#include "cli/context.hpp"

#include <string>
#include <string_view>

namespace govern::cli {

/// Under --json standard output holds one object, so no file of the user's may be standard output
/// too (msg::stdout_taken). `name`: the option or variable that names the file.
[[nodiscard]] Result<void> require_other_than_stdout(const Globals& globals, std::string_view name,
                                                     const std::string& path);

} // namespace govern::cli
