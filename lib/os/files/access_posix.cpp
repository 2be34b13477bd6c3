#include "files/files_posix.hpp"
#include "files/native_posix.hpp"
#include "files/own_file_posix.hpp"
#include "system/error_posix.hpp"

#include "base/path.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

namespace govern::os {

namespace {

struct Account {
    std::string name; ///< its number where it has none
    gid_t group = 0;
    bool known = false;
};

Account account_of(uid_t user) {
    std::vector<char> buffer(16384);
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) {
        return {std::to_string(user), static_cast<gid_t>(user), false};
    }
    return {entry.pw_name, entry.pw_gid, true};
}

/// True for a group in which nobody but the account can be: its primary group, of its own name and
/// without further members (how most distributions make users).
bool is_own_group(gid_t group, const Account& account) {
    if (group != account.group) {
        return false;
    }
    if (!account.known) {
        return true; // A bare number in a container.
    }
    std::vector<char> buffer(65536);
    ::group entry{};
    ::group* found = nullptr;
    if (::getgrgid_r(group, &entry, buffer.data(), buffer.size(), &found) != 0 ||
        found == nullptr) {
        return false;
    }
    for (char** member = entry.gr_mem; *member != nullptr; ++member) {
        if (account.name != *member) {
            return false;
        }
    }
    return account.name == entry.gr_name;
}

/// AT_EACCESS is faccessat2 (Linux 5.8). A container host older than that refuses with EPERM a
/// system call that its filter does not know, and the C library falls back for ENOSYS alone.
bool may_make_entries(const std::string& folder) {
    constexpr int k_rights = W_OK | X_OK;
    if (::faccessat(AT_FDCWD, folder.c_str(), k_rights, AT_EACCESS) == 0) {
        return true;
    }
    const bool same_account = ::getuid() == ::geteuid() && ::getgid() == ::getegid();
    return errno == EPERM && same_account && ::access(folder.c_str(), k_rights) == 0;
}

bool is_ours_or_roots(uid_t user) {
    return user == ::geteuid() || user == 0;
}

/// Whether anybody but the owner and root may write, by mode or access list. An access list shows
/// in the mode: its mask stands where the group's bits are.
bool lets_others_write(const std::string& path, const struct stat& status, const Account& owner) {
    if ((status.st_mode & S_IWOTH) != 0) {
        return true;
    }
    const auto is_owners = [&](gid_t group) { return group == 0 || is_own_group(group, owner); };
    if (const auto listed = writers_by_access_list(path, status)) {
        for (const auto user : listed->users) {
            if (user != 0 && user != status.st_uid) {
                return true;
            }
        }
        for (const auto group : listed->groups) {
            if (!is_owners(group)) {
                return true;
            }
        }
        return listed->unknown;
    }
    return (status.st_mode & S_IWGRP) != 0 && !is_owners(status.st_gid);
}

constexpr mode_t k_others_write = S_IWGRP | S_IWOTH;

/// Four octal digits.
std::string mode_text(mode_t mode) {
    const auto bits = static_cast<unsigned>(mode) & 07777U;
    std::string text = "0000";
    for (unsigned i = 0; i < 4; ++i) {
        text[3 - i] = static_cast<char>('0' + (bits >> (3 * i) & 7U));
    }
    return text;
}

/// Takes from everything in an open folder what others may write. By handles: whoever can write
/// there could put a link in the place of a folder.
Result<void> close_entries(const Fd& folder, const std::string& path,
                           std::vector<std::string>& out) {
    Fd copy(::openat(folder.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(copy ? ::fdopendir(copy.get()) : nullptr,
                                                     closedir);
    if (!stream) {
        return file_failure("list", path, errno);
    }
    (void)copy.release();
    while (const auto* entry = ::readdir(stream.get())) {
        const std::string_view name = entry->d_name;
        struct stat status{};
        if (name == "." || name == ".." ||
            ::fstatat(folder.get(), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
            continue;
        }
        const auto full = path::join(path, name);
        const bool is_folder = S_ISDIR(status.st_mode);
        if (!is_folder && !S_ISREG(status.st_mode)) {
            continue;
        }
        const bool open = (status.st_mode & k_others_write) != 0;
        if (!is_folder && !open) {
            continue;
        }
        const int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
        const Fd fd(::openat(folder.get(), entry->d_name, is_folder ? flags | O_DIRECTORY : flags));
        if (!fd || (open && ::fchmod(fd.get(), status.st_mode & 07777U & ~k_others_write) != 0)) {
            return file_failure("change the rights of", full, errno);
        }
        if (open) {
            out.push_back(mode_text(status.st_mode) + ' ' + full);
        }
        if (is_folder) {
            GOVERN_TRY(close_entries(fd, full, out));
        }
    }
    return {};
}

} // namespace

std::string account_name(uid_t user) {
    return account_of(user).name;
}

Result<FolderAccess> PosixFiles::folder_access(const std::string& folder) const {
    struct stat status{};
    struct stat link{};
    if (::stat(folder.c_str(), &status) != 0 || ::lstat(folder.c_str(), &link) != 0) {
        return file_failure("look at", folder, errno);
    }
    const auto account = account_of(status.st_uid);
    const auto suspect = is_ours_or_roots(status.st_uid) ? link.st_uid : status.st_uid;
    FolderAccess access;
    access.owner = suspect == status.st_uid ? account.name : account_name(suspect);
    access.owned_by_us = suspect == ::geteuid();
    access.owned_by_administrator = suspect == 0;
    access.writable = may_make_entries(folder);
    access.others_may_write = lets_others_write(folder, status, account);
    return access;
}

bool PosixFiles::starts_programs(const std::string& folder) const {
    return !is_mounted_noexec(folder);
}

Result<void> PosixFiles::make_home(const std::string& folder) {
    return make_folders(folder);
}

Result<std::string> PosixFiles::close_home(const std::string& folder) {
    struct stat status{};
    if (::stat(folder.c_str(), &status) != 0) {
        return file_failure("look at", folder, errno);
    }
    // With an access list this takes the right from its mask, and so from all whom it names.
    if (::chmod(folder.c_str(), status.st_mode & 07777U & ~k_others_write) != 0) {
        return file_failure("change the rights of", folder, errno);
    }
    return mode_text(status.st_mode);
}

Result<std::vector<std::string>> PosixFiles::close_below(const std::string& folder) {
    std::vector<std::string> out;
    const Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) {
        return file_failure("open", folder, errno);
    }
    GOVERN_TRY(close_entries(fd, folder, out));
    return out;
}

Result<void> PosixFiles::open_to_readers(const std::string& path) {
    struct stat status{};
    if (::lstat(path.c_str(), &status) != 0) {
        return file_failure("look at", path, errno);
    }
    // By a handle: a link may have come into its place. One that its owner may not read has none.
    const Fd fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (fd && ::fstat(fd.get(), &status) != 0) {
        return file_failure("look at", path, errno);
    }
    const mode_t mode = (status.st_mode & 07777U) | readable_mode(status.st_mode);
    const int changed = fd ? ::fchmod(fd.get(), mode)
                           : ::fchmodat(AT_FDCWD, path.c_str(), mode, AT_SYMLINK_NOFOLLOW);
    return changed == 0 ? Result<void>() : file_failure("change the rights of", path, errno);
}

} // namespace govern::os
