#include "tar_header.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace govern::archive {

namespace {

// The places of the fields: POSIX.1-1988, "ustar Interchange Format".
struct Field {
    std::size_t offset;
    std::size_t length;
};
constexpr Field k_name{0, 100};
constexpr Field k_mode{100, 8};
constexpr Field k_size{124, 12};
constexpr Field k_mtime{136, 12};
constexpr Field k_checksum{148, 8};
constexpr std::size_t k_type = 156;
constexpr Field k_magic{257, 6};
constexpr Field k_prefix{345, 155};

std::string_view text(std::string_view block, Field field) {
    return block.substr(field.offset, field.length);
}

std::string_view until_nul(std::string_view field) {
    return field.substr(0, field.find('\0'));
}

// Octal digits between spaces and NULs, or GNU's base 256: the first bit set, then big-endian.
std::optional<std::uint64_t> number(std::string_view field) {
    std::uint64_t value = 0;
    if ((static_cast<unsigned char>(field.front()) & 0x80) != 0) {
        if (static_cast<unsigned char>(field.front()) != 0x80) {
            return std::nullopt; // negative, or beyond 64 bits
        }
        for (const char c : field.substr(1)) {
            if ((value >> 55) != 0) {
                return std::nullopt;
            }
            value = (value << 8) | static_cast<unsigned char>(c);
        }
        return value;
    }
    field = until_nul(field);
    field.remove_prefix(std::min(field.find_first_not_of(' '), field.size()));
    field = field.substr(0, field.find(' '));
    for (const char c : field) {
        if (c < '0' || c > '7') {
            return std::nullopt;
        }
        value = value * 8 + static_cast<std::uint64_t>(c - '0');
    }
    return value;
}

bool checksum_fits(std::string_view block) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < block.size(); ++i) {
        const bool inside = i >= k_checksum.offset && i < k_checksum.offset + k_checksum.length;
        sum += inside ? 0x20U : static_cast<unsigned char>(block[i]);
    }
    return number(text(block, k_checksum)) == sum;
}

// `123.456`, as pax writes times; the fraction is dropped. Nothing for negative times.
std::optional<std::int64_t> seconds(std::string_view value) {
    const auto whole = parse_number(value.substr(0, value.find('.')));
    return whole && *whole < (1ULL << 40) ? std::optional(static_cast<std::int64_t>(*whole))
                                          : std::nullopt;
}

bool take_record(std::string_view key, std::string_view value, PaxRecords& records) {
    if (key == "path") {
        records.path = std::string(value);
    } else if (key == "size") {
        records.size = parse_number(value);
        return records.size.has_value();
    } else if (key == "mtime") {
        records.mtime = seconds(value);
    } else if (key == "linkpath") {
        records.link = true;
    } else if (key == "GNU.sparse.name") {
        records.sparse_name = std::string(value);
        records.sparse = true;
    } else if (key.starts_with("GNU.sparse.")) {
        records.sparse = true;
    }
    return true;
}

} // namespace

std::optional<TarHeader> parse_tar_header(std::span<const std::byte> bytes) {
    const std::string_view block(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (block.size() != k_tar_block || !checksum_fits(block)) {
        return std::nullopt;
    }
    const auto size = number(text(block, k_size));
    const auto mode = number(text(block, k_mode));
    if (!size || !mode) {
        return std::nullopt;
    }
    TarHeader header;
    header.type = block[k_type] == '\0' ? '0' : block[k_type];
    header.size = *size;
    header.mode = static_cast<std::uint32_t>(*mode & 07777);
    const auto mtime = number(text(block, k_mtime)).value_or(0);
    header.mtime = mtime < (1ULL << 40) ? static_cast<std::int64_t>(mtime) : 0;
    // GNU's header has other things where POSIX has the prefix.
    if (text(block, k_magic) == std::string_view("ustar\0", 6)) {
        header.name = until_nul(text(block, k_prefix));
        if (!header.name.empty()) {
            header.name += '/';
        }
    }
    header.name += until_nul(text(block, k_name));
    return header;
}

bool is_zero_block(std::span<const std::byte> block) {
    return std::ranges::all_of(block, [](std::byte b) { return b == std::byte{0}; });
}

std::optional<PaxRecords> parse_pax(std::string_view content) {
    PaxRecords records;
    while (!content.empty()) {
        const auto space = content.find(' ');
        if (space == std::string_view::npos) {
            return std::nullopt;
        }
        const auto length = parse_number(content.substr(0, space));
        if (!length || *length > content.size() || *length < space + 3) {
            return std::nullopt;
        }
        const std::string_view record =
            content.substr(space + 1, static_cast<std::size_t>(*length) - space - 1);
        const auto equals = record.find('=');
        if (record.back() != '\n' || equals == std::string_view::npos ||
            !take_record(record.substr(0, equals),
                         record.substr(equals + 1, record.size() - equals - 2), records)) {
            return std::nullopt;
        }
        content.remove_prefix(static_cast<std::size_t>(*length));
    }
    return records;
}

} // namespace govern::archive
