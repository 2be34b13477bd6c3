#pragma once

#include "config/config.hpp"

#include <optional>
#include <string>

namespace govern::config {

/// msg::machine_config_open where the machine's file, which is there, does not count.
[[nodiscard]] std::optional<Message> why_passed_over(const os::Files& files,
                                                     const MachineFile& machine);
[[nodiscard]] Message machine_config_open(const std::string& file, const std::string& why);

} // namespace govern::config
