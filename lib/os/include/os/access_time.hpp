#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace govern::os {

/// When the file was last read or run, as far as its volume keeps that: seconds since 1970-01-01
/// UTC, of the entry itself. Volumes often keep it to the day, or keep the time of its making
/// alone. Nothing where there is no such file.
[[nodiscard]] std::optional<std::int64_t> access_time(const std::string& path);

} // namespace govern::os
