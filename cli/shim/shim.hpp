#pragma once

namespace govern::shim {

struct Process;

/// All of a shim: decides, starts, and says what is wrong. Returns the exit code where this process
/// did not become another.
[[nodiscard]] unsigned run(Process& process);

} // namespace govern::shim
