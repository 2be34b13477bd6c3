#include "os/range_file.hpp"
#include "system/error_posix.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace govern::os {

namespace {

class PosixRangeFile final : public RangeFile {
public:
    PosixRangeFile(std::string path, Fd fd, std::uint64_t size)
        : m_path(std::move(path)), m_fd(std::move(fd)), m_size(size) {}

    std::uint64_t size() const override { return m_size; }

    Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) override {
        std::size_t done = 0;
        while (done < out.size()) {
            const auto count = ::pread(m_fd.get(), out.data() + done, out.size() - done,
                                       static_cast<off_t>(offset + done));
            if (count < 0 && errno == EINTR) {
                continue;
            }
            if (count < 0) {
                return file_failure("read", m_path, errno);
            }
            if (count == 0) {
                break;
            }
            done += static_cast<std::size_t>(count);
        }
        return done;
    }

private:
    std::string m_path;
    Fd m_fd;
    std::uint64_t m_size;
};

} // namespace

Result<std::unique_ptr<RangeFile>> open_range_file(const std::string& path) {
    // Opening a pipe without a writer must not block.
    Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!fd && errno == ENXIO) {
        return nullptr; // a socket, or a device that is not there
    }
    struct stat status{};
    if (!fd || ::fstat(fd.get(), &status) != 0) {
        return file_failure("open", path, errno);
    }
    if (!S_ISREG(status.st_mode)) {
        return nullptr;
    }
    return std::make_unique<PosixRangeFile>(path, std::move(fd),
                                            static_cast<std::uint64_t>(status.st_size));
}

} // namespace govern::os
