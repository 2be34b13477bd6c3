#include "resolve/utf16.hpp"

namespace govern::resolve {

namespace {
std::uint32_t byte(char c) { return static_cast<unsigned char>(c); }
char chr(std::uint32_t value) { return static_cast<char>(value); }

/// The code point at `at`, which moves behind it; U+FFFD for a byte that starts none.
std::uint32_t take_utf8(const char* text, std::size_t size, std::size_t& at) {
    const std::uint32_t first = byte(text[at++]);
    const std::size_t more = first < 0x80 ? 0 : first < 0xC2 ? 9 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : first < 0xF5 ? 3 : 9;
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

std::size_t put_utf8(std::uint32_t code, char* out) {
    if (code < 0x80) {
        out[0] = chr(code);
        return 1;
    }
    if (code < 0x800) {
        out[0] = chr(0xC0 | code >> 6);
        out[1] = chr(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = chr(0xE0 | code >> 12);
        out[1] = chr(0x80 | (code >> 6 & 0x3F));
        out[2] = chr(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = chr(0xF0 | code >> 18);
    out[1] = chr(0x80 | (code >> 12 & 0x3F));
    out[2] = chr(0x80 | (code >> 6 & 0x3F));
    out[3] = chr(0x80 | (code & 0x3F));
    return 4;
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
