#pragma once

#include "core/layout.hpp"
#include "ops/account/setup.hpp"
#include "os/host.hpp"
#include "os/user_environment.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace govern::ops {

/// Held while something outside the home is read, changed and recorded: one at a time in this home
/// and, as far as that can be had, for this account, which may have several homes.
/// msg::home_foreign where the home, or with SetupScope::user the account's folder (HOME), belongs
/// to another account, as with `sudo` that keeps HOME: whatever is changed there could be led
/// elsewhere.
[[nodiscard]] Result<std::unique_ptr<os::FileLock>>
lock_changes(os::Host& host, const Layout& layout, SetupScope scope);

/// Copies of what is about to change, in state/backups, named by the time. Nobody else may read
/// them: profiles may hold secrets.
class Backups {
public:
    Backups(os::Host& host, os::UserEnvironment& stored, const Layout& layout)
        : m_host(host), m_stored(stored), m_folder(layout.backups()) {}

    /// Writes a new file, and gives its path. An earlier one is never overwritten.
    [[nodiscard]] Result<std::string> keep(std::string_view name, std::string_view content);
    /// The same; where a file of that name has this content already, that one's path.
    [[nodiscard]] Result<std::string> keep_once(std::string_view name, std::string_view content);

private:
    os::Host& m_host;
    os::UserEnvironment& m_stored;
    std::string m_folder;
};

} // namespace govern::ops
