#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace govern::os {

/// How many bytes to hold for a file of which `size` are read: those that it is expected to have
/// and one more, which tells the end. Never more than one over the limit; a file in /proc says that
/// it has none, so there is always room for some.
[[nodiscard]] inline std::size_t read_room(std::uint64_t expected, std::size_t size,
                                           std::size_t max_bytes) {
    constexpr std::uint64_t k_least = 4096;
    const auto wanted = std::max(expected, size + k_least);
    return static_cast<std::size_t>(std::min<std::uint64_t>(wanted, max_bytes)) + 1;
}

} // namespace govern::os
