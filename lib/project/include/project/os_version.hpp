#pragma once

#include <array>
#include <string>

namespace govern::project {

/// The running system as release notes of Go name it: Windows 6.1 and 10.0, macOS 10.13 and 14,
/// the kernel on Linux.
struct OsVersion {
    std::string os;              ///< GOOS
    std::array<int, 2> number{}; ///< {0, 0} if unknown
};
[[nodiscard]] OsVersion running_os();

} // namespace govern::project
