#include "resolve/utf16.hpp"

namespace govern::resolve {

namespace {
std::uint32_t byte(char c) {
    return static_cast<unsigned char>(c);
}
char chr(std::uint32_t value) {
    return static_cast<char>(value);
}

/// Reads the code point at `at` and moves `at` behind it. U+FFFD for a byte that does not start
/// one.
std::uint32_t take_utf8(const char* text, std::size_t size, std::size_t& at) {
    const std::uint32_t first = byte(text[at++]);
    const std::size_t more = first < 0x80   ? 0
                             : first < 0xC2 ? 9
                             : first < 0xE0 ? 1
                             : first < 0xF0 ? 2
                             : first < 0xF5 ? 3
                                            : 9;
    if (more == 0) {
        return first;
    }
    if (more == 9 || size - at < more) {
        return 0xFFFD;
    }
    std::uint32_t code = first & (0x3FU >> more);
    for (std::size_t i = 0; i < more; i++) {
        if ((byte(text[at + i]) & 0xC0) != 0x80) {
            return 0xFFFD;
        }
        code = code << 6 | (byte(text[at + i]) & 0x3F);
    }
    at += more;
    return code;
}
} // namespace

std::size_t utf8_from_utf16(const char* bytes, std::size_t units, bool big_endian, char* out) {
    const auto unit = [&](std::size_t i) {
        return byte(bytes[i * 2 + (big_endian ? 0 : 1)]) << 8 |
               byte(bytes[i * 2 + (big_endian ? 1 : 0)]);
    };
    char* const start = out;
    for (std::size_t i = 0; i < units; i++) {
        std::uint32_t code = unit(i);
        if (code >> 10 == 0x36 && i + 1 < units && unit(i + 1) >> 10 == 0x37) {
            code = 0x10000 + ((code & 0x3FF) << 10) + (unit(++i) & 0x3FF);
        }
        // Each byte after the first one holds six bits.
        const int more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
        *out++ = chr(more == 0 ? code : 0xFF00U >> (more + 1) | code >> more * 6);
        for (int left = more; left-- > 0;) {
            *out++ = chr(0x80 | (code >> left * 6 & 0x3F));
        }
    }
    return static_cast<std::size_t>(out - start);
}

std::size_t utf16_from_utf8(const char* text, std::size_t size, wchar_t* out, std::size_t room) {
    std::size_t used = 0;
    for (std::size_t at = 0; at < size;) {
        const std::uint32_t code = take_utf8(text, size, at);
        const std::size_t units = code < 0x10000 ? 1 : 2;
        if (units > room - used) {
            return room + 1;
        }
        if (units == 1) {
            out[used++] = static_cast<wchar_t>(code);
        } else {
            out[used++] = static_cast<wchar_t>(0xD800 + ((code - 0x10000) >> 10));
            out[used++] = static_cast<wchar_t>(0xDC00 + ((code - 0x10000) & 0x3FF));
        }
    }
    return used;
}

} // namespace govern::resolve
