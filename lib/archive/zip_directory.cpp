#include "zip_directory.hpp"

#include "libarchive.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>

namespace govern::archive {

namespace {

// APPNOTE 4.3.7, 4.3.12, 4.3.14 to 4.3.16: lengths of the fixed parts and their signatures.
constexpr std::size_t k_local_length = 30;
constexpr std::uint32_t k_local_signature = 0x04034b50;
constexpr std::size_t k_central_length = 46;
constexpr std::uint32_t k_central_signature = 0x02014b50;
constexpr std::size_t k_end_length = 22;
constexpr std::uint32_t k_end_signature = 0x06054b50;
constexpr std::size_t k_end64_length = 56;
constexpr std::uint32_t k_end64_signature = 0x06064b50;
constexpr std::size_t k_locator64_length = 20;
constexpr std::uint32_t k_locator64_signature = 0x07064b50;
constexpr std::uint64_t k_longest_comment = 0xffff;

// 4.5.3: where a field holds its largest number, the extra field of zip64 has the real one.
constexpr std::uint16_t k_extra_zip64 = 1;
constexpr std::uint32_t k_see_zip64 = 0xffffffff;
constexpr std::uint16_t k_see_zip64_short = 0xffff;

constexpr std::uint16_t k_flag_encrypted = 1U << 0;
constexpr std::uint16_t k_flag_sizes_follow = 1U << 3;
constexpr std::uint16_t k_flag_strong_encryption = 1U << 6;
constexpr std::uint16_t k_flag_masked_headers = 1U << 13;

constexpr unsigned k_made_on_unix = 3;

// Little-endian numbers at fixed places of a record.
class Record {
public:
    explicit Record(std::span<const std::byte> bytes) : m_bytes(bytes) {}
    [[nodiscard]] std::uint16_t u16(std::size_t at) const {
        return static_cast<std::uint16_t>(byte(at) | (byte(at + 1) << 8));
    }
    [[nodiscard]] std::uint32_t u32(std::size_t at) const {
        return static_cast<std::uint32_t>(u16(at)) |
               (static_cast<std::uint32_t>(u16(at + 2)) << 16);
    }
    [[nodiscard]] std::uint64_t u64(std::size_t at) const {
        return u32(at) | (static_cast<std::uint64_t>(u32(at + 4)) << 32);
    }

private:
    [[nodiscard]] unsigned byte(std::size_t at) const {
        return std::to_integer<unsigned>(m_bytes[at]);
    }
    std::span<const std::byte> m_bytes;
};

struct Directory {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::uint64_t entries = 0;
    std::uint64_t end = 0; ///< where it must end
};

// Waits for exactly these bytes.
Result<std::span<const std::byte>> view_all(os::GrowingFile& archive, std::uint64_t offset,
                                            std::uint64_t length, const Faults& faults) {
    GOVERN_TRY_ASSIGN(const auto bytes, archive.view(offset, length));
    if (bytes.size() != length) {
        return faults.damaged({}, "it ends early");
    }
    return bytes;
}

// The last end record whose comment reaches exactly to the end of the file.
std::optional<std::size_t> find_end_record(std::span<const std::byte> tail) {
    if (tail.size() < k_end_length) {
        return std::nullopt;
    }
    for (std::size_t at = tail.size() - k_end_length;; --at) {
        const Record record(tail.subspan(at));
        if (record.u32(0) == k_end_signature && record.u16(20) == tail.size() - at - k_end_length) {
            return at;
        }
        if (at == 0) {
            return std::nullopt;
        }
    }
}

// The zip64 end of a directory, if its locator is right before the short end.
Result<std::optional<Directory>> find_directory64(os::GrowingFile& archive, std::uint64_t end,
                                                  const Faults& faults) {
    if (end < k_locator64_length + k_end64_length) {
        return std::optional<Directory>{};
    }
    const std::uint64_t locator_at = end - k_locator64_length;
    GOVERN_TRY_ASSIGN(const auto located,
                      view_all(archive, locator_at, k_locator64_length, faults));
    const Record locator(located);
    if (locator.u32(0) != k_locator64_signature) {
        return std::optional<Directory>{};
    }
    const std::uint64_t at = locator.u64(8);
    if (locator.u32(4) != 0 || locator.u32(16) > 1) {
        return faults.hostile({}, "it is one part of several");
    }
    if (at > locator_at - k_end64_length) {
        return faults.damaged({}, "its zip64 end is not where it says");
    }
    GOVERN_TRY_ASSIGN(const auto bytes, view_all(archive, at, k_end64_length, faults));
    const Record record(bytes);
    if (record.u32(0) != k_end64_signature || record.u64(4) != locator_at - at - 12) {
        return faults.damaged({}, "its zip64 end is not where it says");
    }
    if (record.u32(16) != 0 || record.u32(20) != 0 || record.u64(24) != record.u64(32)) {
        return faults.hostile({}, "it is one part of several");
    }
    return std::optional(Directory{record.u64(48), record.u64(40), record.u64(32), at});
}

Result<Directory> find_directory(os::GrowingFile& archive, const Faults& faults) {
    GOVERN_TRY_ASSIGN(const std::uint64_t size, archive.size());
    const std::uint64_t tail_size = std::min(size, k_longest_comment + k_end_length);
    GOVERN_TRY_ASSIGN(const auto tail, view_all(archive, size - tail_size, tail_size, faults));
    const auto at = find_end_record(tail);
    if (!at) {
        return faults.damaged({}, "it is not a zip file, or its end is missing");
    }
    const Record record(tail.subspan(*at));
    if (record.u16(4) != 0 || record.u16(6) != 0 || record.u16(8) != record.u16(10)) {
        return faults.hostile({}, "it is one part of several");
    }
    const std::uint64_t end = size - tail_size + *at;
    Directory directory{record.u32(16), record.u32(12), record.u16(10), end};
    GOVERN_TRY_ASSIGN(const auto long_one, find_directory64(archive, end, faults));
    if (long_one) {
        const bool agrees =
            (directory.offset == k_see_zip64 || directory.offset == long_one->offset) &&
            (directory.size == k_see_zip64 || directory.size == long_one->size) &&
            (directory.entries == k_see_zip64_short || directory.entries == long_one->entries);
        if (!agrees) {
            return faults.hostile({}, "its two ends contradict each other");
        }
        directory = *long_one;
    }
    if (directory.offset > directory.end || directory.size != directory.end - directory.offset) {
        return faults.damaged({}, "its directory is not where its end says");
    }
    return directory;
}

// MS-DOS date and time, in steps of 2 s, as seconds since 1970 as if they were UTC. 0 for an
// invalid date.
std::int64_t dos_seconds(unsigned date, unsigned time) {
    namespace chrono = std::chrono;
    const chrono::year year(static_cast<int>(1980 + (date >> 9)));
    const chrono::month month((date >> 5) & 15);
    const chrono::day day(date & 31);
    if (!month.ok() || !day.ok()) {
        return 0;
    }
    const auto days = chrono::sys_days(year / month / day).time_since_epoch().count();
    return days * 86400LL + (time >> 11) * 3600 + ((time >> 5) & 63) * 60 + (time & 31) * 2;
}

// Puts the numbers of the zip64 extra field in the place of those that point to it, in their order
// there. False if one is missing.
bool take_zip64(std::span<const std::byte> extra, std::initializer_list<std::uint64_t*> numbers) {
    std::span<const std::byte> found;
    while (extra.size() >= 4) {
        const Record field(extra);
        const std::size_t length = field.u16(2);
        if (extra.size() - 4 < length) {
            break;
        }
        if (field.u16(0) == k_extra_zip64) {
            found = extra.subspan(4, length);
            break;
        }
        extra = extra.subspan(4 + length);
    }
    for (std::uint64_t* number : numbers) {
        if (*number != k_see_zip64) {
            continue;
        }
        if (found.size() < 8) {
            return false;
        }
        *number = Record(found).u64(0);
        found = found.subspan(8);
    }
    return true;
}

// Sets the kind of an entry; refuses links and devices.
Result<void> read_kind(const Record& record, ZipEntry& entry, const Faults& faults) {
    entry.folder = entry.name.ends_with('/');
    const bool on_unix = (record.u16(4) >> 8) == k_made_on_unix;
    const std::uint32_t mode = on_unix ? record.u32(38) >> 16 : 0;
    const std::uint32_t kind = mode & 0170000;
    const bool fits = entry.folder ? kind == 0040000 : kind == 0100000;
    if (kind != 0 && !fits) {
        return faults.hostile(entry.name, "a link or special file");
    }
    entry.executable = !entry.folder && (mode & 0111) != 0;
    if (entry.folder && entry.size != 0) {
        return faults.hostile(entry.name, "a folder with content");
    }
    return {};
}

Result<void> read_format(const Record& record, ZipEntry& entry, const Faults& faults) {
    entry.flags = record.u16(8);
    if ((entry.flags & (k_flag_encrypted | k_flag_strong_encryption | k_flag_masked_headers)) !=
        0) {
        return faults.hostile(entry.name, "an encrypted entry");
    }
    entry.method = record.u16(10);
    if (!entry.is_common() && !decodes_zip_method(entry.method)) {
        return faults.hostile(entry.name, "compression method " + std::to_string(entry.method));
    }
    if (record.u16(34) != 0 && record.u16(34) != k_see_zip64_short) {
        return faults.hostile(entry.name, "it is one part of several");
    }
    if (entry.stored() && entry.packed != entry.size) {
        return faults.damaged(entry.name, "its two sizes contradict each other");
    }
    return {};
}

// One entry from the front of `bytes`, which is cut.
Result<ZipEntry> take_entry(std::span<const std::byte>& bytes, const Faults& faults) {
    const auto broken = [&] { return faults.damaged({}, "its directory is broken"); };
    if (bytes.size() < k_central_length) {
        return broken();
    }
    const Record record(bytes);
    const std::size_t name_length = record.u16(28);
    const std::size_t length = k_central_length + name_length + record.u16(30) + record.u16(32);
    if (record.u32(0) != k_central_signature || bytes.size() < length) {
        return broken();
    }
    ZipEntry entry;
    entry.name = {reinterpret_cast<const char*>(bytes.data()) + k_central_length, name_length};
    entry.mtime = dos_seconds(record.u16(14), record.u16(12));
    entry.crc = record.u32(16);
    entry.packed = record.u32(20);
    entry.size = record.u32(24);
    entry.header = record.u32(42);
    if (!take_zip64(bytes.subspan(k_central_length + name_length, record.u16(30)),
                    {&entry.size, &entry.packed, &entry.header})) {
        return faults.damaged(entry.name, "its zip64 numbers are missing");
    }
    GOVERN_TRY(read_format(record, entry, faults));
    GOVERN_TRY(read_kind(record, entry, faults));
    bytes = bytes.subspan(length);
    return entry;
}

// Sets where each entry must end at the latest: no two may share bytes.
Result<void> find_ends(std::vector<ZipEntry>& entries, std::uint64_t directory,
                       const Faults& faults) {
    std::vector<ZipEntry*> by_offset;
    by_offset.reserve(entries.size());
    for (auto& entry : entries) {
        by_offset.push_back(&entry);
    }
    std::ranges::sort(by_offset, {}, &ZipEntry::header);
    std::uint64_t end = directory;
    for (auto at = by_offset.rbegin(); at != by_offset.rend(); ++at) {
        ZipEntry& entry = **at;
        const std::uint64_t head = k_local_length + entry.name.size();
        if (entry.header > end || end - entry.header < head ||
            end - entry.header - head < entry.packed) {
            return faults.hostile(entry.name, "entries that overlap");
        }
        entry.end = end;
        end = entry.header;
    }
    return {};
}

} // namespace

Result<std::vector<ZipEntry>> read_zip_directory(os::GrowingFile& archive,
                                                 std::uint64_t max_entries, const Faults& faults) {
    GOVERN_TRY_ASSIGN(const Directory directory, find_directory(archive, faults));
    if (directory.entries > max_entries) {
        return faults.hostile({}, "more than " + std::to_string(max_entries) + " entries");
    }
    GOVERN_TRY_ASSIGN(auto bytes, view_all(archive, directory.offset, directory.size, faults));
    std::vector<ZipEntry> entries;
    entries.reserve(static_cast<std::size_t>(directory.entries));
    while (!bytes.empty()) {
        GOVERN_TRY_ASSIGN(ZipEntry entry, take_entry(bytes, faults));
        entries.push_back(entry);
        if (entries.size() > directory.entries) {
            break;
        }
    }
    if (entries.size() != directory.entries) {
        return faults.damaged({}, "its directory has not as many entries as it says");
    }
    GOVERN_TRY(find_ends(entries, directory.offset, faults));
    return entries;
}

Result<std::uint64_t> zip_data_offset(os::GrowingFile& archive, const ZipEntry& entry,
                                      const Faults& faults) {
    const std::size_t length = k_local_length + entry.name.size();
    GOVERN_TRY_ASSIGN(const auto bytes, view_all(archive, entry.header, length, faults));
    const Record record(bytes);
    const std::string_view name(reinterpret_cast<const char*>(bytes.data()) + k_local_length,
                                entry.name.size());
    const std::uint64_t data = entry.header + length + record.u16(28);
    if (data > entry.end || entry.end - data < entry.packed) {
        return faults.hostile(entry.name, "entries that overlap");
    }
    std::uint64_t size = record.u32(22);
    std::uint64_t packed = record.u32(18);
    if (size == k_see_zip64 || packed == k_see_zip64) {
        GOVERN_TRY_ASSIGN(const auto extra,
                          view_all(archive, entry.header + length, record.u16(28), faults));
        if (!take_zip64(extra, {&size, &packed})) {
            return faults.damaged(entry.name, "its zip64 numbers are missing");
        }
    }
    const bool sizes_follow = (entry.flags & k_flag_sizes_follow) != 0;
    const bool agrees = record.u32(0) == k_local_signature && record.u16(6) == entry.flags &&
                        record.u16(8) == entry.method && record.u16(26) == entry.name.size() &&
                        name == entry.name &&
                        (sizes_follow || (record.u32(14) == entry.crc && packed == entry.packed &&
                                          size == entry.size));
    if (!agrees) {
        return faults.hostile(entry.name, "its two headers contradict each other");
    }
    return data;
}

} // namespace govern::archive
