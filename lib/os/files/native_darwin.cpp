#include "files/native_posix.hpp"
#include "system/error_posix.hpp"

#include <fcntl.h>
#include <mach-o/dyld.h>
#include <membership.h>
#include <stdlib.h>
#include <sys/acl.h>
#include <sys/mount.h>
#include <sys/param.h>
#include <sys/sysctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

namespace govern::os {

Result<std::string> native_program() {
    std::uint32_t size = 0;
    _NSGetExecutablePath(nullptr, &size);
    std::string path(size, '\0');
    _NSGetExecutablePath(path.data(), &size);
    const std::unique_ptr<char, void (*)(void*)> resolved(::realpath(path.c_str(), nullptr),
                                                          ::free);
    if (!resolved) {
        return file_failure("resolve", path, errno);
    }
    return std::string(resolved.get());
}

bool is_translated() {
    int translated = 0;
    std::size_t size = sizeof(translated);
    return ::sysctlbyname("sysctl.proc_translated", &translated, &size, nullptr, 0) == 0 &&
           translated == 1;
}

std::int64_t modification_time_ns(const struct stat& status) {
    return std::int64_t{status.st_mtimespec.tv_sec} * 1'000'000'000 + status.st_mtimespec.tv_nsec;
}

int reserve_space(int fd, std::uint64_t size) {
    fstore_t request{};
    request.fst_flags = F_ALLOCATEALL;
    request.fst_posmode = F_PEOFPOSMODE;
    request.fst_length = static_cast<off_t>(size);
    return ::fcntl(fd, F_PREALLOCATE, &request) != 0 && errno == ENOSPC ? ENOSPC : 0;
}

int open_unnoticed(const char* path, int flags) {
    return ::open(path, flags);
}

/// APFS clones whole files by their names only.
bool share_blocks(int /*to*/, int /*from*/) {
    return false;
}

bool make_pipe(std::array<int, 2>& ends) {
    return ::pipe(ends.data()) == 0 && ::fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 &&
           ::fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0;
}

void adopt_descendants() {}
void end_with_parent() {}
void kill_own_children() {}

std::uint64_t resident_size_unit() {
    return 1;
}

namespace {

constexpr std::array k_acl_writing = {ACL_ADD_FILE, ACL_ADD_SUBDIRECTORY, ACL_DELETE_CHILD,
                                      ACL_WRITE_SECURITY, ACL_CHANGE_OWNER};

bool gives_writing(acl_entry_t entry) {
    acl_tag_t tag{};
    acl_permset_t rights{};
    if (::acl_get_tag_type(entry, &tag) != 0 || tag != ACL_EXTENDED_ALLOW ||
        ::acl_get_permset(entry, &rights) != 0) {
        return false;
    }
    return std::any_of(k_acl_writing.begin(), k_acl_writing.end(),
                       [&](acl_perm_t right) { return ::acl_get_perm_np(rights, right) == 1; });
}

void add_writer(ListedWriters& out, acl_entry_t entry) {
    const std::unique_ptr<void, int (*)(void*)> name(::acl_get_qualifier(entry), ::acl_free);
    id_t number = 0;
    int kind = 0;
    if (!name ||
        ::mbr_uuid_to_id(static_cast<const unsigned char*>(name.get()), &number, &kind) != 0) {
        out.unknown = true;
    } else if (kind == ID_TYPE_UID) {
        out.users.push_back(number);
    } else {
        out.groups.push_back(number);
    }
}

} // namespace

/// Beside the mode, whose group keeps its bits.
std::optional<ListedWriters> writers_by_access_list(const std::string& path,
                                                    const struct stat& status) {
    const std::unique_ptr<void, int (*)(void*)> list(
        ::acl_get_file(path.c_str(), ACL_TYPE_EXTENDED), ::acl_free);
    if (!list) {
        return std::nullopt;
    }
    ListedWriters out;
    if ((status.st_mode & S_IWGRP) != 0) {
        out.groups.push_back(status.st_gid);
    }
    auto* const entries = static_cast<acl_t>(list.get());
    acl_entry_t entry{};
    for (int at = ACL_FIRST_ENTRY; ::acl_get_entry(entries, at, &entry) == 0; at = ACL_NEXT_ENTRY) {
        if (gives_writing(entry)) {
            add_writer(out, entry);
        }
    }
    return out;
}

std::string holder_of_flock(const struct stat& /*status*/) {
    return {};
}

bool is_mounted_noexec(const std::string& folder) {
    struct statfs volume{};
    return ::statfs(folder.c_str(), &volume) == 0 && (volume.f_flags & MNT_NOEXEC) != 0;
}

} // namespace govern::os
