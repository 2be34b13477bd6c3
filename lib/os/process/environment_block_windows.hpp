#pragma once

#include "os/environment.hpp"

#include <string>

namespace govern::os {

/// The block CreateProcessW wants: sorted without regard to case, each ended by a NUL, one more
/// last.
[[nodiscard]] std::wstring environment_block(const Environment& environment);

} // namespace govern::os
