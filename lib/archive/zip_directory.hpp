#pragma once

#include "archive/unpack.hpp"
#include "fault.hpp"

#include <vector>

namespace govern::archive {

/// One entry of a zip's central directory (PKWARE APPNOTE 6.3, zip64 included), checked as far as
/// the directory alone allows.
struct ZipEntry {
    std::string_view name;    ///< bytes inside the archive
    std::uint64_t header = 0; ///< offset of its local header
    std::uint64_t end = 0;    ///< offset where the next entry or the directory begins
    std::uint64_t packed = 0;
    std::uint64_t size = 0;
    std::uint32_t crc = 0;
    std::uint16_t flags = 0;
    std::uint16_t method = 0; ///< APPNOTE 4.4.5
    bool folder = false;
    bool executable = false;
    std::int64_t mtime = 0; ///< its DOS time read as UTC; 0 if it has none

    [[nodiscard]] bool stored() const { return method == 0; }
    [[nodiscard]] bool deflated() const { return method == 8; }
    /// One of the two methods that every zip reader knows.
    [[nodiscard]] bool is_common() const { return stored() || deflated(); }
};

/// All entries in the directory's order. Waits for the end of the archive only.
[[nodiscard]] Result<std::vector<ZipEntry>>
read_zip_directory(os::GrowingFile& archive, std::uint64_t max_entries, const Faults& faults);

/// Waits for the entry's local header, compares it with the directory, and returns the offset of
/// its data.
[[nodiscard]] Result<std::uint64_t> zip_data_offset(os::GrowingFile& archive, const ZipEntry& entry,
                                                    const Faults& faults);

} // namespace govern::archive
