// Whose the home is, and who else may write in it.

#include "base/path.hpp"
#include "names.hpp"
#include "os/machine.hpp"
#include "os/messages.hpp"
#include "store/messages.hpp"
#include "store/store.hpp"

#include <algorithm>

namespace govern::store {

Message home_foreign_error(const std::string& folder, const std::string& user,
                           const std::string& owner) {
    return Message(msg::home_foreign).with("path", folder).with("user", user).with("owner", owner);
}

Message home_shared_error(const std::string& home, const std::string& folder,
                          const os::FolderAccess& access) {
    Message error(msg::home_shared);
    error.with("home", home).with("path", folder == home ? "" : folder);
    if (access.owned_by_us) {
        error.with("ours", home);
    } else {
        error.with("owner", access.owner);
    }
    return error;
}

Message home_read_only_error(const std::string& home, const std::string& user,
                             const std::string& owner) {
    Message error(msg::home_read_only);
    error.with("home", home).with("user", user);
    if (owner == user) { // whose rights are not what is missing
        return std::move(
            error.with("reason", "its file system is read-only, or refuses it otherwise"));
    }
    return std::move(error.with("owner", owner));
}

Result<void> Store::require_writable() {
    const auto& home = m_layout.home();
    GOVERN_TRY(require_own_parents());
    auto made = m_host.files.make_home(home);
    if (!made && !made.error().is(msg::no_permission)) {
        return made;
    }
    if (!made) {
        return Failure(home_read_only_error(home, m_host.machine.user(), ""));
    }
    GOVERN_TRY(require_own(home));
    for (const auto& folder : folders()) {
        const bool of_one_command = folder == m_layout.shell_files() || // setup's
                                    folder == m_layout.backups() || folder == m_layout.links() ||
                                    folder == m_layout.tools() ||         // tool's
                                    folder == m_layout.vulnerabilities(); // audit's
        if (!of_one_command) {
            GOVERN_TRY(m_host.files.make_folders(folder));
        }
        GOVERN_TRY(require_own(folder));
    }
    return {};
}

/// `sudo` that keeps HOME makes no home of root in another account's folder.
Result<void> Store::require_own_parents() const {
    const auto user_folder = m_host.environment.get("HOME").value_or("");
    const auto& home = m_layout.home();
    const bool concerns = m_host.account.is_administrator() && path::is_absolute(user_folder) &&
                          home.starts_with(path::join(user_folder, "")) && !m_host.files.kind(home);
    const auto foreign = concerns ? os::foreign_place(m_host.files, user_folder) : std::nullopt;
    if (foreign) {
        return Failure(home_foreign_error(foreign->folder, m_host.machine.user(), foreign->owner));
    }
    return {};
}

/// Each after the one that it lies in.
std::vector<std::string> Store::folders() const {
    return {m_layout.sdks(),    m_layout.receipts(),        m_layout.shims(),
            m_layout.staging(), m_layout.cache(),           m_layout.downloads(),
            m_layout.state(),   m_layout.backups(),         m_layout.shell_files(),
            m_layout.locks(),   m_layout.vulnerabilities(), m_layout.links(),
            m_layout.tools()};
}

Result<void> Store::require_own(const std::string& folder) const {
    const auto found = m_host.files.folder_access(folder);
    if (!found) {
        return found.error().is(msg::file_not_found) ? Result<void>() : Failure(found.error());
    }
    const auto& access = *found;
    const auto& home = m_layout.home();
    if (!access.writable && (folder == home || access.owned_by_us)) {
        return Failure(home_read_only_error(folder, m_host.machine.user(), access.owner));
    }
    if (access.is_foreign() || !access.writable) {
        return Failure(home_foreign_error(folder, m_host.machine.user(), access.owner));
    }
    if (access.others_may_write) {
        return Failure(home_shared_error(home, folder, access));
    }
    return {};
}

Result<void> Store::require_owned() const {
    auto all = folders();
    all.insert(all.begin(), m_layout.home());
    for (const auto& folder : all) {
        const auto access = m_host.files.folder_access(folder);
        if (access && access->is_foreign()) {
            return Failure(home_foreign_error(folder, m_host.machine.user(), access->owner));
        }
    }
    return {};
}

std::vector<std::string> Store::open_to_others() const {
    auto out = folders();
    out.insert(out.begin(), m_layout.home());
    for (const auto& folder : {m_layout.sdks(), m_layout.shims(), m_layout.tools()}) {
        const auto names = names_in(m_host.files, folder);
        for (const auto& name : names ? *names : std::vector<std::string>()) {
            out.push_back(path::join(folder, name));
        }
    }
    std::erase_if(out, [&](const std::string& path) {
        const auto access = m_host.files.folder_access(path);
        return !access || !access->others_may_write;
    });
    return out;
}

} // namespace govern::store
