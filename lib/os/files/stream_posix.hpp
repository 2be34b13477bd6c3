#pragma once

#include "base/result.hpp"
#include "system/error_posix.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace govern::os {

/// Writes all of it into a pipe or device without ending the process where nobody reads any more
/// (EPIPE); an errno value or 0. EAGAIN: nothing went on for as long as `patience`. EINTR: Ctrl-C.
[[nodiscard]] int write_stream(int fd, std::string_view bytes,
                               std::optional<std::chrono::milliseconds> patience);

/// fsync, where the file keeps anything: pipes and devices need not know it. An errno value or 0.
[[nodiscard]] int flush_to_disk(int fd);

/// The error of opening or writing a stream: it names the pipe that nobody reads.
[[nodiscard]] Failure stream_failure(const std::string& path, int error);

/// From where `source` stands to its end, into `target`; the names are for errors.
[[nodiscard]] Result<void> copy_content(const std::string& from, int source, const std::string& to,
                                        int target);

} // namespace govern::os
