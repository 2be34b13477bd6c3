#include "os/exact_copy.hpp"

#include "files/native_posix.hpp"
#include "files/stream_posix.hpp"
#include "os/messages.hpp"
#include "system/error_posix.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>

namespace govern::os {

namespace {

/// The time of access is left as it is.
std::array<timespec, 2> times_of(const struct stat& status) {
    constexpr std::int64_t k_second = 1'000'000'000;
    const auto changed = modification_time_ns(status);
    timespec access{};
    access.tv_nsec = UTIME_OMIT;
    timespec change{};
    change.tv_sec = static_cast<time_t>(changed / k_second);
    change.tv_nsec = static_cast<long>(changed % k_second);
    return {access, change};
}

Result<void> copy_link(const std::string& from, const std::string& to, const struct stat& status) {
    std::array<char, PATH_MAX> target{};
    const auto length = ::readlink(from.c_str(), target.data(), target.size() - 1);
    if (length < 0) {
        return file_failure("read", from, errno);
    }
    if (::symlink(target.data(), to.c_str()) != 0) {
        return file_failure("create", to, errno);
    }
    (void)::lchown(to.c_str(), status.st_uid, status.st_gid);
    const auto times = times_of(status);
    (void)::utimensat(AT_FDCWD, to.c_str(), times.data(), AT_SYMLINK_NOFOLLOW);
    return {};
}

Result<void> copy_file(const std::string& from, const std::string& to, const struct stat& status) {
    const Fd source(::open(from.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!source) {
        return file_failure("read", from, errno);
    }
    const Fd target(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!target) {
        return file_failure("create", to, errno);
    }
    GOVERN_TRY(copy_content(from, source.get(), to, target.get()));
    // The owner first: giving a file away takes its setuid bit.
    const bool given = ::fchown(target.get(), status.st_uid, status.st_gid) == 0;
    if (::fchmod(target.get(), status.st_mode & (given ? 07777U : 0777U)) != 0) {
        return file_failure("set the mode of", to, errno);
    }
    const auto times = times_of(status);
    (void)::futimens(target.get(), times.data());
    return {};
}

} // namespace

Result<void> copy_exactly(const std::string& from, const std::string& to) {
    struct stat status{};
    if (::lstat(from.c_str(), &status) != 0) {
        return file_failure("read", from, errno);
    }
    const auto made = to + ".tmp-" + std::to_string(::getpid());
    ::unlink(made.c_str()); // left by a process that had our number
    auto copied =
        S_ISLNK(status.st_mode) ? copy_link(from, made, status) : copy_file(from, made, status);
    if (copied && ::rename(made.c_str(), to.c_str()) != 0) {
        copied = file_failure("write", to, errno);
    }
    if (!copied) {
        ::unlink(made.c_str());
    }
    return copied;
}

} // namespace govern::os
