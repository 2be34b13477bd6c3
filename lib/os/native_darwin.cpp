#include "error_posix.hpp"
#include "native_posix.hpp"

#include <fcntl.h>
#include <mach-o/dyld.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/param.h>
#include <sys/sysctl.h>
#include <unistd.h>

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

bool make_pipe(std::array<int, 2>& ends) {
    return ::pipe(ends.data()) == 0 && ::fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 &&
           ::fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0;
}

bool is_mounted_noexec(const std::string& folder) {
    struct statfs volume{};
    return ::statfs(folder.c_str(), &volume) == 0 && (volume.f_flags & MNT_NOEXEC) != 0;
}

} // namespace govern::os
