#include "resolve/text.hpp"

#include <cstring>

namespace govern::resolve {

bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r'); // tab, LF, VT, FF, CR
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is(const std::string_view& text, const char* word) {
    for (std::size_t i = 0; i < text.size(); i++) {
        if (word[i] == '\0' || word[i] != text[i]) {
            return false;
        }
    }
    return word[text.size()] == '\0';
}

bool starts_with(const std::string_view& text, const char* prefix) {
    for (std::size_t i = 0; prefix[i] != '\0'; i++) {
        if (i >= text.size() || text[i] != prefix[i]) {
            return false;
        }
    }
    return true;
}

bool ends_with(const std::string_view& text, const std::string_view& suffix) {
    return text.size() >= suffix.size() && std::memcmp(text.data() + text.size() - suffix.size(),
                                                       suffix.data(), suffix.size()) == 0;
}

std::string_view slice(const std::string_view& text, std::size_t from, std::size_t count) {
    if (from > text.size()) {
        return {};
    }
    const auto left = text.size() - from;
    return {text.data() + from, count < left ? count : left};
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_blank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

std::size_t find(const std::string_view& text, char needle, std::size_t from) {
    while (from < text.size() && text[from] != needle) {
        from++;
    }
    return from < text.size() ? from : text.size();
}

std::size_t find(const std::string_view& text, const std::string_view& needle) {
    for (std::size_t i = 0; i + needle.size() <= text.size(); i++) {
        if (std::memcmp(text.data() + i, needle.data(), needle.size()) == 0) {
            return i;
        }
    }
    return text.size();
}

std::string_view decimal(std::uint32_t value, Arena& arena) {
    char digits[12];
    std::size_t at = sizeof digits;
    do {
        digits[--at] = static_cast<char>('0' + value % 10);
        value /= 10;
    } while (value != 0);
    return arena.copy({digits + at, sizeof digits - at});
}

bool cut_line(std::string_view& rest, std::string_view& line) {
    if (rest.empty()) {
        return false;
    }
    const auto end = find(rest, '\n');
    line = slice(rest, 0, end);
    rest = slice(rest, end + 1);
    return true;
}

sys::Opened read_file(const char* path, Arena& arena, std::string_view& text) {
    sys::Handle file = -1;
    const auto opened = sys::open_file(path, file);
    if (opened != sys::Opened::yes) {
        return opened;
    }
    const auto mark = arena.mark();
    char* const buffer = arena.take(k_max_read);
    const auto got = buffer == nullptr ? -1 : sys::read_file(file, buffer, k_max_read);
    sys::close_file(file);
    const auto size = got < 0 ? 0 : static_cast<std::size_t>(got);
    arena.rewind(mark + size);
    text = {buffer, size};
    return got < 0 ? sys::Opened::failed : sys::Opened::yes;
}

} // namespace govern::resolve
