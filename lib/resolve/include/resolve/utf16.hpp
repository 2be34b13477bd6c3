#pragma once

// UTF-16 to UTF-8 and back. Unpaired surrogates become three bytes each (WTF-8), so that every
// Windows path survives the round trip.

#include <cstddef>
#include <cstdint>

namespace govern::resolve {

/// Writes one code point; returns how many bytes (1 to 4).
std::size_t put_utf8(std::uint32_t code, char* out);

/// Reads UTF-16 code units with `unit(i)`, i < count, and writes UTF-8. Returns the bytes written;
/// at most three per unit. Stops where `room` would be exceeded.
template <typename Unit>
std::size_t utf8_from_utf16(std::size_t count, const Unit& unit, char* out, std::size_t room) {
    std::size_t used = 0;
    for (std::size_t i = 0; i < count && used + 4 <= room; i++) {
        std::uint32_t code = unit(i);
        const bool high = code >= 0xD800 && code < 0xDC00;
        if (high && i + 1 < count && unit(i + 1) >= 0xDC00 && unit(i + 1) < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10) + (unit(++i) - 0xDC00U);
        }
        used += put_utf8(code, out + used);
    }
    return used;
}

/// Writes UTF-16; returns the units written, or `room + 1` if they do not fit. Bytes that are no
/// UTF-8 become U+FFFD.
std::size_t utf16_from_utf8(const char* text, std::size_t size, wchar_t* out, std::size_t room);

} // namespace govern::resolve
