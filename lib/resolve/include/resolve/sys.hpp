#pragma once

// All that resolution wants from the system: three small implementations, one linked. Paths are
// UTF-8 and end with a NUL. sys_posix.cpp uses libc, sys_linux_raw.cpp no library at all,
// sys_windows.cpp KERNEL32 only.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace govern::resolve::sys {

using Handle = std::intptr_t;

enum class Opened {
    yes,
    absent, ///< also if a part of the path is not a folder
    denied, ///< the file is there but may not be read; a folder that may not be searched is
            ///< `absent`
    failed, ///< anything else, a folder included
};
[[nodiscard]] Opened open_file(const char* path, Handle& out);
/// The number of bytes read, 0 at the end, negative on failure.
[[nodiscard]] std::ptrdiff_t read_file(Handle file, char* buffer, std::size_t size);
void close_file(Handle file);

/// The entry that a path leads to, links followed.
struct Info {
    enum class Kind { absent, file, folder };
    Kind kind = Kind::absent;
    std::uint64_t size = 0;  ///< bytes
    bool executable = false; ///< any x bit; always true on Windows
};
[[nodiscard]] Info info(const char* path);
inline bool is_file(const char* path) {
    return info(path).kind == Info::Kind::file;
}
/// True if both exist and are one file or folder.
[[nodiscard]] bool same_file(const char* a, const char* b);
/// Writes the absolute current folder. Returns its length, or 0 if the folder is gone or does not
/// fit.
[[nodiscard]] std::size_t current_folder(char* buffer, std::size_t size);

/// The same for where a process is that went to this folder; 0 if it cannot go there, and where
/// the text of the path says it all.
[[nodiscard]] std::size_t folder_after(const char* path, char* buffer, std::size_t size);

/// The names in a folder, unsorted, `.` and `..` perhaps among them.
class Folder {
public:
    explicit Folder(const char* path);
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    /// False at the end, and at once for a folder that cannot be read. `name` is valid until the
    /// next call.
    [[nodiscard]] bool next(std::string_view& name);

private:
    Handle m_handle = -1;
    // For the systems where we walk the buffer ourselves.
    [[maybe_unused]] std::size_t m_used = 0;
    [[maybe_unused]] std::size_t m_at = 0;
    alignas(8) [[maybe_unused]] char m_buffer[2048];
};

} // namespace govern::resolve::sys
