#include "files/native_posix.hpp"
#include "system/error_posix.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>
#include <string_view>

namespace govern::os {

namespace {

/// Without /proc: the path that the program was started by.
Result<std::string> program_as_called(int error) {
    const auto address = ::getauxval(AT_EXECFN);
    const auto* const name = reinterpret_cast<const char*>(address); // NOLINT: so it is defined
    const std::unique_ptr<char, void (*)(void*)> real(
        name == nullptr ? nullptr : ::realpath(name, nullptr), std::free);
    return real ? Result<std::string>(real.get()) : file_failure("read", "/proc/self/exe", error);
}

} // namespace

Result<std::string> native_program() {
    std::string path(256, '\0');
    while (true) {
        const auto length = ::readlink("/proc/self/exe", path.data(), path.size());
        if (length < 0) {
            return program_as_called(errno);
        }
        if (static_cast<std::size_t>(length) < path.size()) {
            path.resize(static_cast<std::size_t>(length));
            return path;
        }
        path.resize(path.size() * 2);
    }
}

bool is_translated() {
    return false;
}

std::int64_t modification_time_ns(const struct stat& status) {
    return std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
}

int reserve_space(int fd, std::uint64_t size) {
    while (::fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(size)) != 0) {
        if (errno != EINTR) {
            return errno == ENOSPC || errno == EDQUOT ? errno : 0;
        }
    }
    return 0;
}

int open_unnoticed(const char* path, int flags) {
    const int fd = ::open(path, flags | O_NOATIME);
    return fd < 0 && errno == EPERM ? ::open(path, flags) : fd; // another account's file
}

bool share_blocks(int to, int from) {
    return ::ioctl(to, FICLONE, from) == 0;
}

bool make_pipe(std::array<int, 2>& ends) {
    return ::pipe2(ends.data(), O_CLOEXEC) == 0;
}

void adopt_descendants() {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

void end_with_parent() {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

namespace {

/// The parent that /proc/PID/stat names; 0 where it cannot be read.
pid_t parent_of(const char* pid) {
    std::array<char, 64> path{};
    std::array<char, 512> text{};
    char* end = stpcpy(path.data(), "/proc/");
    stpcpy(stpncpy(end, pid, 20), "/stat");
    const int fd = ::open(path.data(), O_RDONLY | O_CLOEXEC);
    const auto count = fd < 0 ? -1 : ::read(fd, text.data(), text.size() - 1);
    ::close(fd);
    // `PID (NAME) STATE PARENT …`, and the name may hold anything.
    const char* name_end = count > 0 ? std::strrchr(text.data(), ')') : nullptr;
    return name_end != nullptr && std::strlen(name_end) > 4
               ? static_cast<pid_t>(std::strtol(name_end + 4, nullptr, 10))
               : 0;
}

} // namespace

void kill_own_children() {
    const int folder = ::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    alignas(dirent64) std::array<char, 4096> buffer{};
    for (;;) {
        const auto count = ::syscall(SYS_getdents64, folder, buffer.data(), buffer.size());
        if (count <= 0) {
            break;
        }
        for (std::size_t at = 0; at < static_cast<std::size_t>(count);) {
            const auto* entry = reinterpret_cast<const dirent64*>(buffer.data() + at);
            at += entry->d_reclen;
            if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' &&
                parent_of(entry->d_name) == ::getpid()) {
                ::kill(static_cast<pid_t>(std::strtol(entry->d_name, nullptr, 10)), SIGKILL);
            }
        }
    }
    ::close(folder);
}

std::uint64_t resident_size_unit() {
    return 1024;
}

namespace {

/// An access list as the attribute holds it: a version, then tag, rights and number of each entry,
/// little-endian (linux/posix_acl_xattr.h).
struct AclEntry {
    unsigned tag;
    unsigned rights;
    std::uint32_t number;
};
constexpr unsigned k_acl_user = 0x02;
constexpr unsigned k_acl_group_of_file = 0x04;
constexpr unsigned k_acl_group = 0x08;
constexpr unsigned k_acl_mask = 0x10;
constexpr unsigned k_acl_write = 2;

std::vector<AclEntry> parse_acl(std::string_view bytes) {
    const auto number = [&](std::size_t at, std::size_t size) {
        std::uint32_t value = 0;
        for (std::size_t i = size; i-- > 0;) {
            value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
        }
        return value;
    };
    std::vector<AclEntry> out;
    for (std::size_t at = 4; at + 8 <= bytes.size(); at += 8) {
        out.push_back({number(at, 2), number(at + 2, 2), number(at + 4, 4)});
    }
    return out;
}

} // namespace

std::optional<ListedWriters> writers_by_access_list(const std::string& path,
                                                    const struct stat& status) {
    std::array<char, 8192> bytes{};
    const auto size =
        ::getxattr(path.c_str(), "system.posix_acl_access", bytes.data(), bytes.size());
    ListedWriters out;
    if (size < 0) { // None, or a file system without; one of a thousand entries is not read.
        out.unknown = errno == ERANGE;
        return out.unknown ? std::optional(out) : std::nullopt;
    }
    const auto entries = parse_acl({bytes.data(), static_cast<std::size_t>(size)});
    unsigned mask = k_acl_write;
    for (const auto& entry : entries) {
        mask = entry.tag == k_acl_mask ? entry.rights : mask;
    }
    for (const auto& entry : entries) {
        if ((entry.rights & mask & k_acl_write) == 0) {
            continue;
        }
        if (entry.tag == k_acl_user) {
            out.users.push_back(entry.number);
        } else if (entry.tag == k_acl_group) {
            out.groups.push_back(entry.number);
        } else if (entry.tag == k_acl_group_of_file) {
            out.groups.push_back(status.st_gid);
        }
    }
    return out;
}

/// `/proc/locks`: `12: FLOCK  ADVISORY  WRITE 3456 08:01:789 0 EOF`; the device in hexadecimal.
std::string holder_of_flock(const struct stat& status) {
    std::ifstream locks("/proc/locks");
    const auto place = ':' + std::to_string(status.st_ino);
    for (std::string line; std::getline(locks, line);) {
        std::istringstream words(line);
        std::string number;
        std::string kind;
        std::string advisory;
        std::string mode;
        std::string pid;
        std::string inode;
        words >> number >> kind >> advisory >> mode >> pid >> inode;
        if (kind != "FLOCK" || !inode.ends_with(place)) {
            continue;
        }
        std::ifstream comm("/proc/" + pid + "/comm");
        std::string name;
        std::getline(comm, name);
        return "process " + pid + (name.empty() ? "" : " (" + name + ')');
    }
    return {};
}

bool is_mounted_noexec(const std::string& folder) {
    struct statvfs volume{};
    return ::statvfs(folder.c_str(), &volume) == 0 && (volume.f_flag & ST_NOEXEC) != 0;
}

} // namespace govern::os
