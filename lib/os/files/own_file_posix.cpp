#include "files/own_file_posix.hpp"

#include "os/messages.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace govern::os {

Failure foreign_failure(std::string_view action, const std::string& path, std::string reason) {
    return fail(msg::file_foreign,
                {{"action", std::string(action)}, {"path", path}, {"reason", std::move(reason)}});
}

Result<Fd> open_own(const std::string& path, std::string_view action, int flags, mode_t mode,
                    SecondName second) {
    // A FIFO in its place must not stop us either.
    Fd fd(::open(path.c_str(), flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, mode));
    if (!fd && errno == ELOOP) {
        return foreign_failure(action, path, "it is a link");
    }
    if (!fd) {
        return file_failure(action, path, errno);
    }
    struct stat status{};
    if (::fstat(fd.get(), &status) != 0) {
        return file_failure(action, path, errno);
    }
    if (!S_ISREG(status.st_mode)) {
        return foreign_failure(action, path, "it is not a file");
    }
    if (status.st_uid != ::geteuid()) {
        return foreign_failure(action, path, "it belongs to " + account_name(status.st_uid));
    }
    if (status.st_nlink > 1 && second == SecondName::refused) {
        return foreign_failure(action, path, "it has a second name (hard link)");
    }
    return fd;
}

} // namespace govern::os
