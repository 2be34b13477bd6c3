#include "os/tree_writer.hpp"

#include "base/path.hpp"
#include "files/native_posix.hpp"
#include "os/threads.hpp"
#include "system/error_posix.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace govern::os {

namespace {

#ifdef __linux__
// Opens files below a folder. It cannot list the folder, and costs less than a handle that can.
constexpr int k_open_folder = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
// The root's own handle is a real one, which is what syncfs wants.
int flush_volume(int root) {
    return ::syncfs(root);
}
#else // ^^^ Linux, macOS vvv
constexpr int k_open_folder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
int flush_volume(int root) {
    ::sync();
    return ::fcntl(root, F_FULLFSYNC);
}
#endif

constexpr mode_t k_folder_mode = 0755;
// How often the disk is sent what was written so far.
constexpr std::chrono::milliseconds k_early_flush{100};

mode_t mode_of(const NewFile& attributes) {
    return attributes.executable ? 0755 : 0644;
}

// A file that was just made. `fix_mode`: the umask or the folder's ACL takes bits away, so the mode
// is set once more.
class PosixFile final : public TreeFile {
public:
    PosixFile(Fd fd, std::string path, const NewFile& attributes, bool fix_mode)
        : m_fd(std::move(fd)), m_path(std::move(path)), m_attributes(attributes),
          m_fix_mode(fix_mode) {}

    Result<void> write(std::span<const std::byte> bytes) override {
        const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        if (const int error = write_all(m_fd.get(), text); error != 0) {
            return file_failure("write", m_path, error);
        }
        return {};
    }

    bool share(int source) { return share_blocks(m_fd.get(), source); }

    Result<void> finish() override {
        const timespec times[2] = {{0, UTIME_OMIT}, {static_cast<time_t>(m_attributes.mtime), 0}};
        if ((m_fix_mode && ::fchmod(m_fd.get(), mode_of(m_attributes)) != 0) ||
            ::futimens(m_fd.get(), times) != 0) {
            return file_failure("set mode and time of", m_path, errno);
        }
        if (::close(m_fd.release()) != 0 && errno != EINTR) {
            return file_failure("write", m_path, errno);
        }
        return {};
    }

private:
    Fd m_fd;
    std::string m_path;
    NewFile m_attributes;
    bool m_fix_mode;
};

class PosixFolder final : public TreeFolder {
public:
    PosixFolder(Fd fd, std::string path, bool fix_mode)
        : m_fd(std::move(fd)), m_path(std::move(path)), m_fix_mode(fix_mode) {}

    Result<void> write_file(std::string_view name, std::span<const std::byte> content,
                            const NewFile& attributes) override {
        GOVERN_TRY_ASSIGN(PosixFile file, create(name, attributes));
        GOVERN_TRY(file.write(content));
        return file.finish();
    }

    Result<std::unique_ptr<TreeFile>> create_file(std::string_view name,
                                                  const NewFile& attributes) override {
        GOVERN_TRY_ASSIGN(PosixFile file, create(name, attributes));
        return std::make_unique<PosixFile>(std::move(file));
    }

