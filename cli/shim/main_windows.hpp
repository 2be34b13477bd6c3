#pragma once

namespace govern::shim {

/// The rest of the entry point; returns the exit code.
[[nodiscard]] unsigned windows_main();

} // namespace govern::shim
