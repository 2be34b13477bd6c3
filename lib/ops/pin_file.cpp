#include "ops/pin_file.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace govern::ops {

namespace {

enum class Encoding { utf8, utf8_bom, utf16_le, utf16_be };

Encoding encoding_of(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) {
        return Encoding::utf8_bom;
    }
    if (bytes.starts_with("\xFF\xFE")) {
        return Encoding::utf16_le;
    }
    if (bytes.starts_with("\xFE\xFF")) {
        return Encoding::utf16_be;
    }
    // Without a mark a zero beside the first character gives it away, as where it is read.
    if (bytes.size() >= 2 && (bytes[0] == '\0') != (bytes[1] == '\0')) {
        return bytes[0] == '\0' ? Encoding::utf16_be : Encoding::utf16_le;
    }
    return Encoding::utf8;
}

/// Bytes of one character unit, and of the mark before the text.
std::size_t unit_of(Encoding encoding) {
    return encoding == Encoding::utf16_le || encoding == Encoding::utf16_be ? 2 : 1;
}
std::size_t mark_of(std::string_view bytes, Encoding encoding) {
    if (encoding == Encoding::utf8_bom) {
        return 3;
    }
    return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF") ? 2 : 0;
}

/// The text with one char for each unit, so that positions map back: only ASCII matters here.
std::string units_as_chars(std::string_view bytes, Encoding encoding) {
    std::string out;
    const auto unit = unit_of(encoding);
    for (std::size_t i = mark_of(bytes, encoding); i + unit <= bytes.size(); i += unit) {
        if (unit == 1) {
            out += bytes[i];
            continue;
        }
        const char low = bytes[encoding == Encoding::utf16_le ? i : i + 1];
        const char high = bytes[encoding == Encoding::utf16_le ? i + 1 : i];
        out += high == 0 ? low : '?';
    }
    return out;
}

std::string encoded(std::string_view ascii, Encoding encoding) {
    std::string out;
    for (const char c : ascii) {
        if (encoding == Encoding::utf16_be) {
            out += '\0';
        }
        out += c;
        if (encoding == Encoding::utf16_le) {
            out += '\0';
        }
    }
    return out;
}

/// Where the version stands: what is no comment of the first line that is neither blank nor one.
std::pair<std::size_t, std::size_t> version_place(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    std::size_t at = 0;
    while (true) {
        at = text.find_first_not_of(blank, at);
        if (at == text.npos) {
            return {text.size(), 0};
        }
        if (text[at] != '#') {
            break;
        }
        at = std::min(text.find('\n', at), text.size());
    }
    auto end = at;
    for (auto i = at; i < text.size() && text[i] != '\n'; ++i) {
        const bool is_blank = blank.find(text[i]) != blank.npos;
        if (text[i] == '#' && blank.find(text[i - 1]) != blank.npos) {
            break;
        }
        end = is_blank ? end : i + 1;
    }
    return {at, end - at};
}

/// What stands behind the version and stays, as ranges of the text: other versions go.
std::vector<std::pair<std::size_t, std::size_t>> kept_behind(std::string_view text,
                                                             std::size_t from) {
    std::vector<std::pair<std::size_t, std::size_t>> out;
    for (auto at = from; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size() - 1) + 1;
        const auto first = text.find_first_not_of(" \t\r\n", at);
        if (at == from || first >= end || text[first] == '#') {
            out.emplace_back(at, end);
        }
        at = end;
    }
    return out;
}

} // namespace

std::string pin_file_with(std::string_view old, std::string_view version) {
    const auto encoding = encoding_of(old);
    const auto text = units_as_chars(old, encoding);
    const auto [at, length] = version_place(text);
    const auto unit = unit_of(encoding);
    const auto mark = mark_of(old, encoding);
    std::string fresh(version);
    if (length == 0) {
        const std::string line_end = text.find("\r\n") != text.npos ? "\r\n" : "\n";
        fresh = (text.empty() || text.back() == '\n' ? "" : line_end) + fresh + line_end;
    }
    auto out = std::string(old.substr(0, mark + at * unit)) + encoded(fresh, encoding);
    for (const auto& [begin, end] : kept_behind(text, at + length)) {
        out += old.substr(mark + begin * unit, (end - begin) * unit);
    }
    return out;
}

} // namespace govern::ops
