#include "resolve/text.hpp"

#include <cstring>

namespace govern::resolve {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool starts_with(const std::string_view& text, const std::string_view& prefix) {
    return text.size() >= prefix.size() &&
           std::memcmp(text.data(), prefix.data(), prefix.size()) == 0;
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

bool cut_line(std::string_view& rest, std::string_view& line) {
    if (rest.empty()) {
        return false;
    }
    const auto end = find(rest, '\n');
    line = slice(rest, 0, end);
    rest = slice(rest, end < rest.size() ? end + 1 : end);
    if (!line.empty() && line.back() == '\r') {
        line.remove_suffix(1);
    }
    return true;
}

Lines::Lines(sys::Handle file, Arena& arena)
    : m_file(file), m_arena(arena), m_mark(arena.mark()), m_buffer(arena.take(k_buffer)),
      m_over(m_buffer == nullptr) {}

bool Lines::fill() {
    if (m_over) {
        return false;
    }
    if (m_at > 0) {
        std::memmove(m_buffer, m_buffer + m_at, m_end - m_at);
        m_end -= m_at;
        m_at = 0;
    }
    const auto got = sys::read_file(m_file, m_buffer + m_end, k_buffer - m_end);
    // Less than was asked for is the end of a file: no need to ask again.
    m_over = got < static_cast<std::ptrdiff_t>(k_buffer - m_end);
    if (got <= 0) {
        return false;
    }
    m_end += static_cast<std::size_t>(got);
    if (m_over && m_arena.mark() == m_mark + k_buffer) {
        m_arena.rewind(m_mark + m_end);
    }
    return true;
}

bool Lines::next(std::string_view& line) {
    std::size_t seen = 0;
    for (;;) {
        const std::string_view text(m_buffer + m_at, m_end - m_at);
        const auto end = find(text, '\n', seen);
        if (end < text.size()) {
            line = slice(text, 0, end);
            m_at += end + 1;
            m_number++;
            return true;
        }
        seen = text.size();
        if (seen == k_buffer) {
            // Too long for us: what is at hand is the line, the rest of it is skipped.
            line = text;
            m_at = m_end;
            m_number++;
            char last = '\0';
            while (last != '\n' && sys::read_file(m_file, &last, 1) > 0) {
            }
            return true;
        }
        if (!fill()) {
            line = {m_buffer + m_at, m_end - m_at};
            m_at = m_end;
            m_number += line.empty() ? 0U : 1U;
            return !line.empty();
        }
    }
}

} // namespace govern::resolve
