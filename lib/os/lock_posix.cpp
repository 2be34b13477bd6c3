#include "base/text.hpp"
#include "error_posix.hpp"
#include "files_posix.hpp"
#include "lock_wait.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace govern::os {

namespace {

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

} // namespace

Result<std::unique_ptr<FileLock>> PosixFiles::lock(const std::string& path, LockMode mode,
                                                   bool wait, std::string_view holder) {
    Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (!fd && errno == EISDIR) {
        fd = Fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    }
    if (!fd) {
        return file_failure("lock", path, errno);
    }
    const int operation = (mode == LockMode::shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
    GOVERN_TRY_ASSIGN(const bool locked, poll_lock(wait, [&]() -> Result<bool> {
                          if (::flock(fd.get(), operation) == 0) {
                              return true;
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
        // The lock holds without its courtesy line, such as on a full disk or for a folder.
    }
    return std::make_unique<PosixLock>(std::move(fd));
}

std::string PosixFiles::lock_holder(const std::string& path) {
    const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::array<char, 512> text{};
    const auto count = fd ? ::pread(fd.get(), text.data(), text.size(), 0) : -1;
    if (count <= 0) {
        return {};
    }
    return std::string(lines_of({text.data(), static_cast<std::size_t>(count)}).front());
}

} // namespace govern::os
