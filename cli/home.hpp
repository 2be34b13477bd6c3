#pragma once

#include "base/result.hpp"
#include "os/environment.hpp"
#include "os/files.hpp"

#include <string>

namespace govern::cli {

/// The home: `option` (--home), GOVERN_HOME, the home in whose shims folder the running `program`
/// lies, else the user's own (Windows `%LOCALAPPDATA%\govern`, elsewhere
/// `$XDG_DATA_HOME/govern`, `~/.local/share/govern`). Absolute, normalised.
[[nodiscard]] Result<std::string> find_home(const std::string& option,
                                            const os::Environment& environment, os::Files& files,
                                            const std::string& program);

} // namespace govern::cli
