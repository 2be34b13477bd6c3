#pragma once

#include "core/layout.hpp"
#include "os/host.hpp"
#include "store/history.hpp"
#include "store/receipt.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace govern::store {

/// The facts that the history keeps about a change, beside those that the store itself knows.
struct ChangeNote {
    ChangeKind kind = ChangeKind::user_default;
    std::string command;           ///< as typed, without `govern`
    std::vector<std::string> sdks; ///< `go1.22.5.linux-amd64`
    std::vector<std::uint64_t> undoes;
    /// A change that was begun and whose end its beginner will write; 0: the change of the default
    /// is one of its own.
    std::uint64_t id = 0;
};

/// A change of the default.
struct DefaultChange {
    std::optional<Version> before; ///< nothing: none was set, or it could not be read
    std::optional<Version> after;
    std::uint64_t id = 0; ///< of its HistoryRow; 0 where nothing was changed
    std::string from;     ///< as stored, before: a SPEC or a link's NAME; empty: none

    [[nodiscard]] bool happened() const { return id != 0; }
};

/// A local build of Go under a name that is not a version. Nothing of it is ever verified.
struct Link {
    std::string name;
    std::string goroot; ///< absolute
};

/// msg::home_shared, with who can mend it; msg::home_read_only for this user and the owner (empty:
/// not known).
[[nodiscard]] Message home_shared_error(const std::string& home, const std::string& folder,
                                        const os::FolderAccess& access);
[[nodiscard]] Message home_foreign_error(const std::string& folder, const std::string& user,
                                         const std::string& owner);
[[nodiscard]] Message home_read_only_error(const std::string& home, const std::string& user,
                                           const std::string& owner);

/// A program that `tool` built with an SDK.
struct ToolFile {
    SdkId sdk;
    std::string name; ///< without `.exe`
    std::string path;
};

/// What is told of a change beside the history.
struct Listeners {
    std::string log_file; ///< gets a line of text for each line of the history; empty: none
    bool system = false;  ///< upgrades and rollbacks also go to the system's event log
};

/// The content of a home. Reading takes no lock and writes nothing, so a read-only home works for
/// any account. Every writing function says which lock it takes.
class Store {
public:
    Store(os::Host& host, const Layout& layout, Listeners listeners = {})
        : m_host(host), m_layout(layout), m_listeners(std::move(listeners)) {}

    /// Installed means: folder and receipt both there, a link followed. Newest first; within a
    /// version by platform.
    [[nodiscard]] Result<std::vector<SdkId>> installed() const;
    /// Folders under sdks/ that have no receipt, or whose name is not an SDK's: shown as 'unknown',
    /// never run.
    [[nodiscard]] Result<std::vector<std::string>> unknown_folders() const;
    [[nodiscard]] Result<bool> is_installed(const SdkId& id) const;
    /// Installed, and its bin/go exists: the shims run no other. `install` fetches a broken one
    /// again.
    [[nodiscard]] Result<bool> has_go(const SdkId& id) const;
    /// msg::not_installed if there is none.
    [[nodiscard]] Result<Receipt> receipt(const SdkId& id) const;
    /// The installed SDK of that version that this machine runs, best platform first; one without
    /// bin/go only if there is no other.
    [[nodiscard]] Result<std::optional<SdkId>> runnable(const Version& version) const;

