#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace govern::os {

struct FileInfo {
    enum class Kind { file, directory, link, other };
    Kind kind = Kind::file;
    std::uint64_t size = 0;    ///< bytes
    std::int64_t mtime_ns = 0; ///< since 1970-01-01 UTC
    bool executable = false;   ///< any x bit; on Windows always true
    /// Others than the owner may write, or it runs as its owner or group (setuid, setgid); on
    /// Windows never.
    bool unsafe_mode = false;
    /// Every account may read it, and enter it where it is a folder; of a link and on Windows
    /// always true.
    bool readable_by_all = true;
    std::uint32_t owner = 0; ///< the account's number; on Windows always 0
};

/// An OS lock that dies with its process. Its file is never deleted and holds no data but, as a
/// courtesy, who has it.
class FileLock {
public:
    virtual ~FileLock() = default;
};

/// Whether a file must outlive a power cut. What can be fetched again and is checked when it is
/// read need not: after one it may be empty.
enum class Durable { yes, no };

/// Sequential output to a new file.
class OutFile {
public:
    virtual ~OutFile() = default;
    virtual Result<void> write(std::span<const std::byte> bytes) = 0;
    /// Flushes to the disk (fsync, FlushFileBuffers) and closes. Without it the destructor closes
    /// without a promise.
    virtual Result<void> finish() = 0;
};

/// Who may write to a folder, as far as govern's own rule goes (docs/trust.md): the folder
/// itself, not its parents; a group that is the owner's own does not count. Of a link: the folder
/// that it leads to, and whoever made the link where that is a stranger.
struct FolderAccess {
    bool writable = false;         ///< by this process
    bool others_may_write = false; ///< by users other than the owner and administrators
    std::string owner;             ///< account name, or its number
    bool owned_by_us = false;
    bool owned_by_administrator = false; ///< root; SYSTEM, Administrators, TrustedInstaller

    /// Whoever owns it can lead elsewhere what this account writes into it.
    [[nodiscard]] bool is_foreign() const { return !owned_by_us && !owned_by_administrator; }
};

/// Whose file is opened for writing. A file of the home is opened only if it is a plain file of
/// this account, without a link and without a second name (msg::file_foreign); what the user named
/// may be a link.
enum class Whose { home, user };

/// The file system. Paths are absolute UTF-8; on Windows they may exceed 260 characters. Links and
/// reparse points are never followed by remove_tree and info. Every error names the path.
class Files {
public:
    virtual ~Files() = default;

    /// Of the entry itself, a link not followed; nothing where there is none.
    virtual Result<std::optional<FileInfo>> info(const std::string& path) const = 0;
    /// What the entry is, a link not followed; nothing where there is none, or none that this
    /// account may look at.
    [[nodiscard]] std::optional<FileInfo::Kind> kind(const std::string& path) const {
        const auto found = info(path);
        return found && *found ? std::optional((*found)->kind) : std::nullopt;
    }
    /// The whole file; msg::file_too_large over `max_bytes`; msg::file_not_found where there is
    /// none.
    virtual Result<std::string> read(const std::string& path, std::size_t max_bytes) const = 0;
    /// Entry names without `.` and `..`, unsorted; an absent folder is msg::file_not_found.
    virtual Result<std::vector<std::string>> list(const std::string& folder) const = 0;

    /// Replaces a file by one with this content, flushed if `durable`, by a temporary name beside
    /// it (`NAME.tmp-PID-N`) and one rename: readers see the old or the new content. A link is
    /// replaced, not followed. An existing file's mode is kept, a new one gets 0644 whatever the
    /// umask.
    virtual Result<void> write_atomic(const std::string& path, std::string_view content,
                                      Durable durable = Durable::yes) = 0;
    /// Appends (O_APPEND, FILE_APPEND_DATA) in one write and flushes.
    virtual Result<void> append(const std::string& path, std::string_view content,
                                Whose whose = Whose::home) = 0;
    /// Makes the folder and its missing parents, 0755 whatever the umask; fine if present.
    virtual Result<void> make_folders(const std::string& path) = 0;
    /// Makes one new folder that only its owner may enter: 0700; on Windows the owner, SYSTEM and
    /// Administrators. msg::file_exists where there is anything, also a link.
    virtual Result<void> make_private_folder(const std::string& path) = 0;
    /// A new file for writing, 0644, on Windows its owner's alone (msg::file_exists if present).
    /// With `append_at` an existing file of at least that length is opened, cut to it and
    /// continued.
    virtual Result<std::unique_ptr<OutFile>>
    create(const std::string& path, std::optional<std::uint64_t> append_at = {}) = 0;

