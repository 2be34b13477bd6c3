#pragma once

#include "base/result.hpp"

#include <string>

namespace govern::os {

/// Makes `to` a copy of a file, with its time and its rights: on POSIX mode, owner and group as far
/// as this account may give them, on Windows attributes and access list. A link is copied as a
/// link. A file or link at `to` is replaced by one rename.
[[nodiscard]] Result<void> copy_exactly(const std::string& from, const std::string& to);

} // namespace govern::os