    // state/
    /// The default as stored: a release as a SPEC, or the NAME of a link that is there; nothing
    /// where none is set. msg::default_malformed with the path.
    [[nodiscard]] Result<std::optional<std::string>> default_name() const;
    /// The same where it is a release; nothing where it is a link.
    [[nodiscard]] Result<std::optional<Version>> default_version() const;
    /// From now on that one is read as the default: for a dry run, where the run itself would begin
    /// by putting it back.
    void assume_default(const Version& version) { m_assumed_default = version; }
    /// Appends the history line, then writes or clears the default: a run that fails or is killed
    /// may leave one line too many, never a change without its line. Takes the state lock, as
    /// remove does. msg::not_installed if another run has removed the version by then. Writes
    /// nothing if that version is the default by then.
    [[nodiscard]] Result<DefaultChange> set_default(const std::optional<Version>& version,
                                                    const ChangeNote& note);
    /// The same, unless there is a default by then or the version is gone. Of several runs at once
    /// one wins.
    [[nodiscard]] Result<DefaultChange> set_first_default(const Version& version,
                                                          const ChangeNote& note);
    /// The first line of a change that the caller carries out, and its id. `from` and `to`: the
    /// default before and after, where the change will set it. Takes the state lock.
    [[nodiscard]] Result<std::uint64_t> begin_change(const ChangeNote& note,
                                                     const std::optional<Version>& from = {},
                                                     const std::optional<Version>& to = {});
    /// Its second line. What was done stays done where it cannot be written: the change then reads
    /// as interrupted. Takes the state lock.
    void finish_change(std::uint64_t id, ChangeEnd end, std::string_view failure = {});
    /// Makes `to` the default without a line of its own; false, and nothing done, where the default
    /// is not `from` any more. Takes the state lock.
    [[nodiscard]] Result<bool> exchange_default(const Version& from, const Version& to);
    /// Makes a link the default, as set_default does. msg::no_such_link if another run has removed
    /// it by then.
    [[nodiscard]] Result<DefaultChange> set_default_link(const std::string& name,
                                                         const ChangeNote& note);
    /// Oldest first; lines that cannot be read are left out.
    [[nodiscard]] Result<std::vector<HistoryRow>> history() const;
    /// Each change with what it did to the default, newest first (store/history.hpp).
    [[nodiscard]] Result<void>
    follow_default(const std::function<bool(const HistoryRow&, const DefaultEffect&)>& take) const;
    /// The targets of plain rollbacks from the present default, nearest first (store/history.hpp).
    [[nodiscard]] Result<std::vector<UndoStep>> undo_steps(std::size_t most) const;
    /// The default to which the next rollback goes.
    [[nodiscard]] Result<std::optional<Version>> previous_default() const;

    // links/
    /// Nothing where there is no such link, or its file cannot be read.
    [[nodiscard]] std::optional<Link> link(std::string_view name) const;
    /// By name; those that cannot be read are left out.
    [[nodiscard]] std::vector<Link> links() const;
    /// Recorded, then written by one rename. msg::link_exists where the name leads elsewhere by
    /// then. Takes the state lock.
    [[nodiscard]] Result<void> add_link(const Link& link, const ChangeNote& note);
    /// Recorded; a default that is this link is cleared, then the link goes. `allowed` is asked
    /// under the state lock, which this takes.
    [[nodiscard]] Result<DefaultChange> remove_link(const std::string& name, const ChangeNote& note,
                                                    const std::function<Result<void>()>& allowed);

    // tools/
    /// The tools of installed SDKs: newest SDK first, then by name.
    [[nodiscard]] Result<std::vector<ToolFile>> tools() const;
    /// The folders in tools/ of SDKs that are not installed.
    [[nodiscard]] Result<std::vector<SdkId>> tools_without_sdk() const;
    /// Its path, whether it is there or not.
    [[nodiscard]] std::string tool_path(const SdkId& id, std::string_view name) const;
    /// A name that a tool cannot have, because a shim has it or the system would not keep it.
    [[nodiscard]] static bool is_tool_name_taken(std::string_view name);
    /// Makes the program at `built` the SDK's tool of that name, by one rename. The SDK's lock must
    /// be held, as for the next two.
    [[nodiscard]] Result<void> publish_tool(const SdkId& id, std::string_view name,
                                            const std::string& built);
    /// Fine if there is none.
    [[nodiscard]] Result<void> remove_tool(const SdkId& id, std::string_view name);
    /// All tools of an SDK.
    [[nodiscard]] Result<void> remove_tools(const SdkId& id);

    // Changing what is installed.
    /// The lock of one SDK: who holds it alone may touch its folder, receipt, staging and part
    /// file. Waits, and says once for whom.
    [[nodiscard]] Result<std::unique_ptr<os::FileLock>> lock(const SdkId& id);
    /// An empty folder in staging/ for that SDK, what an earlier run left there removed. The lock
    /// must be held.
    [[nodiscard]] Result<std::string> fresh_staging(const SdkId& id);
    /// Writes the receipts (`sizes` may be empty) and renames the staged tree into sdks/. An old
    /// folder of that name goes into staging first. A folder without a receipt may be somebody's
    /// own: it stays in sdks/ under another name, and that is reported. The lock must be held.
    [[nodiscard]] Result<void> publish(const Receipt& receipt, const std::string& hash_lines,
                                       const std::string& extra_lines, const std::string& staged,
                                       const std::string& sizes = {});
    /// One rename removes it for every process; a default that ran it is cleared; then the space is
    /// freed. The change tells whether there was such a default. `allowed` is asked under the state
    /// lock: its answer stays true until the SDK is gone. A failure before that leaves everything
    /// as it was. The SDK's lock must be held.
    [[nodiscard]] Result<DefaultChange> remove(const SdkId& id, const ChangeNote& note,
                                               const std::function<Result<void>()>& allowed);
    /// Removes what killed runs left: staging folders whose lock is free, receipts without folder,
    /// files under temporary names, parts of downloads that are a week old and whose lock is free.
    /// Never fails loudly: what cannot be removed now is left for the next run.
    void sweep();

