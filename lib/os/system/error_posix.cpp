#include "system/error_posix.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "os/messages.hpp"
#include "os/space/messages.hpp"

#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace govern::os {

std::string error_text(int error) {
    return std::generic_category().message(error);
}

Result<void> require_inode(std::string_view action, const std::string& path) {
    struct statvfs volume{};
    std::string place = path;
    while (::statvfs(place.c_str(), &volume) != 0) {
        auto above = std::string(path::parent(place));
        if (errno != ENOENT || above.empty() || above.size() >= place.size()) {
            return {};
        }
        place = std::move(above);
    }
    // A file system without a table of inodes counts none at all.
    if (volume.f_files == 0 || volume.f_favail != 0 || volume.f_bavail == 0) {
        return {};
    }
    const auto free = static_cast<std::uint64_t>(volume.f_bavail) * volume.f_frsize;
    return fail(msg::no_inodes,
                {{"action", std::string(action)}, {"path", path}, {"free", format_bytes(free)}});
}

Failure file_failure(std::string_view action, const std::string& path, int error) {
    const auto* spec = &msg::file_error;
    switch (error) {
    case ENOSPC:
        if (auto left = require_inode(action, path); !left) {
            return Failure(std::move(left.error()));
        }
        spec = &msg::no_space;
        break;
    case EDQUOT:
    case EFBIG: // ulimit -f
        spec = &msg::no_space;
        break;
    case EACCES:
    case EPERM:
    case EROFS:
        spec = &msg::no_permission;
        break;
    case ENOENT:
        spec = &msg::file_not_found;
        break;
    case EXDEV:
        spec = &msg::other_volume;
        break;
    case EEXIST:
    case ENOTEMPTY:
        spec = &msg::file_exists;
        break;
    default:
        break;
    }
    return fail(*spec,
                {{"action", std::string(action)}, {"path", path}, {"reason", error_text(error)}});
}

void Fd::close() {
    if (m_fd >= 0) {
        ::close(m_fd);
        m_fd = -1;
    }
}

int write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = ::write(fd, bytes.data(), bytes.size());
        if (count >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

} // namespace govern::os
