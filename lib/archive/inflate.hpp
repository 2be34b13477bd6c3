#pragma once

#include "fault.hpp"
#include "os/growing_file.hpp"

#include <isa-l/igzip_lib.h>
#include <libdeflate.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace govern::archive {

/// Bytes of an archive that are looked at in one step while it may still grow.
inline constexpr std::uint64_t k_input_step = 256U << 10;

/// Inflates deflate data (RFC 1951) or gzip members (RFC 1952, their CRCs and lengths checked) out
/// of a part of an archive, waiting for bytes that have not come yet.
class Inflater {
public:
    enum class Wrapper { none, gzip };

    Inflater();
    /// Begins at `offset` of the archive; the data ends exactly at `end`.
    void start(os::GrowingFile& archive, std::uint64_t offset, std::uint64_t end, Wrapper wrapper);
    /// Fills `out`; less only at the end of the data, 0 after it. The failure names `entry`.
    [[nodiscard]] Result<std::size_t> read(std::span<std::byte> out, const Faults& faults,
                                           std::string_view entry);
    /// Bytes of the archive looked at so far.
    [[nodiscard]] std::uint64_t consumed() const { return m_next - m_begin; }

    /// All of one small piece of deflate data at once: fills `out`. False if the data does not
    /// hold exactly that many bytes, or is followed by something else.
    [[nodiscard]] bool inflate_whole(std::span<const std::byte> packed, std::span<std::byte> out);

private:
    [[nodiscard]] Result<void> take_input();
    [[nodiscard]] Result<bool> begin_next_member();

    struct FreeDecompressor {
        void operator()(libdeflate_decompressor* one) const { libdeflate_free_decompressor(one); }
    };

    std::unique_ptr<inflate_state> m_state; // 85 KB
    // Faster than ISA-L where all of the data and of its content is in memory.
    std::unique_ptr<libdeflate_decompressor, FreeDecompressor> m_whole;
    os::GrowingFile* m_archive = nullptr;
    std::uint64_t m_begin = 0;
    std::uint64_t m_next = 0; // offset of the first byte that was not given to ISA-L yet
    std::uint64_t m_end = 0;
    Wrapper m_wrapper = Wrapper::none;
    bool m_ended = false;
};

/// CRC-32 as in gzip and zip.
[[nodiscard]] std::uint32_t crc32(std::uint32_t seed, std::span<const std::byte> bytes);

} // namespace govern::archive
