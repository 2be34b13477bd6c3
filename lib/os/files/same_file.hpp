#pragma once

#include <optional>
#include <string>

namespace govern::os {

/// By the numbers that the file system gives a file, links followed; nothing where one of them
/// cannot be opened.
[[nodiscard]] std::optional<bool> have_one_number(const std::string& a, const std::string& b);

} // namespace govern::os
