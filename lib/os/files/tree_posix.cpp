#include "base/path.hpp"
#include "files/files_posix.hpp"
#include "files/tree.hpp"
#include "system/error_posix.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace govern::os {

namespace {

struct Folder final : FolderToRemove {
    std::string path; ///< for messages
    std::string name; ///< in the folder above
    Fd fd;            ///< open from empty() on: everything below is reached through it
};

/// Works on open folders only, so that a link put in the place of a folder is never followed.
class PosixTreeRemover final : public TreeRemover {
protected:
    Folders empty(FolderToRemove& base) override {
        auto& folder = static_cast<Folder&>(base);
        Folders below;
        if (const int error = open(folder); error != 0) {
            report(file_failure("remove", folder.path, error));
            return below;
        }
        std::vector<Entry> entries;
        if (const int error = read_entries(folder, entries); error != 0) {
            report(file_failure("list", folder.path, error));
        }
        for (auto& entry : entries) {
            if (!entry.directory) {
                const int error = unlink(folder, entry.name, 0);
                if (error != 0 && !is_directory(folder, entry.name)) {
                    report(file_failure("remove", path::join(folder.path, entry.name), error));
                }
                if (error == 0 || !is_directory(folder, entry.name)) {
                    continue;
                }
            }
            auto next = std::make_unique<Folder>();
            next->path = path::join(folder.path, entry.name);
            next->name = std::move(entry.name);
            below.push_back(std::move(next));
        }
        return below;
    }

    Result<void> remove_empty(FolderToRemove& base) override {
        auto& folder = static_cast<Folder&>(base);
        folder.fd.close();
        auto* above = static_cast<Folder*>(folder.above);
        int error = 0;
        if (above != nullptr) {
            error = unlink(*above, folder.name, AT_REMOVEDIR);
        } else if (::rmdir(folder.path.c_str()) != 0) {
            error = errno;
        }
        if (error != 0 && error != ENOENT) {
            return file_failure("remove", folder.path, error);
        }
        return {};
    }

private:
    struct Entry {
        std::string name;
        bool directory;
    };

    static int open(Folder& folder) {
        const int above =
            folder.above != nullptr ? static_cast<Folder*>(folder.above)->fd.get() : AT_FDCWD;
        const char* name = folder.above != nullptr ? folder.name.c_str() : folder.path.c_str();
        constexpr int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
        folder.fd = Fd(::openat(above, name, flags));
        if (!folder.fd && errno == EACCES && ::fchmodat(above, name, 0700, 0) == 0) {
            folder.fd = Fd(::openat(above, name, flags));
        }
        return folder.fd ? 0 : errno;
    }

    /// Reads all names first: what a listing returns while its entries go is not defined.
    static int read_entries(const Folder& folder, std::vector<Entry>& entries) {
        Fd copy(::fcntl(folder.fd.get(), F_DUPFD_CLOEXEC, 0));
        const std::unique_ptr<DIR, int (*)(DIR*)> stream(copy ? ::fdopendir(copy.get()) : nullptr,
                                                         closedir);
        if (!stream) {
            return errno;
        }
        (void)copy.release();
        errno = 0;
        while (const auto* entry = ::readdir(stream.get())) {
            const std::string_view name = entry->d_name;
            if (name != "." && name != "..") {
                entries.push_back({std::string(name), entry->d_type == DT_DIR});
            }
        }
        return errno;
    }

    /// Some file systems give no type with a listing, and unlink on a folder then fails.
    static bool is_directory(const Folder& folder, const std::string& name) {
        struct stat status{};
        return ::fstatat(folder.fd.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
               S_ISDIR(status.st_mode);
    }

    static int unlink(const Folder& folder, const std::string& name, int flags) {
        if (::unlinkat(folder.fd.get(), name.c_str(), flags) == 0 || errno == ENOENT) {
            return 0;
        }
        int error = errno;
        // A folder without write permission, such as those of Go's module cache.
        if (error == EACCES && ::fchmod(folder.fd.get(), 0700) == 0) {
            error = ::unlinkat(folder.fd.get(), name.c_str(), flags) == 0 ? 0 : errno;
        }
        return error;
    }
};

} // namespace

Result<void> PosixFiles::remove_tree(const std::string& path) {
    struct stat status{};
    if (::lstat(path.c_str(), &status) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) {
            return {};
        }
        return file_failure("remove", path, errno);
    }
    if (!S_ISDIR(status.st_mode)) {
        return remove(path);
    }
    auto root = std::make_unique<Folder>();
    root->path = path;
    return PosixTreeRemover().remove(std::move(root));
}

void PosixFiles::discard_tree(const std::string& path) {
    (void)remove_tree(path);
}

} // namespace govern::os
