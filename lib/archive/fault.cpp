#include "fault.hpp"

#include "archive/messages.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace govern::archive {

namespace {

// Names come from an enemy: no control characters, no broken UTF-8, no endless lines in messages.
std::string printable(std::string_view name) {
    constexpr std::size_t k_longest = 200;
    constexpr std::string_view k_digits = "0123456789abcdef";
    const bool utf8 = is_utf8(name);
    std::string text;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !utf8)) {
            text += "\\x";
            text += k_digits[byte >> 4];
            text += k_digits[byte & 15];
        } else {
            text += c;
        }
    }
    if (text.size() > k_longest) {
        std::size_t end = k_longest;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) {
            --end;
        }
        text.resize(end);
        text += "...";
    }
    return text;
}

Failure refuse(const MessageSpec& spec, const std::string& what, std::string_view entry,
               std::string why) {
    Error error(spec);
    error.with("what", what).with("why", std::move(why));
    if (!entry.empty()) {
        error.with("entry", printable(entry));
    }
    return Failure(std::move(error));
}

} // namespace

Failure Faults::hostile(std::string_view entry, std::string why) const {
    return refuse(msg::archive_hostile, m_what, entry, std::move(why));
}

Failure Faults::damaged(std::string_view entry, std::string why) const {
    return refuse(msg::archive_damaged, m_what, entry, std::move(why));
}

} // namespace govern::archive
