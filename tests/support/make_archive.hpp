#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Writers of tar.gz and zip archives for tests: good ones, and every kind of bad one.

namespace govern::test {

/// Deflate data (RFC 1951) and a gzip member (RFC 1952).
[[nodiscard]] std::string deflate(std::string_view content);
[[nodiscard]] std::string gzip(std::string_view content);

class TarMaker {
public:
    struct Attributes {
        unsigned mode = 0644;
        std::int64_t mtime = 1'600'000'000;
        char type = '0';
        std::string link;
    };

    TarMaker& file(std::string_view name, std::string_view content, const Attributes& attributes);
    TarMaker& file(std::string_view name, std::string_view content) {
        return file(name, content, Attributes{});
    }
    TarMaker& folder(std::string_view name);
    TarMaker& link(char type, std::string_view name, std::string_view target);
    /// GNU's long name (typeflag L) of the entry that follows.
    TarMaker& long_name(std::string_view name);
    /// pax records of the entry that follows; `type` g makes them global.
    TarMaker& pax(const std::vector<std::pair<std::string, std::string>>& records, char type = 'x');
    TarMaker& raw(std::string_view bytes);

    /// Ended by two zero blocks.
    [[nodiscard]] std::string tar() const;
    [[nodiscard]] std::string unended() const { return m_bytes; }
    [[nodiscard]] std::string tar_gz() const { return gzip(tar()); }

private:
    void header(std::string_view name, std::size_t size, const Attributes& attributes);
    void data(std::string_view content);

    std::string m_bytes;
};

/// One entry of a zip; what is set beside name and content makes it odd.
struct ZipItem {
    std::string name;
    std::string content;
    bool stored = false;
    bool sizes_follow = true;    ///< flag bit 3, as Go's own writer sets it
    std::uint32_t unix_mode = 0; ///< with the kind bits; 0: not made on Unix
    std::uint16_t flags = 0;     ///< beside bit 3
    std::string local_name = {}; ///< where it differs from `name`
    int method = -1;             ///< what the headers say; -1: the truth
    std::int64_t size = -1;      ///< the same
    std::int64_t packed = -1;
    std::int64_t crc = -1;
    std::int64_t offset = -1;
    std::string data = {};       ///< the packed bytes, where `method` is not stored or deflated
    bool zip64 = false;          ///< every number of it in zip64's extra fields
    std::uint16_t date = 0x5A21; ///< MS-DOS: 2025-01-01
    std::uint16_t time = 0;
};

/// With a zip64 item the directory's end is zip64's too.
[[nodiscard]] std::string make_zip(const std::vector<ZipItem>& items,
                                   std::string_view comment = {});

/// Bytes that do not pack, the same for the same seed.
[[nodiscard]] std::string noise(std::size_t size, unsigned seed);

} // namespace govern::test
