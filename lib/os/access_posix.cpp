#include "error_posix.hpp"
#include "files_posix.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
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

} // namespace

Result<FolderAccess> folder_access(const std::string& folder) {
    struct stat status{};
    if (::stat(folder.c_str(), &status) != 0) {
        return file_failure("look at", folder, errno);
    }
    const auto account = account_of(status.st_uid);
    FolderAccess access;
    access.owner = account.name;
    access.owned_by_us = status.st_uid == ::geteuid();
    access.writable = ::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
    const bool group_writes = (status.st_mode & S_IWGRP) != 0 && status.st_gid != 0;
    access.others_may_write =
        (status.st_mode & S_IWOTH) != 0 || (group_writes && !is_own_group(status.st_gid, account));
    return access;
}

Result<void> make_home(const std::string& folder) {
    return PosixFiles({}).make_folders(folder);
}

Result<std::string> close_home(const std::string& folder) {
    struct stat status{};
    if (::stat(folder.c_str(), &status) != 0) {
        return file_failure("look at", folder, errno);
    }
    const auto before = static_cast<unsigned>(status.st_mode) & 07777U;
    if (::chmod(folder.c_str(), static_cast<mode_t>(before & ~unsigned{S_IWGRP | S_IWOTH})) != 0) {
        return file_failure("change the rights of", folder, errno);
    }
    std::string text = "0000";
    for (int i = 3; i >= 0; --i) {
        text[static_cast<std::size_t>(i)] = static_cast<char>('0' + (before >> (3 * (3 - i)) & 7U));
    }
    return text;
}

} // namespace govern::os
