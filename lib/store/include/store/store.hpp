#pragma once

#include "core/layout.hpp"
#include "os/host.hpp"
#include "store/receipt.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace govern::store {

/// A line of state/history: one change of the default.
struct HistoryEntry {
    std::uint64_t id = 0; ///< its line number, from 1
    std::string time;     ///< RFC 3339 UTC
    std::string user;     ///< account that did it
    std::string command;  ///< `default`, `install`, `uninstall`, …
    std::string from;     ///< spec_name or empty
    std::string to;       ///< spec_name or empty: no default any more
    std::string folder;   ///< where it was typed
};

/// msg::home_shared, with who can mend it; msg::home_read_only.
[[nodiscard]] Message home_shared_error(const std::string& home, const os::FolderAccess& access);
[[nodiscard]] Message home_read_only_error(const std::string& home, const std::string& owner);

/// What lies in a home. Reading takes no lock and writes nothing, so a read-only home works for any
/// account. Every writing function says which lock it takes.
class Store {
public:
    Store(os::Host& host, const Layout& layout) : m_host(host), m_layout(layout) {}

    /// Installed means: folder and receipt both there, a link followed. Newest first; within a
    /// version by platform.
    [[nodiscard]] Result<std::vector<SdkId>> installed();
    /// Folders under sdks/ that have no receipt or a name that is no SDK's: shown as 'unknown',
    /// never run.
    [[nodiscard]] Result<std::vector<std::string>> unknown_folders();
    [[nodiscard]] Result<bool> is_installed(const SdkId& id);
    /// Installed, and its bin/go is there: the shims run no other. `install` brings it anew.
    [[nodiscard]] Result<bool> has_go(const SdkId& id);
    /// msg::not_installed where there is none.
    [[nodiscard]] Result<Receipt> receipt(const SdkId& id);
    /// The installed SDK of that version that this machine runs, best platform first; one without
    /// bin/go only where there is no other.
    [[nodiscard]] Result<std::optional<SdkId>> runnable(const Version& version);

    // state/
    /// The default as stored; nothing where none is set. msg::default_malformed with the path.
    [[nodiscard]] Result<std::optional<Version>> default_version();
    /// Appends the history line, then writes or clears the default: a run that fails or is killed
    /// may leave a line too much, never a change without one. Takes the state lock, as remove does:
    /// msg::not_installed where another run has removed the version by then.
    [[nodiscard]] Result<void> set_default(const std::optional<Version>& version,
                                           const std::string& command);
    /// The same, unless there is a default by then or the version is gone: true where it was set.
    /// Of several runs at once one wins.
    [[nodiscard]] Result<bool> set_first_default(const Version& version,
                                                 const std::string& command);
    /// Oldest first; lines that cannot be read are left out.
    [[nodiscard]] Result<std::vector<HistoryEntry>> history();
    /// The default before the current one, by the history.
    [[nodiscard]] Result<std::optional<Version>> previous_default();

    // Changing what is installed.
    /// The lock of one SDK: who holds it alone may touch its folder, receipt, staging and part
    /// file. Waits, and says once for whom.
    [[nodiscard]] Result<std::unique_ptr<os::FileLock>> lock(const SdkId& id);
    /// An empty folder in staging/ for that SDK, what an earlier run left there removed. The lock
    /// must be held.
    [[nodiscard]] Result<std::string> fresh_staging(const SdkId& id);
    /// Writes the receipts and renames the staged tree into sdks/; whatever lay there goes into
    /// staging first, but a folder without a receipt is nobody's rubbish: it stays in sdks/ under
    /// another name, and that is said. The lock must be held.
    [[nodiscard]] Result<void> publish(const Receipt& receipt, const std::string& hash_lines,
                                       const std::string& extra_lines, const std::string& staged);
    /// One rename makes it vanish for everybody, a default that ran it is cleared, then the space
    /// is freed; true where there was such a default. `allowed` is asked under the state lock: what
    /// it finds stays so until the SDK is gone. What fails before that leaves everything as it was.
    /// The SDK's lock must be held.
    [[nodiscard]] Result<bool> remove(const SdkId& id, const std::string& command,
                                      const std::function<Result<void>()>& allowed);
    /// Removes what killed runs left: staging folders whose lock is free, receipts without folder,
    /// files under temporary names, parts of downloads that are a week old and whose lock is free.
    /// Never fails loudly: what cannot be removed now is left for the next run.
    void sweep();

    /// Makes shims/ complete: go, gofmt, goX.Y.Z of every installed version, govern itself; removes
    /// the goX.Y.Z of versions that are gone. `program`: the running govern. Takes the state lock.
    [[nodiscard]] Result<void> heal_shims(const std::string& program);

    /// The file names in shims/ that heal_shims would write.
    [[nodiscard]] Result<std::vector<std::string>> missing_shims(const std::string& program);

    /// Refuses a home that cannot or must not be written: msg::home_read_only names the owner and
    /// --home, msg::home_shared (others may write). Makes the home and its folders if absent.
    [[nodiscard]] Result<void> require_writable();

private:
    struct ShimCopy {
        std::string from; ///< the program to copy
        std::string name; ///< under shims/
    };
    [[nodiscard]] Result<std::vector<ShimCopy>> wanted_shims(const std::string& program);
    [[nodiscard]] Result<std::vector<std::string>> stale_shims();
    [[nodiscard]] std::string staging_path(const SdkId& id, std::string_view suffix) const;
    [[nodiscard]] Result<std::optional<os::FileInfo>> followed(const std::string& path);
    /// What to call a folder without a receipt that is in the way of an SDK.
    [[nodiscard]] Result<std::string> kept_path(const SdkId& id);
    /// Renames an SDK's folder into staging; where it is then, or empty where there was none.
    [[nodiscard]] Result<std::string> move_aside(const SdkId& id);
    [[nodiscard]] Result<void> remove_receipts(const SdkId& id);
    void remove_trash(const std::string& trash);
    [[nodiscard]] Result<std::unique_ptr<os::FileLock>> state_lock();
    [[nodiscard]] Result<void> change_default(const std::optional<Version>& version,
                                              const std::string& command);
    [[nodiscard]] Result<std::string> history_text();
    [[nodiscard]] static std::vector<HistoryEntry> entries_of(std::string_view text);
    [[nodiscard]] std::unique_ptr<os::FileLock> try_lock(const std::string& name);
    void sweep_staging();
    void sweep_receipts();
    void sweep_temporaries();
    void sweep_downloads();

    os::Host& m_host;
    const Layout& m_layout;
};

} // namespace govern::store
