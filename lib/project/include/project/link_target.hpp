#pragma once

#include <string>

namespace govern::project {

/// What a symbolic link leads to, as it says; empty for anything else.
[[nodiscard]] std::string link_target(const std::string& path);

} // namespace govern::project
