#pragma once

#include "os/files.hpp"

#include <string>

namespace govern::store {

/// A home can be there: it is a folder, or its name and those above it are free up to one. For
/// --dry-run, which makes nothing: what make_home would say (msg::file_error).
[[nodiscard]] Result<void> require_place(const os::Files& files, const std::string& home);

} // namespace govern::store
