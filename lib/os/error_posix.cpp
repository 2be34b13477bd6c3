#include "error_posix.hpp"

#include "base/messages/os.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace govern::os {

std::string error_text(int error) {
    return std::generic_category().message(error);
}

Failure file_failure(std::string_view action, const std::string& path, int error) {
    const auto* spec = &msg::file_error;
    switch (error) {
    case ENOSPC:
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
