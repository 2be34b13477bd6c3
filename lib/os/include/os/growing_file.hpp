#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace govern::os {

/// A file that one thread fills while others already read it: how download and unpacking overlap.
/// Its bytes are visible through a shared mapping, so nothing is read twice from the disk and
/// nothing large is kept in memory of our own. Thread-safe.
class GrowingFile {
public:
    virtual ~GrowingFile() = default;

    // The writer's side.
    /// The whole size, once known; reserves it on disk (msg::no_space early) and maps it.
    virtual Result<void> set_size(std::uint64_t size) = 0;
    virtual Result<void> write_at(std::uint64_t offset, std::span<const std::byte> bytes) = 0;
    /// Nothing more will come: either the file is complete (if its size was never given, it ends
    /// here; if a part is missing, readers get msg::file_incomplete), or it failed with a reason.
    /// The first of these calls counts. Wakes all readers.
    virtual void finish() = 0;
    virtual void fail(Error why) = 0;
    /// Forgets everything written (a server that changed its file). Once a reader saw bytes that
    /// cannot be: then it, the readers and every later call get msg::download_restarted, and the
    /// caller begins with a new object.
    virtual Result<void> restart() = 0;

    // The readers' side.
    /// Waits for the size to be known.
    virtual Result<std::uint64_t> size() = 0;
    /// Waits until [offset, offset+length) is there and returns it, valid while this object lives.
    /// Short only at the end of the file. The writer's error where it failed before.
    virtual Result<std::span<const std::byte>> view(std::uint64_t offset, std::uint64_t length) = 0;
    /// Bytes there from `offset` on without waiting.
    [[nodiscard]] virtual std::uint64_t available_at(std::uint64_t offset) const = 0;
};

/// A file on disk at `path`, kept open; `present` first bytes of it count as already there
/// (resume), the rest is cut off. Where the process ends normally, an unfinished file is left as
/// long as its unbroken front; after a kill it may have its full length with holes.
[[nodiscard]] Result<std::shared_ptr<GrowingFile>> open_growing_file(const std::string& path,
                                                                     std::uint64_t present);
/// A complete file, read only.
[[nodiscard]] Result<std::shared_ptr<GrowingFile>> open_complete_file(const std::string& path);

} // namespace govern::os
