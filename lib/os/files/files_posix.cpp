#include "files/files_posix.hpp"

#include "base/path.hpp"
#include "files/native_posix.hpp"
#include "files/read_room.hpp"
#include "os/messages.hpp"
#include "system/error_posix.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace govern::os {

FileInfo::Kind kind_of(mode_t mode) {
    if (S_ISREG(mode)) {
        return FileInfo::Kind::file;
    }
    if (S_ISDIR(mode)) {
        return FileInfo::Kind::directory;
    }
    return S_ISLNK(mode) ? FileInfo::Kind::link : FileInfo::Kind::other;
}

mode_t readable_mode(mode_t mode) {
    return S_ISDIR(mode) ? 0755 : 0644;
}

std::unique_ptr<Files> real_files(FileFaults faults) {
    return std::make_unique<PosixFiles>(std::move(faults));
}

Result<std::optional<FileInfo>> PosixFiles::info(const std::string& path) const {
    struct stat status{};
    if (::lstat(path.c_str(), &status) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) {
            return std::nullopt;
        }
        return file_failure("look at", path, errno);
    }
    FileInfo info;
    info.kind = kind_of(status.st_mode);
    info.size = static_cast<std::uint64_t>(status.st_size);
    info.mtime_ns = modification_time_ns(status);
    info.executable = (status.st_mode & 0111U) != 0;
    const mode_t unsafe =
        S_ISDIR(status.st_mode) ? S_IWGRP | S_IWOTH : S_ISUID | S_ISGID | S_IWGRP | S_IWOTH;
    info.unsafe_mode = (status.st_mode & unsafe) != 0;
    const mode_t readable = readable_mode(status.st_mode) & ~mode_t{S_IWUSR};
    info.readable_by_all = S_ISLNK(status.st_mode) || (status.st_mode & readable) == readable;
    info.owner = status.st_uid;
    return info;
}

Result<std::string> PosixFiles::read(const std::string& path, std::size_t max_bytes) const {
    // A FIFO somebody put in the place of a file must not stop us for ever.
    const Fd file(open_unnoticed(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat status{};
    if (!file || ::fstat(file.get(), &status) != 0) {
        return file_failure("read", path, errno);
    }
    if (S_ISDIR(status.st_mode)) {
        return file_failure("read", path, EISDIR);
    }
    std::string content;
    const auto expected = static_cast<std::uint64_t>(status.st_size);
    std::size_t size = 0;
    while (expected <= max_bytes && size <= max_bytes) {
        content.resize(read_room(expected, size, max_bytes));
        const auto count = ::read(file.get(), content.data() + size, content.size() - size);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return file_failure("read", path, errno);
        }
        if (count == 0) {
            content.resize(size);
            return content;
        }
        size += static_cast<std::size_t>(count);
    }
    return fail(msg::file_too_large, {{"path", path}, {"limit", std::to_string(max_bytes)}});
}

Result<std::vector<std::string>> PosixFiles::list(const std::string& folder) const {
    Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(fd ? ::fdopendir(fd.get()) : nullptr,
                                                     closedir);
    if (!stream) {
        return file_failure("list", folder, errno);
    }
    (void)fd.release(); // The stream closes it.
    std::vector<std::string> names;
    errno = 0;
    while (const auto* entry = ::readdir(stream.get())) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") {
            names.emplace_back(name);
        }
    }
    if (errno != 0) {
        return file_failure("list", folder, errno);
    }
    return names;
}

Result<void> PosixFiles::make_folders(const std::string& path) {
    int error = ::mkdir(path.c_str(), 0755) == 0 ? 0 : errno;
    const std::string above(path::parent(path));
    if (error == ENOENT && !above.empty() && above != path) {
        GOVERN_TRY(make_folders(above));
        // Asks only once: under /proc a folder cannot be made, and the system answers the same
        // again.
        error = ::mkdir(path.c_str(), 0755) == 0 ? 0 : errno;
    }
    struct stat status{};
    const bool there = ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
    if (error == 0 && there && (status.st_mode & 0755U) != 0755) {
        ::chmod(path.c_str(), (status.st_mode & 07777U) | 0755U); // A strict umask.
    }
    if (error == 0 || there) {
        return {}; // Also where mkdir was refused on the way through a read-only parent.
    }
    return file_failure("make the folder", path, error);
}

Result<void> PosixFiles::make_private_folder(const std::string& path) {
    if (::mkdir(path.c_str(), 0700) != 0) {
        return file_failure("make the folder", path, errno);
    }
    return {};
}

Result<void> PosixFiles::rename(const std::string& from, const std::string& to) {
    const int fault = m_faults.rename ? m_faults.rename(from, to) : 0;
    if (fault != 0) {
        return file_failure("rename", from, fault);
    }
    struct stat status{};
    if (::lstat(to.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
        return file_failure("rename " + from + " to", to, EEXIST); // rename(2) replaces empty ones.
    }
    if (::rename(from.c_str(), to.c_str()) != 0) {
        return file_failure("rename", errno == ENOENT || errno == EBUSY ? from : to, errno);
    }
    return {};
}

Result<void> PosixFiles::move_folder(const std::string& from, const std::string& to) {
    return rename(from, to);
}

Result<void> PosixFiles::remove(const std::string& path) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR) {
        return file_failure("remove", path, errno);
    }
    return {};
}

Result<std::uint64_t> PosixFiles::free_space(const std::string& path) const {
    struct statvfs status{};
    if (::statvfs(path.c_str(), &status) != 0) {
        return file_failure("ask for the free space at", path, errno);
    }
    GOVERN_TRY(require_inode("write to", path));
    return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

Result<void> PosixFiles::sync_folder(const std::string& folder) {
    const Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) {
        return file_failure("flush", folder, errno);
    }
    if (::fsync(fd.get()) != 0 && errno != EINVAL && errno != EROFS) {
        return file_failure("flush", folder, errno);
    }
    return {};
}

Result<std::string> PosixFiles::canonical(const std::string& path) const {
    const std::unique_ptr<char, void (*)(void*)> resolved(::realpath(path.c_str(), nullptr),
                                                          std::free);
    if (!resolved) {
        return file_failure("resolve", path, errno);
    }
    return std::string(resolved.get());
}

} // namespace govern::os
