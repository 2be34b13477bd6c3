#include "files/stream_posix.hpp"

#include "base/messages.hpp"
#include "os/messages.hpp"
#include "os/terminal.hpp"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

namespace govern::os {

namespace {

/// A pipe that poll calls ready takes this much without blocking (POSIX: PIPE_BUF is at least 512).
constexpr std::size_t k_piece = 512;
constexpr std::size_t k_piece_of_pipe = 4096; // PIPE_BUF of Linux; elsewhere a write may wait

/// A write into a pipe that nobody reads is an error here, not the end of the process.
class NoPipeSignal {
public:
    NoPipeSignal() {
        struct sigaction ignore{};
        ignore.sa_handler = SIG_IGN;
        ::sigaction(SIGPIPE, &ignore, &m_before);
    }
    ~NoPipeSignal() { ::sigaction(SIGPIPE, &m_before, nullptr); }
    NoPipeSignal(const NoPipeSignal&) = delete;
    NoPipeSignal& operator=(const NoPipeSignal&) = delete;

private:
    struct sigaction m_before{};
};

} // namespace

int write_stream(int fd, std::string_view bytes,
                 std::optional<std::chrono::milliseconds> patience) {
    constexpr int k_look_every_ms = 100;
    const NoPipeSignal no_signal;
    std::chrono::milliseconds waited{0};
    std::size_t piece = k_piece_of_pipe;
    while (!bytes.empty()) {
        pollfd output{fd, POLLOUT, 0};
        const bool ready = ::poll(&output, 1, k_look_every_ms) > 0;
        if (interrupted()) {
            return EINTR;
        }
        if (!ready) {
            waited += std::chrono::milliseconds(k_look_every_ms);
            if (patience && waited >= *patience) {
                return EAGAIN;
            }
            continue;
        }
        const auto count = ::write(fd, bytes.data(), std::min(bytes.size(), piece));
        if (count >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
            waited = {};
        } else if (errno == EAGAIN && piece > k_piece) {
            piece = k_piece;
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

int flush_to_disk(int fd) {
    if (::fsync(fd) == 0) {
        return 0;
    }
    const int error = errno;
    struct stat status{};
    const bool keeps = ::fstat(fd, &status) != 0 || S_ISREG(status.st_mode);
    return keeps || (error != EINVAL && error != ENOTSUP && error != EROFS) ? error : 0;
}

Failure stream_failure(const std::string& path, int error) {
    if (error == EINTR) {
        return fail(msg::interrupted);
    }
    if (error == ENXIO || error == EPIPE || error == EAGAIN) {
        return fail(msg::file_error,
                    {{"action", "write"}, {"path", path}, {"reason", "nobody reads this pipe"}});
    }
    return file_failure("write", path, error);
}

Result<void> copy_content(const std::string& from, int source, const std::string& to, int target) {
    std::array<char, 65536> buffer; // NOLINT: filled by read
    while (true) {
        const auto count = ::read(source, buffer.data(), buffer.size());
        if (count == 0) {
            return {};
        }
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return file_failure("read", from, errno);
        }
        const int error = write_all(target, {buffer.data(), static_cast<std::size_t>(count)});
        if (error != 0) {
            return file_failure("write", to, error);
        }
    }
}

} // namespace govern::os
