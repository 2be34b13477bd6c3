#pragma once

#include "os/files.hpp"

namespace govern::os {

/// The place of a file that the user named and that is written whole.
struct UserTarget {
    std::string path; ///< links followed: what gets a new file beside it and one rename
    /// A device, a pipe, or what this process has as its output: opened and written into, never
    /// replaced. `path` is as given.
    bool is_stream = false;
};

/// Where the bytes for `path` go. A link stays one: its target is written, also where that is not
/// there yet. A folder, and on Windows the name of a device, is msg::file_error.
[[nodiscard]] Result<UserTarget> user_target(const Files& files, const std::string& path);

/// The path of a target that is to be a file, to be read again; a device or pipe is
/// msg::file_error.
[[nodiscard]] Result<std::string> user_file(const Files& files, const std::string& path);

/// True if writing to the path is writing to this process's standard output, by whatever name. The
/// null device is not: nothing is mixed there. On Windows never, where no path names it.
[[nodiscard]] bool is_standard_output(const std::string& path);

/// Opens a target that is a stream; waits for a pipe's reader until Ctrl-C.
[[nodiscard]] Result<std::unique_ptr<OutFile>> open_stream(const std::string& path);

/// Writes all of a file that the user named: by one rename, or into the stream.
[[nodiscard]] Result<void> write_user_file(Files& files, const std::string& path,
                                           std::string_view content);

} // namespace govern::os
