#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace govern {

/// A duration as Go's time.ParseDuration reads it: `15m`, `1h30m`, `1.5s`, `300ms`; units h, m, s,
/// ms, us (µs) and ns. Nothing for what is none, is negative, or is over 10,000 hours.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

} // namespace govern
