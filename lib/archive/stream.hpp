#pragma once

#include "archive/unpack.hpp"
#include "fault.hpp"
#include "os/growing_file.hpp"

#include <cstdint>
#include <memory>
#include <span>

namespace govern::archive {

/// The content of an archive file's one compressed stream, read from its begin to its end.
class ByteStream {
public:
    virtual ~ByteStream() = default;
    /// Fills `out`; less only at the end, 0 after it. The end is valid only if all of the file
    /// belongs to the stream and the stream's checksums and lengths are right.
    [[nodiscard]] virtual Result<std::size_t> read(std::span<std::byte> out) = 0;
    /// Bytes of the file looked at so far.
    [[nodiscard]] virtual std::uint64_t consumed() const = 0;
};

/// gzip by ISA-L, xz, zstd and bzip2 by libarchive, plain bytes as they are.
[[nodiscard]] Result<std::unique_ptr<ByteStream>> open_stream(os::GrowingFile& archive,
                                                              Format format, const Faults& faults);

} // namespace govern::archive
