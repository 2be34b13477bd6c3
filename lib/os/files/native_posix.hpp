#pragma once

// The system calls that differ between Unix systems: native_linux.cpp, native_darwin.cpp.

#include "base/result.hpp"

#include <sys/stat.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace govern::os {

/// The running program's file, links resolved.
[[nodiscard]] Result<std::string> native_program();
/// True where an amd64 process runs by translation on an arm64 machine (Rosetta).
[[nodiscard]] bool is_translated();
/// Nanoseconds since 1970.
[[nodiscard]] std::int64_t modification_time_ns(const struct stat& status);
/// Reserves blocks for the first `size` bytes without changing the length, where the file system
/// can; an errno value where it is full, else 0.
[[nodiscard]] int reserve_space(int fd, std::uint64_t size);
/// open() for reading that leaves the file's access time alone, where the system allows that to
/// this account: what govern reads to check an SDK is not a use of it.
[[nodiscard]] int open_unnoticed(const char* path, int flags);
/// Makes the empty file `to` share all blocks of `from`; false where the file system has no
/// reflinks.
[[nodiscard]] bool share_blocks(int to, int from);
/// A pipe that children do not inherit: reading end, writing end. False with errno set.
[[nodiscard]] bool make_pipe(std::array<int, 2>& ends);

// For a process that guards another one's tree. Safe after fork: no heap, no locks.

/// The calling process gets what its descendants leave behind as its own children, where the system
/// can do that.
void adopt_descendants();
/// The calling process is killed when its parent ends, where the system can do that.
void end_with_parent();
/// Kills every child of the calling process, where the system tells which there are.
void kill_own_children();

/// Bytes in the unit of ru_maxrss (getrusage).
[[nodiscard]] std::uint64_t resident_size_unit();

/// Whom an access list beside the mode lets write, the owner and the mode's others left out.
struct ListedWriters {
    std::vector<uid_t> users;
    std::vector<gid_t> groups;
    bool unknown = false; ///< somebody whose number cannot be told
};
/// Nothing where there is no such list. `status` is the path's own.
[[nodiscard]] std::optional<ListedWriters> writers_by_access_list(const std::string& path,
                                                                  const struct stat& status);

/// `process 12 (NAME)`: who holds a flock on the file; empty where the system does not tell.
[[nodiscard]] std::string holder_of_flock(const struct stat& status);

/// The volume of this folder is mounted noexec.
[[nodiscard]] bool is_mounted_noexec(const std::string& folder);

} // namespace govern::os
