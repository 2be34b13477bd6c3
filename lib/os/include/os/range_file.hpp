#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace govern::os {

/// An open file of which ranges are read. If another program cuts the file short, it ends
/// there.
class RangeFile {
public:
    virtual ~RangeFile() = default;
    [[nodiscard]] virtual std::uint64_t size() const = 0; ///< in bytes, when it was opened
    /// Fills `out` from `offset` on; how many bytes that were: fewer only where the file ends.
    virtual Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> out) = 0;
};

/// Links are followed. Nothing for a path that is not a regular file: a pipe, a device, a folder.
/// The call never waits for one of those.
[[nodiscard]] Result<std::unique_ptr<RangeFile>> open_range_file(const std::string& path);

} // namespace govern::os
