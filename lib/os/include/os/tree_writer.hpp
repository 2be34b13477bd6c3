#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace govern::os {

/// Properties of a new file beside its content.
struct NewFile {
    bool executable = false; ///< 0755, else 0644, whatever the umask; nothing on Windows
    std::int64_t mtime = 0;  ///< seconds since 1970-01-01 UTC
};

/// A large file written piece by piece.
class TreeFile {
public:
    virtual ~TreeFile() = default;
    virtual Result<void> write(std::span<const std::byte> bytes) = 0;
    /// Sets the time and closes; the errors that only closing tells (network disks) come here.
    virtual Result<void> finish() = 0;
};

/// One open folder of the tree; for one thread at a time.
class TreeFolder {
public:
    virtual ~TreeFolder() = default;
    /// Makes a file with this content in one write. `name` is one safe component
    /// (path::is_safe_name); a file already there is an error, a link there is not followed.
    virtual Result<void> write_file(std::string_view name, std::span<const std::byte> content,
                                    const NewFile& attributes) = 0;
    virtual Result<std::unique_ptr<TreeFile>> create_file(std::string_view name,
                                                          const NewFile& attributes) = 0;
    /// Makes a file that shares the blocks of `from` until one of the two is written to (a
    /// reflink). False, and no file is left, where the disk has none or `from` is not a regular
    /// file.
    virtual Result<bool> clone_file(std::string_view /*name*/, const std::string& /*from*/,
                                    const NewFile& /*attributes*/) {
        return false;
    }
};

/// Writes one tree of new files, quickly and from several threads at once. The tree is invisible
/// staging until its root is renamed, so no single file is flushed: flush() makes all of it durable
/// at one point, before that rename.
class TreeWriter {
public:
    virtual ~TreeWriter() = default;
    /// Opens the folder `path` (relative to the root, separated by `/`; empty: the root), made with
    /// its missing parents, 0755 whatever the umask. Any thread.
    virtual Result<std::unique_ptr<TreeFolder>> folder(const std::string& path) = 0;
    /// Flushes everything that was written: Linux syncfs (the whole file system, but one call),
    /// macOS F_FULLFSYNC after sync. Windows needs an administrator for that (a volume handle): it
    /// is done if it is allowed, else a power cut within seconds may leave files that `govern
    /// verify` then names.
    virtual Result<void> flush() = 0;
};

/// `root` must be an existing folder of our own, in which no other process writes.
[[nodiscard]] Result<std::unique_ptr<TreeWriter>> open_tree_writer(const std::string& root);

} // namespace govern::os
