#pragma once

namespace govern::shim {

/// All of a shim: decides, starts, and says what is wrong. Returns the exit code where this process
/// did not become another.
[[nodiscard]] unsigned run();

} // namespace govern::shim
