#include "backups.hpp"

#include "base/messages/common.hpp"
#include "os/clock.hpp"
#include "os/path.hpp"
#include "store/store.hpp"

#include <algorithm>

namespace govern::ops {

namespace {

/// What stands for the account whatever home is set up: its folder, which flock takes; on Windows,
/// where no folder can be locked, a file in one. Nothing where there is no such folder.
std::string account_lock(os::Host& host) {
    const bool on_windows = os::k_separator == '\\';
    const auto named = host.environment.get(on_windows ? "LOCALAPPDATA" : "HOME").value_or("");
    const auto path = on_windows ? os::join(named, "Temp") : named;
    if (!os::is_absolute(path)) {
        return {};
    }
    const auto folder = host.files.canonical(path);
    const auto info = folder ? host.files.info(*folder) : std::nullopt;
    if (!info || !*info || (*info)->kind != os::FileInfo::Kind::directory) {
        return {};
    }
    return on_windows ? os::join(*folder, "govern-setup.lock") : *folder;
}

class Locks final : public os::FileLock {
public:
    std::unique_ptr<os::FileLock> of_home, of_account;
};

} // namespace

Result<std::unique_ptr<os::FileLock>> lock_changes(os::Host& host, const Layout& layout) {
    auto locks = std::make_unique<Locks>();
    GOVERN_TRY_ASSIGN(const auto home, host.files.info(layout.home()));
    if (home) { // else nothing was ever recorded
        GOVERN_TRY_ASSIGN(const auto access, os::folder_access(layout.home()));
        if (!access.writable) {
            return Failure(store::home_read_only_error(layout.home(), access.owner));
        }
        GOVERN_TRY(host.files.make_folders(layout.locks()));
        GOVERN_TRY_ASSIGN(locks->of_home, host.files.lock(os::join(layout.locks(), "setup.lock"),
                                                          os::LockMode::exclusive, true, "setup"));
    }
    const auto path = account_lock(host);
    if (path.empty()) {
        return locks;
    }
    auto of_account = host.files.lock(path, os::LockMode::exclusive, true, "setup");
    if (!of_account && of_account.error().is(msg::interrupted)) {
        return of_account;
    }
    // A folder that is not there, or whose file system has no locks, keeps nobody from setup.
    locks->of_account = of_account ? std::move(*of_account) : nullptr;
    return locks;
}

Result<std::string> Backups::keep(std::string_view name, std::string_view content) {
    GOVERN_TRY(m_host.files.make_folders(m_folder));
    GOVERN_TRY(m_stored.hide_folder(m_folder));
    auto stamp = os::format_utc(m_host.clock.unix_seconds());
    std::erase_if(stamp, [](char c) { return c == ':' || c == '-'; });
    for (int i = 1;; ++i) {
        const auto prefix = i == 1 ? stamp : stamp + '-' + std::to_string(i);
        const auto path = os::join(m_folder, prefix + '-' + std::string(name));
        GOVERN_TRY_ASSIGN(const auto info, m_host.files.info(path));
        if (!info) {
            GOVERN_TRY(m_host.files.write_atomic(path, content));
            return path;
        }
    }
}

Result<std::string> Backups::keep_once(std::string_view name, std::string_view content) {
    const auto files = m_host.files.list(m_folder);
    for (const auto& file : files ? *files : std::vector<std::string>()) {
        auto path = os::join(m_folder, file);
        const bool named = file.ends_with('-' + std::string(name));
        const auto text = named ? m_host.files.read(path, content.size()) : Result<std::string>();
        if (named && text && *text == content) {
            return path;
        }
    }
    return keep(name, content);
}

} // namespace govern::ops
