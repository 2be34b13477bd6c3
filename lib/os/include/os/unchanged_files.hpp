#pragma once

#include "os/files.hpp"

#include <memory>

namespace govern::os {

/// Reads as `files` does and changes nothing: what would is msg::no_permission, as in a home that
/// this account may not write. Locks are taken where their file is there, else not at all.
/// `files` outlives it.
[[nodiscard]] std::unique_ptr<Files> unchanged_files(Files& files);

} // namespace govern::os
