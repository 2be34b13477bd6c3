#pragma once

#include "binary/random_access.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::binary {

/// Numbers at fixed places of a header, in its byte order. A place outside reads as 0.
class Fields {
public:
    Fields(std::span<const std::byte> bytes, bool big_endian)
        : m_bytes(bytes), m_big_endian(big_endian) {}

    [[nodiscard]] std::uint16_t u16(std::size_t at) const;
    [[nodiscard]] std::uint32_t u32(std::size_t at) const;
    [[nodiscard]] std::uint64_t u64(std::size_t at) const;
    /// 8 bytes where `wide`, else 4.
    [[nodiscard]] std::uint64_t word(std::size_t at, bool wide) const {
        return wide ? u64(at) : u32(at);
    }
    /// The text up to the first NUL, at most `length` bytes.
    [[nodiscard]] std::string_view text(std::size_t at, std::size_t length) const;

private:
    [[nodiscard]] std::uint64_t number(std::size_t at, std::size_t length) const;

    std::span<const std::byte> m_bytes;
    bool m_big_endian;
};

/// Reads of a file, or of a part of it, through a small window. The first error of the disk is kept
/// and everything after it reads as if the file ended there.
class Source {
public:
    static constexpr std::size_t k_window = 4096;

    explicit Source(RandomAccess& file) : m_file(file), m_length(file.size()) {}

    /// From now on `offset` 0 is here, and the file ends `length` bytes later, or at its end.
    void narrow(std::uint64_t offset, std::uint64_t length);

    [[nodiscard]] std::uint64_t size() const { return m_length; }
    /// Where `offset` 0 is in the file.
    [[nodiscard]] std::uint64_t start() const { return m_start; }
    /// As RandomAccess::read.
    std::size_t read(std::uint64_t offset, std::span<std::byte> out);
    /// `length` bytes, at most k_window, valid until the next call. Nothing if the file ends
    /// before.
    std::optional<std::span<const std::byte>> view(std::uint64_t offset, std::size_t length);
    std::optional<Fields> fields(std::uint64_t offset, std::size_t length, bool big_endian);

    /// Where the furthest view() that the file could not give would have ended; 0: it gave each.
    [[nodiscard]] std::uint64_t missed() const { return m_missed; }

    /// The text from there up to a NUL, at most `length` bytes.
    std::string text(std::uint64_t offset, std::size_t length);

    /// The error of the disk, if reading failed.
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

private:
    RandomAccess& m_file;
    std::uint64_t m_start = 0;
    std::uint64_t m_length;
    std::vector<std::byte> m_window;
    std::uint64_t m_window_offset = 0;
    std::uint64_t m_missed = 0;
    std::optional<Error> m_error;
};

/// Bytes as the text they hold.
[[nodiscard]] inline std::string_view as_text(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace govern::binary