    /// Makes shims/ complete: go, gofmt, goX.Y.Z of every installed version, one for each name of a
    /// tool, govern itself; removes those of versions and tools that are gone. `program`: the
    /// running govern. Takes the state lock.
    [[nodiscard]] Result<void> heal_shims(const std::string& program);

    /// The file names in shims/ that heal_shims would write.
    [[nodiscard]] Result<std::vector<std::string>> missing_shims(const std::string& program) const;

    /// Refuses a home that cannot or must not be written: msg::home_read_only names the owner and
    /// --home, msg::home_foreign (the home or a folder that decides what runs belongs to another
    /// account), msg::home_shared (others may write to one). Makes the home and its folders if
    /// absent.
    [[nodiscard]] Result<void> require_writable();
    /// msg::home_foreign alone, of the folders that are there.
    [[nodiscard]] Result<void> require_owned() const;
    /// The home, those folders, SDKs and shims that others may write to.
    [[nodiscard]] std::vector<std::string> open_to_others() const;
    /// msg::places_apart where an SDK cannot be renamed from staging/ into sdks/, found by doing so
    /// with an empty file. Its lock must be held.
    [[nodiscard]] Result<void> require_one_volume(const SdkId& id);

private:
    struct ShimCopy {
        std::string from; ///< the program to copy
        std::string name; ///< under shims/
    };
    [[nodiscard]] Result<std::vector<ShimCopy>> wanted_shims(const std::string& program) const;
    [[nodiscard]] Result<std::vector<std::string>> stale_shims() const;
    [[nodiscard]] std::string staging_path(const SdkId& id, std::string_view suffix) const;
    /// A name in staging/ that the sweep knows as that SDK's.
    [[nodiscard]] std::string new_trash_path(const SdkId& id) const;
    [[nodiscard]] Result<std::optional<os::FileInfo>> followed(const std::string& path) const;
    /// What to call a folder without a receipt that is in the way of an SDK.
    [[nodiscard]] Result<std::string> kept_path(const SdkId& id) const;
    /// Renames an SDK's folder into staging; where it is then, or empty where there was none, or
    /// where it cannot be renamed and so was removed.
    [[nodiscard]] Result<std::string> move_aside(const SdkId& id);
    [[nodiscard]] std::vector<std::string> folders() const;
    [[nodiscard]] Result<void> require_own(const std::string& folder) const;
    [[nodiscard]] Result<void> require_own_parents() const;
    [[nodiscard]] Result<void> remove_receipts(const SdkId& id);
    void remove_trash(const std::string& trash);
    [[nodiscard]] Result<std::unique_ptr<os::FileLock>> state_lock();
    [[nodiscard]] Result<DefaultChange> change_default(const std::optional<Version>& version,
                                                       const ChangeNote& note);
    /// `to`: a SPEC or a link's NAME; empty: no default.
    [[nodiscard]] Result<DefaultChange> write_default(const std::string& to,
                                                      const ChangeNote& note);
    // The two lines of a change, in the history and in the log. The state lock must be held.
    [[nodiscard]] Result<std::uint64_t> begin_row(HistoryRow row);
    [[nodiscard]] Result<void> finish_row(std::uint64_t id, ChangeEnd end,
                                          std::string_view failure);
    /// A log that cannot be written is a warning.
    void tell(ChangeKind kind, os::EventKind weight, const std::string& line);
    [[nodiscard]] std::unique_ptr<os::FileLock> try_lock(const std::string& name);
    void sweep_staging();
    void sweep_receipts();
    void sweep_temporaries();
    void sweep_downloads();

    os::Host& m_host;
    const Layout& m_layout;
    Listeners m_listeners;
    std::optional<Version> m_assumed_default;
};

} // namespace govern::store
