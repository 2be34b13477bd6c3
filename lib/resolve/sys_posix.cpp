#include "resolve/sys.hpp"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace govern::resolve::sys {

Opened open_file(const char* path, Handle& out) {
    struct stat st = {};
    if (::lstat(path, &st) != 0) {
        return errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG || errno == EACCES
                   ? Opened::absent
                   : Opened::failed;
    }
    if (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode)) {
        return Opened::failed; // a pipe is not an empty file
    }
    // O_NONBLOCK: a version file that is a link to a pipe must not hang every go command below it.
    const int fd = ::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd >= 0) {
        out = fd;
        return Opened::yes;
    }
    // A link that leads nowhere is there, and cannot be read.
    return errno == EACCES || errno == EPERM ? Opened::denied : Opened::failed;
}

std::ptrdiff_t read_file(Handle file, char* buffer, std::size_t size) {
    ssize_t got = 0;
    do {
        got = ::read(static_cast<int>(file), buffer, size);
    } while (got < 0 && errno == EINTR);
    return got;
}

void close_file(Handle file) {
    ::close(static_cast<int>(file));
}

Info info(const char* path) {
    Info out;
    struct stat st = {};
    if (::stat(path, &st) == 0) {
        out.kind = S_ISDIR(st.st_mode) ? Info::Kind::folder : Info::Kind::file;
        out.size = static_cast<std::uint64_t>(st.st_size);
        out.executable = (st.st_mode & 0111) != 0;
    }
    return out;
}

bool same_file(const char* a, const char* b) {
    struct stat left = {};
    struct stat right = {};
    return ::stat(a, &left) == 0 && ::stat(b, &right) == 0 && left.st_dev == right.st_dev &&
           left.st_ino == right.st_ino;
}

std::size_t current_folder(char* buffer, std::size_t size) {
    return ::getcwd(buffer, size) != nullptr && buffer[0] == '/' ? std::strlen(buffer) : 0;
}

std::size_t folder_after(const char* path, char* buffer, std::size_t size) {
    char real[PATH_MAX];
    if (info(path).kind != Info::Kind::folder || ::realpath(path, real) == nullptr) {
        return 0;
    }
    const auto length = std::strlen(real);
    if (length >= size) {
        return 0;
    }
    std::memcpy(buffer, real, length + 1);
    return length;
}

Folder::Folder(const char* path) {
    if (DIR* const folder = ::opendir(path)) {
        m_handle = reinterpret_cast<Handle>(folder);
    }
}

Folder::~Folder() {
    if (m_handle != -1) {
        ::closedir(reinterpret_cast<DIR*>(m_handle));
    }
}

bool Folder::next(std::string_view& name) {
    if (m_handle == -1) {
        return false;
    }
    const dirent* const entry = ::readdir(reinterpret_cast<DIR*>(m_handle));
    if (entry == nullptr) {
        return false;
    }
    name = entry->d_name;
    return true;
}

} // namespace govern::resolve::sys
