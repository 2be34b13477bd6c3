#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace govern::binary {

/// A file of which ranges are read: a mapped one, an open one, bytes in memory.
class RandomAccess {
public:
    virtual ~RandomAccess() = default;
    /// Bytes.
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    /// Fills `out` from `offset` on and says how many bytes that were: fewer than asked for only
    /// where the file ends. An error where the disk could not deliver them.
    virtual Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) = 0;
};

} // namespace govern::binary
