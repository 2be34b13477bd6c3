#include "base/text.hpp"
#include "files/files_posix.hpp"
#include "files/lock_wait.hpp"
#include "files/native_posix.hpp"
#include "files/own_file_posix.hpp"
#include "system/error_posix.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace govern::os {

namespace {

constexpr mode_t k_owner_only = 0600;

/// flock: it belongs to the open file description, so two locks in one process exclude each other
/// too, and it ends with the last descriptor however the process ends.
class PosixLock final : public FileLock {
public:
    explicit PosixLock(Fd fd) : m_fd(std::move(fd)) {}
    ~PosixLock() override {
        if (::ftruncate(m_fd.get(), 0) != 0) {
            return; // Only the courtesy line stays.
        }
    }

private:
    Fd m_fd;
};

/// flock needs no more than the right to read, so whoever may open a lock's file may keep it for
/// ever.
Result<Fd> open_lock(const std::string& path) {
    GOVERN_TRY_ASSIGN(auto fd, open_own(path, "lock", O_RDWR | O_CREAT, k_owner_only));
    struct stat status{};
    if (::fstat(fd.get(), &status) == 0 && (status.st_mode & 0777U) != k_owner_only) {
        ::fchmod(fd.get(), k_owner_only); // One of an older govern.
    }
    return fd;
}

/// The file that the path names is still the one that is open.
bool is_still_there(int fd, const std::string& path) {
    struct stat open{};
    struct stat named{};
    return ::fstat(fd, &open) == 0 && ::lstat(path.c_str(), &named) == 0 &&
           open.st_ino == named.st_ino && open.st_dev == named.st_dev;
}

} // namespace

Result<std::unique_ptr<FileLock>> PosixFiles::lock(const std::string& path, bool wait,
                                                   std::string_view holder) {
    Fd fd;
    GOVERN_TRY_ASSIGN(const bool locked, poll_lock(wait, [&]() -> Result<bool> {
                          if (!fd || !is_still_there(fd.get(), path)) {
                              GOVERN_TRY_ASSIGN(fd, open_lock(path));
                          }
                          if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) {
                              if (is_still_there(fd.get(), path)) {
                                  return true;
                              }
                              fd.close(); // Deleted until we had it: another holds the new one.
                              return false;
                          }
                          if (errno != EWOULDBLOCK && errno != EINTR) {
                              return file_failure("lock", path, errno);
                          }
                          return false;
                      }));
    if (!locked) {
        return nullptr;
    }
    const std::string line = std::string(holder) + '\n';
    if (::ftruncate(fd.get(), 0) != 0 || ::pwrite(fd.get(), line.data(), line.size(), 0) < 0) {
        // The lock holds without its courtesy line, such as on a full disk.
    }
    return std::make_unique<PosixLock>(std::move(fd));
}

std::string PosixFiles::lock_holder(const std::string& path) const {
    const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    std::array<char, 512> text{};
    const auto count = fd ? ::pread(fd.get(), text.data(), text.size(), 0) : -1;
    if (count > 0) {
        return std::string(lines_of({text.data(), static_cast<std::size_t>(count)}).front());
    }
    struct stat status{};
    return fd && ::fstat(fd.get(), &status) == 0 ? holder_of_flock(status) : std::string();
}

} // namespace govern::os
