#pragma once

#include "base/result.hpp"
#include "system/error_windows.hpp"

#include <string>
#include <string_view>

namespace govern::os {

/// Checks by its handle a file of the home that is open for writing: msg::file_foreign where it is
/// a link or belongs to another account that is no administrator.
[[nodiscard]] Result<void> require_own(HANDLE file, const std::string& path,
                                       std::string_view action);
/// How many names (hard links) the open file has.
[[nodiscard]] DWORD names_of(HANDLE file);

/// msg::file_foreign.
[[nodiscard]] Failure foreign_failure(std::string_view action, const std::string& path,
                                      std::string reason);

} // namespace govern::os
