#pragma once

// A GOROOT that `go env -w` wrote: a shim removes a variable of that name, but no line of a file.

#include "go_values.hpp"

#include <optional>
#include <string>

namespace govern::project {

/// Why a Go of that version builds nothing with the GOROOT that it sees; nothing where it does, and
/// where that is not sure. `root`: its own; empty where it is not known.
[[nodiscard]] std::optional<BadValue> bad_goroot(const GoSettings& settings,
                                                 const std::string& root, const Gover& version);

} // namespace govern::project
