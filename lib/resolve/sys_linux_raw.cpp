// Calls the x86-64 Linux kernel without any library: starting glibc would take longer than all that
// a shim does.
#include "resolve/sys.hpp"

#include "resolve/linux_syscall.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>

namespace govern::resolve::sys {

namespace {

// On x86-64 the C library and the kernel have the same struct stat.
long stat_of(const char* path, struct stat& out) {
    return linux_syscall(SYS_stat, address(path), address(&out));
}
/// Of a link itself.
long link_stat_of(const char* path, struct stat& out) {
    return linux_syscall(SYS_lstat, address(path), address(&out));
}

/// One entry as getdents64 writes it. Its name follows.
struct Entry {
    std::uint64_t inode;
    std::int64_t offset;
    std::uint16_t size;
    std::uint8_t type;
};
constexpr std::size_t k_name_offset = 19;

} // namespace

Opened open_file(const char* path, Handle& out) {
    // Most files that we ask for are absent. lstat says so in two thirds of the time of open, and
    // tells a link that leads nowhere from a file that is not there.
    struct stat st;
    switch (link_stat_of(path, st)) {
    case 0:
        break;
    case -ENOENT:
    case -ENOTDIR:
    case -ENAMETOOLONG:
    case -EACCES:
        return Opened::absent;
    default:
        return Opened::failed;
    }
    if (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode)) {
        return Opened::failed; // a pipe is not an empty file
    }
    out = linux_syscall(SYS_open, address(path), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    return out >= 0                          ? Opened::yes
           : out == -EACCES || out == -EPERM ? Opened::denied
                                             : Opened::failed;
}

std::ptrdiff_t read_file(Handle file, char* buffer, std::size_t size) {
    long got = 0;
    do {
        got = linux_syscall(SYS_read, file, address(buffer), static_cast<long>(size));
    } while (got == -EINTR);
    return got;
}

void close_file(Handle file) {
    linux_syscall(SYS_close, file);
}

Info info(const char* path) {
    Info out;
    struct stat st;
    if (stat_of(path, st) == 0) {
        out.kind = S_ISDIR(st.st_mode) ? Info::Kind::folder : Info::Kind::file;
        out.size = static_cast<std::uint64_t>(st.st_size);
        out.executable = (st.st_mode & 0111) != 0;
    }
    return out;
}

bool same_file(const char* a, const char* b) {
    struct stat left;
    struct stat right;
    return stat_of(a, left) == 0 && stat_of(b, right) == 0 && left.st_dev == right.st_dev &&
           left.st_ino == right.st_ino;
}

std::size_t current_folder(char* buffer, std::size_t size) {
    // The length counts the NUL. A folder outside this root starts with `(unreachable)`.
    const long got = linux_syscall(SYS_getcwd, address(buffer), static_cast<long>(size));
    return got > 1 && buffer[0] == '/' ? static_cast<std::size_t>(got - 1) : 0;
}

// Goes there and back: this process has no other thread.
std::size_t folder_after(const char* path, char* buffer, std::size_t size) {
    const long here = linux_syscall(SYS_open, address("."), O_PATH | O_CLOEXEC);
    if (here < 0) {
        return 0;
    }
    std::size_t length = 0;
    if (linux_syscall(SYS_chdir, address(path)) == 0) {
        length = current_folder(buffer, size);
        linux_syscall(SYS_fchdir, here);
    }
    linux_syscall(SYS_close, here);
    return length;
}

Folder::Folder(const char* path) {
    m_handle = linux_syscall(SYS_open, address(path), O_RDONLY | O_CLOEXEC | O_DIRECTORY);
}

Folder::~Folder() {
    if (m_handle >= 0) {
        linux_syscall(SYS_close, m_handle);
    }
}

bool Folder::next(std::string_view& name) {
    if (m_handle < 0) {
        return false;
    }
    if (m_at == m_used) {
        const long got =
            linux_syscall(SYS_getdents64, m_handle, address(m_buffer), sizeof m_buffer);
        if (got <= 0) {
            return false;
        }
        m_at = 0;
        m_used = static_cast<std::size_t>(got);
    }
    Entry entry;
    std::memcpy(&entry, m_buffer + m_at, k_name_offset);
    const char* const text = m_buffer + m_at + k_name_offset;
    name = {text, std::strlen(text)};
    m_at += entry.size;
    return true;
}

} // namespace govern::resolve::sys
