#pragma once

// What each Unix does in its own way: native_linux.cpp, native_darwin.cpp.

#include "base/result.hpp"

#include <sys/stat.h>

#include <array>
#include <cstdint>
#include <string>

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
/// A pipe that children do not inherit: reading end, writing end. False with errno set.
[[nodiscard]] bool make_pipe(std::array<int, 2>& ends);

/// The volume of this folder is mounted noexec.
[[nodiscard]] bool is_mounted_noexec(const std::string& folder);

} // namespace govern::os
