#pragma once

#include "os/files.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace govern::store {

/// The home whose shims folder this is, or nothing: the folder is called `shims`, and beside it are
/// SDKs or receipts, or in it are both a `go` and a govern, as `setup` leaves a home without SDKs.
[[nodiscard]] std::optional<std::string> home_of_shims(const os::Files& files,
                                                       std::string_view folder);

} // namespace govern::store
