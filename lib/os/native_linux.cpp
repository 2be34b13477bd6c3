#include "error_posix.hpp"
#include "native_posix.hpp"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>

namespace govern::os {

Result<std::string> native_program() {
    std::string path(256, '\0');
    while (true) {
        const auto length = ::readlink("/proc/self/exe", path.data(), path.size());
        if (length < 0) {
            return file_failure("read", "/proc/self/exe", errno);
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

bool make_pipe(std::array<int, 2>& ends) {
    return ::pipe2(ends.data(), O_CLOEXEC) == 0;
}

bool is_mounted_noexec(const std::string& folder) {
    struct statvfs volume{};
    return ::statvfs(folder.c_str(), &volume) == 0 && (volume.f_flag & ST_NOEXEC) != 0;
}

} // namespace govern::os
