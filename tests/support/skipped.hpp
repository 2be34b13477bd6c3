#pragma once

#include "base/path.hpp"

#include <cstdio>
#include <string>

namespace govern::test {

/// Prints the line that scripts/test puts into its summary: what is not checked here, and why.
inline void skipped(const std::string& check, const std::string& reason) {
    std::printf("SKIPPED %s: %s\n", check.c_str(), reason.c_str());
    std::fflush(stdout);
}

/// True on Windows; elsewhere says that the check was left out.
[[nodiscard]] inline bool on_windows(const std::string& check) {
    if (!path::k_windows) {
        skipped(check, "checks what only Windows has");
    }
    return path::k_windows;
}
/// False on Windows, where it says that the check was left out.
[[nodiscard]] inline bool not_on_windows(const std::string& check) {
    if (path::k_windows) {
        skipped(check, "checks what Windows does not have");
    }
    return !path::k_windows;
}

} // namespace govern::test