    Result<bool> clone_file(std::string_view name, const std::string& from,
                            const NewFile& attributes) override {
        const Fd source(::open(from.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
        struct stat status{};
        if (!source || ::fstat(source.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
            return false; // whoever reads it by the common way gets the error
        }
        GOVERN_TRY_ASSIGN(PosixFile file, create(name, attributes));
        if (!file.share(source.get())) {
            const std::string last(name);
            if (::unlinkat(m_fd.get(), last.c_str(), 0) != 0) {
                return file_failure("remove", path::join(m_path, name), errno);
            }
            return false;
        }
        GOVERN_TRY(file.finish());
        return true;
    }

private:
    Result<PosixFile> create(std::string_view name, const NewFile& attributes) {
        std::string path = path::join(m_path, name);
        const char* const last = path.c_str() + path.size() - name.size();
        const int fd =
            ::openat(m_fd.get(), last, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                     mode_of(attributes));
        if (fd < 0) {
            return file_failure("create", path, errno);
        }
        return PosixFile(Fd(fd), std::move(path), attributes, m_fix_mode);
    }

    Fd m_fd;
    std::string m_path;
    bool m_fix_mode;
};

// The disk works while files are still unpacked, so that the flush before the rename finds little
// left to wait for.
class EarlyFlush {
public:
    explicit EarlyFlush(int root) : m_thread(try_thread([this, root] { work(root); })) {}
    EarlyFlush(const EarlyFlush&) = delete;
    EarlyFlush& operator=(const EarlyFlush&) = delete;
    ~EarlyFlush() {
        {
            const std::lock_guard guard(m_mutex);
            m_ends = true;
        }
        m_waiting.notify_one();
        if (m_thread.joinable()) {
            m_thread.join();
        }
    }

private:
    void work(int root) {
        std::unique_lock lock(m_mutex);
        while (!m_waiting.wait_for(lock, k_early_flush, [this] { return m_ends; })) {
            lock.unlock();
            (void)flush_volume(root);
            lock.lock();
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_waiting;
    bool m_ends = false;
    std::thread m_thread; // last: it uses the others
};

class PosixTree final : public TreeWriter {
public:
    PosixTree(Fd root, std::string path)
        : m_root(std::move(root)), m_path(std::move(path)),
          m_early_flush(std::make_unique<EarlyFlush>(m_root.get())) {}

    // The mode of a new file here, found out once: the umask can only be read by changing it for
    // all threads.
    Result<void> probe_mode() {
        constexpr const char* k_probe = ".govern-mode";
        const Fd fd(::openat(m_root.get(), k_probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0755));
        struct stat status{};
        if (!fd || ::fstat(fd.get(), &status) != 0 || ::unlinkat(m_root.get(), k_probe, 0) != 0) {
            return file_failure("create files in", m_path, errno);
        }
        m_fix_mode = (status.st_mode & 0777) != 0755;
        return {};
    }

    Result<std::unique_ptr<TreeFolder>> folder(const std::string& path) override {
        if (!path.empty()) {
            GOVERN_TRY(make(path));
        }
        const std::string full = path.empty() ? m_path : path::join(m_path, path);
        Fd fd(::openat(m_root.get(), path.empty() ? "." : path.c_str(), k_open_folder));
        if (!fd) {
            return file_failure("open", full, errno);
        }
        return std::make_unique<PosixFolder>(std::move(fd), full, m_fix_mode);
    }

    Result<void> flush() override {
        m_early_flush.reset();
        if (flush_volume(m_root.get()) != 0) {
            return file_failure("flush", m_path, errno);
        }
        return {};
    }

private:
    // Most parents are there already, so they are looked for only where making the folder fails.
    // Another thread may be making the same ones.
    Result<void> make(const std::string& path) {
        int error = make_one(path);
        const auto slash = path.rfind('/');
        if (error == ENOENT && slash != std::string::npos) {
            GOVERN_TRY(make(path.substr(0, slash)));
            error = make_one(path);
        }
        if (error == EEXIST) {
            return {};
        }
        if (error != 0) {
            return file_failure("create", path::join(m_path, path), error);
        }
        if (m_fix_mode && ::fchmodat(m_root.get(), path.c_str(), k_folder_mode, 0) != 0) {
            return file_failure("set the mode of", path::join(m_path, path), errno);
        }
        return {};
    }

    [[nodiscard]] int make_one(const std::string& path) const {
        return ::mkdirat(m_root.get(), path.c_str(), k_folder_mode) == 0 ? 0 : errno;
    }

    Fd m_root;
    std::string m_path;
    bool m_fix_mode = false;
    std::unique_ptr<EarlyFlush> m_early_flush; // last: it uses m_root
};

} // namespace

Result<std::unique_ptr<TreeWriter>> open_tree_writer(const std::string& root) {
    Fd fd(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!fd) {
        return file_failure("open", root, errno);
    }
    auto tree = std::make_unique<PosixTree>(std::move(fd), root);
    GOVERN_TRY(tree->probe_mode());
    return tree;
}

} // namespace govern::os