    /// One rename on the same volume (else msg::other_volume); msg::file_exists where `to` is a
    /// folder. Retries what a virus
    /// scanner causes on Windows up to 30 s, then msg::file_in_use names the process that holds it.
    virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
    /// Renames a folder on the same volume; `to` must not exist. Where Windows refuses because
    /// programs run in it, its entries are moved one by one, since a running program's file may be
    /// renamed; where one may not, all are put back and msg::file_in_use names who holds it.
    virtual Result<void> move_folder(const std::string& from, const std::string& to) = 0;
    /// Removes a file or link (never a folder); fine if absent. On Windows a program that runs is
    /// renamed aside, to `NAME.old-…`; the next install_program of that name sweeps it.
    virtual Result<void> remove(const std::string& path) = 0;
    /// Removes a folder and all in it, on several threads, without following links; clears
    /// read-only attributes; fine if absent.
    virtual Result<void> remove_tree(const std::string& path) = 0;
    /// Removes what can be removed of it now: programs that run on Windows stay, and are not waited
    /// for.
    virtual void discard_tree(const std::string& path) = 0;
    /// A hard link where the file system has them, else a copy with the same mode; `to` must not
    /// exist.
    virtual Result<void> link_or_copy(const std::string& from, const std::string& to) = 0;
    /// Makes `to` a copy of the file with 0755; replaces an existing one, renamed aside if running.
    virtual Result<void> install_program(const std::string& from, const std::string& to) = 0;

    /// Bytes that this user may still write on the volume of an existing path.
    virtual Result<std::uint64_t> free_space(const std::string& path) const = 0;
    /// Flushes the folder's entries where the platform can; where it cannot, fine.
    virtual Result<void> sync_folder(const std::string& folder) = 0;
    /// The path with links resolved, for comparing two names of one place.
    virtual Result<std::string> canonical(const std::string& path) const = 0;

    /// Takes a lock on the file (created if absent). With `wait` false: nothing where another has
    /// it. `holder` (a short line) is written into the file for who waits. Only its owner may open
    /// the file, so that no other account can keep it locked. A file that was deleted meanwhile is
    /// locked anew.
    virtual Result<std::unique_ptr<FileLock>> lock(const std::string& path, bool wait,
                                                   std::string_view holder) = 0;
    /// What the holder of a lock wrote, else the process that the system names; empty where neither
    /// is known.
    virtual std::string lock_holder(const std::string& path) const = 0;

    [[nodiscard]] virtual Result<FolderAccess> folder_access(const std::string& folder) const = 0;
    /// False where the volume of this folder starts no programs (mounted noexec); true where
    /// nobody knows.
    [[nodiscard]] virtual bool starts_programs(const std::string& folder) const = 0;
    /// Makes the home folder itself: 0755 whatever the umask; on Windows with its own rights
    /// (owner, SYSTEM and Administrators full, others read and execute). Fine if present.
    virtual Result<void> make_home(const std::string& folder) = 0;
    /// Takes from a home folder what others than its owner may write: POSIX g-w and o-w, Windows
    /// the rights that make_home gives. The rights it had, to restore by hand: `0775`, or SDDL.
    virtual Result<std::string> close_home(const std::string& folder) = 0;
    /// The same for all that lies below a home: links are not followed, and what others may not
    /// write stays as it is. A line `RIGHTS PATH` for each entry that was changed.
    virtual Result<std::vector<std::string>> close_below(const std::string& folder) = 0;
    /// Lets every account read a file and enter a folder: POSIX adds 0644 or 0755. A link is not
    /// followed. On Windows nothing.
    virtual Result<void> open_to_readers(const std::string& path) = 0;
};

/// What a test puts in the way of the real file system, for failures that the test's machine cannot
/// be made to show (Wine renames folders that Windows refuses to).
struct FileFaults {
    /// Asked before each attempt to rename; an OS error code fails that attempt, 0 lets it go on.
    std::function<int(const std::string& from, const std::string& to)> rename;
    /// How long renames and removals are retried on Windows.
    std::chrono::milliseconds patience{30000};
};

struct ForeignPlace {
    std::string folder;
    std::string owner;
};
/// The folder, or the nearest one above it that is there, where that belongs to another account
/// (FolderAccess::is_foreign).
[[nodiscard]] std::optional<ForeignPlace> foreign_place(const Files& files, std::string folder);
/// Whether what this account keeps in `folder` stays its own.
[[nodiscard]] inline bool may_keep_in(const Files& files, const std::string& folder) {
    return !foreign_place(files, folder);
}

/// The real file system of this machine.
[[nodiscard]] std::unique_ptr<Files> real_files(FileFaults faults = {});

} // namespace govern::os
