#include "go_quote.hpp"

#include <cstdint>

namespace govern::binary {

namespace {

void append_utf8(std::string& out, std::uint32_t rune) {
    const auto byte = [&out](std::uint32_t value) { out += static_cast<char>(value); };
    if (rune < 0x80) {
        byte(rune);
    } else if (rune < 0x800) {
        byte(0xc0 | rune >> 6);
        byte(0x80 | (rune & 0x3f));
    } else if (rune < 0x10000) {
        byte(0xe0 | rune >> 12);
        byte(0x80 | (rune >> 6 & 0x3f));
        byte(0x80 | (rune & 0x3f));
    } else {
        byte(0xf0 | rune >> 18);
        byte(0x80 | (rune >> 12 & 0x3f));
        byte(0x80 | (rune >> 6 & 0x3f));
        byte(0x80 | (rune & 0x3f));
    }
}

int digit_of(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return 16;
}

std::optional<std::uint32_t> number(std::string_view digits, std::size_t count, int base) {
    if (digits.size() < count) {
        return std::nullopt;
    }
    std::uint32_t value = 0;
    for (const char c : digits.substr(0, count)) {
        const auto digit = digit_of(c);
        if (digit >= base) {
            return std::nullopt;
        }
        value = value * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit);
    }
    return value;
}

char simple_escape(char c) {
    constexpr std::string_view k_names = "abfnrtv\\\"";
    constexpr std::string_view k_values = "\a\b\f\n\r\t\v\\\"";
    const auto at = k_names.find(c);
    return at == std::string_view::npos ? '\0' : k_values[at];
}

/// Reads the escape after a backslash into `out`; its length, or 0 if Go knows no such escape.
std::size_t escape(std::string_view text, std::string& out) {
    if (text.empty()) {
        return 0;
    }
    if (const char c = simple_escape(text[0])) {
        out += c;
        return 1;
    }
    if (text[0] == 'x' || (text[0] >= '0' && text[0] <= '7')) {
        const bool hex = text[0] == 'x';
        const auto value = number(text.substr(hex ? 1 : 0), hex ? 2 : 3, hex ? 16 : 8);
        if (!value || *value > 0xff) {
            return 0;
        }
        out += static_cast<char>(*value);
        return 3;
    }
    if (text[0] == 'u' || text[0] == 'U') {
        const std::size_t digits = text[0] == 'u' ? 4 : 8;
        const auto rune = number(text.substr(1), digits, 16);
        if (!rune || *rune > 0x10ffff || (*rune >= 0xd800 && *rune < 0xe000)) {
            return 0;
        }
        append_utf8(out, *rune);
        return 1 + digits;
    }
    return 0;
}

/// Reads a quoted text at the start of `text` into `out`; its length, or 0.
std::size_t scan(std::string_view text, std::string& out) {
    if (text.empty() || (text[0] != '"' && text[0] != '`')) {
        return 0;
    }
    const char quote = text[0];
    for (std::size_t at = 1; at < text.size(); ++at) {
        const char c = text[at];
        if (c == quote) {
            return at + 1;
        }
        if (quote == '`') {
            if (c != '\r') { // which Go leaves out
                out += c;
            }
        } else if (c == '\n') {
            return 0;
        } else if (c == '\\') {
            const auto length = escape(text.substr(at + 1), out);
            if (length == 0) {
                return 0;
            }
            at += length;
        } else {
            out += c;
        }
    }
    return 0;
}

} // namespace

std::optional<std::size_t> quoted_length(std::string_view text) {
    std::string ignored;
    const auto length = scan(text, ignored);
    return length == 0 ? std::nullopt : std::optional(length);
}

std::optional<std::string> unquote(std::string_view quoted) {
    std::string out;
    const auto length = scan(quoted, out);
    return length == 0 || length != quoted.size() ? std::nullopt : std::optional(out);
}

} // namespace govern::binary
