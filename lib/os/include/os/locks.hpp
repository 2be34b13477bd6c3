#pragma once

#include "os/host.hpp"

#include <memory>
#include <string>

namespace govern::os {

/// The exclusive lock on the file of this account, however long it takes. After a second it says
/// under `name` who is waited for. `holder` is what others then read of us.
[[nodiscard]] Result<std::unique_ptr<FileLock>> wait_for_lock(Host& host, const std::string& path,
                                                              const std::string& name,
                                                              const std::string& holder);

} // namespace govern::os
