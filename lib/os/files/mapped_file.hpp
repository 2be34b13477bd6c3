#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace govern::os {

/// A file and a shared read-only mapping of it. write_at may be called from several threads; the
/// rest by one at a time.
class MappedFile {
public:
    virtual ~MappedFile() = default;
    [[nodiscard]] virtual std::uint64_t length() const = 0;
    /// Gives it this length and reserves the space on disk where the file system can. A file that
    /// has a second name is never cut (msg::file_foreign).
    virtual Result<void> set_length(std::uint64_t length) = 0;
    virtual Result<void> write_at(std::uint64_t offset, std::span<const std::byte> bytes) = 0;
    /// Maps the whole file as long as it is now; empty for an empty one.
    virtual Result<std::span<const std::byte>> map() = 0;
    virtual void unmap() = 0;
};

enum class MapMode { read, write };

/// With MapMode::write the file is created if absent, 0644.
[[nodiscard]] Result<std::unique_ptr<MappedFile>> open_mapped(const std::string& path,
                                                              MapMode mode);

} // namespace govern::os
