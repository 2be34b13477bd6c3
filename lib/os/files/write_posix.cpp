// Makes files: write_atomic, append, create, link_or_copy, install_program.
#include "base/path.hpp"
#include "files/files_posix.hpp"
#include "files/own_file_posix.hpp"
#include "files/stream_posix.hpp"
#include "os/messages.hpp"
#include "system/error_posix.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

namespace govern::os {

namespace {

/// How long a pipe whose reader does not read is waited for.
constexpr std::chrono::milliseconds k_patience_with_pipes{1000};

/// A file under a temporary name beside `path`; removed again unless it got its real name.
class Temporary {
public:
    static Result<Temporary> make(const std::string& path, mode_t mode) {
        static std::atomic<unsigned> counter = 0;
        while (true) {
            auto name =
                path + ".tmp-" + std::to_string(::getpid()) + '-' + std::to_string(++counter);
            Fd fd(::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
            if (fd) {
                if (::fchmod(fd.get(), mode) != 0) {
                    return file_failure("set the mode of", name, errno);
                }
                return Temporary(std::move(name), std::move(fd));
            }
            if (errno != EEXIST) { // Left by a process that had our number.
                return file_failure("write", path, errno);
            }
        }
    }
    Temporary(Temporary&&) = default;
    ~Temporary() {
        if (m_fd) {
            ::unlink(m_name.c_str());
        }
    }

    [[nodiscard]] int fd() const { return m_fd.get(); }

    /// Renames to `path`; `durable`: flushes before it, and the folder after it.
    Result<void> publish(const std::string& path, Durable durable) {
        if ((durable == Durable::yes && ::fsync(m_fd.get()) != 0) ||
            ::rename(m_name.c_str(), path.c_str()) != 0) {
            return file_failure("write", path, errno);
        }
        m_fd.close();
        if (durable == Durable::no) {
            return {};
        }
        const std::string folder(path::parent(path));
        const Fd entries(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (entries) {
            ::fsync(entries.get());
        }
        return {};
    }

private:
    Temporary(std::string name, Fd fd) : m_name(std::move(name)), m_fd(std::move(fd)) {}
    std::string m_name;
    Fd m_fd; ///< open as long as the temporary name is ours
};

class PosixOutFile final : public OutFile {
public:
    PosixOutFile(std::string path, Fd fd) : m_path(std::move(path)), m_fd(std::move(fd)) {}

    Result<void> write(std::span<const std::byte> bytes) override {
        const auto* data = reinterpret_cast<const char*>(bytes.data());
        const int error = write_all(m_fd.get(), {data, bytes.size()});
        if (error != 0) {
            return file_failure("write", m_path, error);
        }
        return {};
    }

    Result<void> finish() override {
        if (const int error = flush_to_disk(m_fd.get()); error != 0) {
            return file_failure("flush", m_path, error);
        }
        if (::close(m_fd.release()) != 0 && errno != EINTR) { // NFS reports a full disk here.
            return file_failure("write", m_path, errno);
        }
        return {};
    }

private:
    std::string m_path;
    Fd m_fd;
};

} // namespace

Result<void> PosixFiles::write_atomic(const std::string& path, std::string_view content,
                                      Durable durable) {
    struct stat old{};
    const bool present = ::lstat(path.c_str(), &old) == 0 && S_ISREG(old.st_mode);
    GOVERN_TRY_ASSIGN(auto temporary, Temporary::make(path, present ? old.st_mode & 07777U : 0644));
    if (const int error = write_all(temporary.fd(), content); error != 0) {
        return file_failure("write", path, error);
    }
    return temporary.publish(path, durable);
}

Result<void> PosixFiles::append(const std::string& path, std::string_view content, Whose whose) {
    const auto open = [&](int flags) -> Result<Fd> {
        flags |= O_WRONLY | O_APPEND;
        if (whose == Whose::home) {
            return open_own(path, "write", flags, 0644);
        }
        // A pipe without a reader must not stop us.
        Fd fd(::open(path.c_str(), flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0644));
        return fd ? Result<Fd>(std::move(fd)) : stream_failure(path, errno);
    };
    auto opened = open(0);
    if (!opened && opened.error().is(msg::file_not_found)) {
        opened = open(O_CREAT);
        if (opened) {
            ::fchmod(opened->get(), 0644);
        }
    }
    GOVERN_TRY_ASSIGN(const Fd fd, std::move(opened));
    struct stat status{};
    const bool is_stream = ::fstat(fd.get(), &status) == 0 && !S_ISREG(status.st_mode);
    const int error = is_stream ? write_stream(fd.get(), content, k_patience_with_pipes)
                                : write_all(fd.get(), content);
    if (error != 0) {
        return is_stream ? stream_failure(path, error) : file_failure("write", path, error);
    }
    if (const int failed = flush_to_disk(fd.get()); failed != 0) {
        return file_failure("flush", path, failed);
    }
    return {};
}

Result<std::unique_ptr<OutFile>> PosixFiles::create(const std::string& path,
                                                    std::optional<std::uint64_t> append_at) {
    const int flags = O_WRONLY | O_CLOEXEC | (append_at ? O_APPEND : O_CREAT | O_EXCL);
    Fd fd(::open(path.c_str(), flags, 0644));
    if (!fd) {
        return file_failure(append_at ? "write" : "create", path, errno);
    }
    if (append_at) {
        struct stat status{};
        if (::fstat(fd.get(), &status) != 0) {
            return file_failure("write", path, errno);
        }
        if (static_cast<std::uint64_t>(status.st_size) < *append_at) {
            return fail(msg::file_incomplete,
                        {{"path", path}, {"at", std::to_string(status.st_size)}});
        }
        if (::ftruncate(fd.get(), static_cast<off_t>(*append_at)) != 0) {
            return file_failure("write", path, errno);
        }
    } else if (::fchmod(fd.get(), 0644) != 0) {
        return file_failure("set the mode of", path, errno);
    }
    return std::make_unique<PosixOutFile>(path, std::move(fd));
}

Result<void> PosixFiles::link_or_copy(const std::string& from, const std::string& to) {
    if (::linkat(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), AT_SYMLINK_FOLLOW) == 0) {
        return {};
    }
    if (errno == EEXIST) {
        return file_failure("create", to, errno);
    }
    const Fd source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status{};
    if (!source || ::fstat(source.get(), &status) != 0) {
        return file_failure("read", from, errno);
    }
    const Fd target(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!target) {
        return file_failure("create", to, errno);
    }
    auto copied = copy_content(from, source.get(), to, target.get());
    if (copied && ::fchmod(target.get(), status.st_mode & 0777U) != 0) {
        copied = file_failure("set the mode of", to, errno);
    }
    if (!copied) {
        ::unlink(to.c_str());
    }
    return copied;
}

Result<void> PosixFiles::install_program(const std::string& from, const std::string& to) {
    const Fd source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
    if (!source) {
        return file_failure("read", from, errno);
    }
    GOVERN_TRY_ASSIGN(auto temporary, Temporary::make(to, 0755));
    GOVERN_TRY(copy_content(from, source.get(), to, temporary.fd()));
    return temporary.publish(to, Durable::yes);
}

} // namespace govern::os
