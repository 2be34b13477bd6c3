#pragma once

#include "os/host.hpp"

#include <memory>
#include <string>

namespace govern::os {

/// This process, as others read it in the file of a lock that it holds.
[[nodiscard]] std::string lock_holder_name(const Machine& machine);

/// The exclusive lock on the file of this account, however long it takes. After a second it says
/// under `name` which process is waited for.
[[nodiscard]] Result<std::unique_ptr<FileLock>> wait_for_lock(Host& host, const std::string& path,
                                                              const std::string& name);

} // namespace govern::os
