#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace govern::os {

class Clock {
public:
    virtual ~Clock() = default;
    /// Seconds since 1970-01-01 UTC.
    [[nodiscard]] virtual std::int64_t unix_seconds() const = 0;
    /// Never goes back; for durations.
    [[nodiscard]] virtual std::chrono::steady_clock::time_point steady() const = 0;
    virtual void sleep(std::chrono::milliseconds duration) = 0;
};

[[nodiscard]] std::unique_ptr<Clock> real_clock();
/// RFC 3339 in UTC: `2026-11-22T03:04:05Z`.
[[nodiscard]] std::string format_utc(std::int64_t unix_seconds);

} // namespace govern::os
