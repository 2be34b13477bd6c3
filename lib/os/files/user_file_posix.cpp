#include "os/user_file.hpp"

#include "base/path.hpp"
#include "files/stream_posix.hpp"
#include "os/messages.hpp"
#include "os/terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>

namespace govern::os {

namespace {

constexpr int k_most_links = 40; // as Linux has it

/// The descriptor of our own output that is this very file; -1 where none is. A second way into it
/// would write over what the first one wrote.
int own_output(const struct stat& file) {
    for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
        struct stat ours{};
        if (::fstat(fd, &ours) == 0 && ours.st_dev == file.st_dev && ours.st_ino == file.st_ino) {
            return fd;
        }
    }
    return -1;
}

/// Where links that lead to nothing yet end.
Result<std::string> end_of_links(const std::string& path) {
    auto at = path;
    for (int i = 0; i < k_most_links; ++i) {
        std::array<char, PATH_MAX> target{};
        const auto length = ::readlink(at.c_str(), target.data(), target.size());
        if (length < 0) {
            return at;
        }
        const std::string_view text(target.data(), static_cast<std::size_t>(length));
        const std::string folder(path::parent(at));
        at = path::join(folder, text);
    }
    return file_failure("write", path, ELOOP);
}

class StreamFile final : public OutFile {
public:
    StreamFile(std::string path, Fd fd) : m_path(std::move(path)), m_fd(std::move(fd)) {}

    Result<void> write(std::span<const std::byte> bytes) override {
        const auto* data = reinterpret_cast<const char*>(bytes.data());
        if (const int error = write_stream(m_fd.get(), {data, bytes.size()}, {}); error != 0) {
            return stream_failure(m_path, error);
        }
        return {};
    }

    Result<void> finish() override {
        if (const int error = flush_to_disk(m_fd.get()); error != 0) {
            return file_failure("flush", m_path, error);
        }
        m_fd.close();
        return {};
    }

private:
    std::string m_path;
    Fd m_fd;
};

} // namespace

Result<UserTarget> user_target(const Files& files, const std::string& path) {
    struct stat there{};
    if (::stat(path.c_str(), &there) != 0) {
        if (errno != ENOENT) {
            return file_failure("write", path, errno);
        }
        GOVERN_TRY_ASSIGN(auto end, end_of_links(path));
        return UserTarget{std::move(end), false};
    }
    if (S_ISDIR(there.st_mode)) {
        return file_failure("write", path, EISDIR);
    }
    if (!S_ISREG(there.st_mode) || own_output(there) >= 0) {
        return UserTarget{path, true};
    }
    auto real = files.canonical(path);
    // /dev/fd/3 may be a file that has no name any more.
    return real ? UserTarget{std::move(*real), false} : UserTarget{path, true};
}

bool is_standard_output(const std::string& path) {
    struct stat there{};
    struct stat null{};
    if (::stat(path.c_str(), &there) != 0 || own_output(there) != STDOUT_FILENO) {
        return false;
    }
    return !S_ISCHR(there.st_mode) || ::stat("/dev/null", &null) != 0 ||
           there.st_rdev != null.st_rdev;
}

Result<std::unique_ptr<OutFile>> open_stream(const std::string& path) {
    constexpr int k_look_every_ms = 50;
    struct stat there{};
    const int own = ::stat(path.c_str(), &there) == 0 ? own_output(there) : -1;
    Fd fd(own >= 0 ? ::fcntl(own, F_DUPFD_CLOEXEC, 3) : -1);
    while (!fd) {
        fd = Fd(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
        if (!fd && (errno != ENXIO || !S_ISFIFO(there.st_mode))) {
            return stream_failure(path, errno);
        }
        if (!fd && interrupted()) {
            return stream_failure(path, EINTR);
        }
        if (!fd) {
            (void)::poll(nullptr, 0, k_look_every_ms);
        }
    }
    return std::make_unique<StreamFile>(path, std::move(fd));
}

} // namespace govern::os
