#include "account/backups.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "os/clock.hpp"
#include "os/locks.hpp"
#include "os/machine.hpp"
#include "store/store.hpp"

#include <algorithm>

namespace govern::ops {

namespace {

/// What stands for the account whatever home is set up: a file in its folder, on Windows in its
/// temporary one. Nothing where there is no such folder, or it is another account's (`sudo` that
/// keeps HOME).
std::string account_lock(os::Host& host) {
    const bool on_windows = path::k_separator == '\\';
    const auto named = host.environment.get(on_windows ? "LOCALAPPDATA" : "HOME").value_or("");
    const auto path = on_windows ? path::join(named, "Temp") : named;
    if (!path::is_absolute(path)) {
        return {};
    }
    const auto folder = host.files.canonical(path);
    if (!folder || host.files.kind(*folder) != os::FileInfo::Kind::directory) {
        return {};
    }
    const auto access = host.files.folder_access(*folder);
    if (!access || access->is_foreign()) {
        return {};
    }
    return path::join(*folder, on_windows ? "govern-setup.lock" : ".govern-setup.lock");
}

Result<void> require_own_account(const os::Host& host) {
    const auto folder = host.environment.get("HOME").value_or("");
    const auto access = path::k_separator == '/' && path::is_absolute(folder)
                            ? host.files.folder_access(folder)
                            : Result<os::FolderAccess>();
    if (access && !access->owner.empty() && access->is_foreign()) {
        return Failure(store::home_foreign_error(folder, host.machine.user(), access->owner));
    }
    return {};
}

class Locks final : public os::FileLock {
public:
    explicit Locks(os::Files& files) : m_files(files) {}
    ~Locks() override {
        if (of_account && path::k_separator == '/') { // an open file of Windows stays
            (void)m_files.remove(account_path);
        }
    }
    std::unique_ptr<os::FileLock> of_home, of_account;
    std::string account_path;

private:
    os::Files& m_files;
};

} // namespace

Result<std::unique_ptr<os::FileLock>> lock_changes(os::Host& host, const Layout& layout,
                                                   SetupScope scope) {
    if (scope == SetupScope::user) {
        GOVERN_TRY(require_own_account(host));
    }
    auto locks = std::make_unique<Locks>(host.files);
    GOVERN_TRY_ASSIGN(const auto home, host.files.info(layout.home()));
    if (home) { // else nothing was ever recorded
        GOVERN_TRY_ASSIGN(const auto access, host.files.folder_access(layout.home()));
        if (!access.writable) {
            return Failure(
                store::home_read_only_error(layout.home(), host.machine.user(), access.owner));
        }
        if (access.is_foreign()) {
            return Failure(
                store::home_foreign_error(layout.home(), host.machine.user(), access.owner));
        }
        GOVERN_TRY(host.files.make_folders(layout.locks()));
        GOVERN_TRY_ASSIGN(
            locks->of_home,
            os::wait_for_lock(host, path::join(layout.locks(), "setup.lock"), layout.home()));
    }
    const auto path = account_lock(host);
    if (path.empty()) {
        return locks;
    }
    locks->account_path = path;
    auto of_account = os::wait_for_lock(host, path, std::string(path::parent(path)));
    if (!of_account && of_account.error().is(msg::interrupted)) {
        return of_account;
    }
    // A folder that cannot be written, or whose file system has no locks, keeps nobody from setup.
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
        const auto path = path::join(m_folder, prefix + '-' + std::string(name));
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
        auto path = path::join(m_folder, file);
        const bool named = file.ends_with('-' + std::string(name));
        const auto text = named ? m_host.files.read(path, content.size()) : Result<std::string>();
        if (named && text && *text == content) {
            return path;
        }
    }
    return keep(name, content);
}

} // namespace govern::ops
