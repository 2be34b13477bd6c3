#pragma once

#include "base/result.hpp"

#include <string>
#include <utility>

namespace govern::os {

/// GOOS and GOARCH of the machine itself (an amd64 build on windows/arm64 says arm64).
[[nodiscard]] std::pair<std::string, std::string> machine_platform();
/// The absolute path of the running program, links resolved.
[[nodiscard]] Result<std::string> own_program();
/// The current folder, absolute.
[[nodiscard]] Result<std::string> current_folder();
/// The account this process runs as.
[[nodiscard]] std::string user_name();
[[nodiscard]] unsigned long process_id();
/// Number of processors this process may use, at least 1.
[[nodiscard]] unsigned processor_count();

} // namespace govern::os
