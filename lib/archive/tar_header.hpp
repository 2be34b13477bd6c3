#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace govern::archive {

inline constexpr std::size_t k_tar_block = 512;

/// One header block of a tar archive: POSIX.1-1988 ustar and GNU's variant of it.
struct TarHeader {
    char type = '0'; ///< typeflag; NUL is read as '0'
    std::string name;
    std::uint64_t size = 0; ///< bytes that follow, before padding
    std::uint32_t mode = 0;
    std::int64_t mtime = 0;
};

/// Nothing if the block is not a header (its checksum or a number is wrong). `block` has 512 bytes.
[[nodiscard]] std::optional<TarHeader> parse_tar_header(std::span<const std::byte> block);

[[nodiscard]] bool is_zero_block(std::span<const std::byte> block);

/// The facts of one pax extended header (POSIX.1-2001) about the next entry.
struct PaxRecords {
    std::optional<std::string> path;
    std::optional<std::uint64_t> size;
    std::optional<std::int64_t> mtime;
    bool link = false;
    bool sparse = false;                    ///< a GNU sparse file, formats 0.0, 0.1, 1.0
    std::optional<std::string> sparse_name; ///< beats `path`
};

/// `length key=value\n` records; unknown keys are skipped. Nothing if they are malformed.
[[nodiscard]] std::optional<PaxRecords> parse_pax(std::string_view content);

} // namespace govern::archive
