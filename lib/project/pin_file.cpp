#include "project/pin_file.hpp"

#include "base/encoding.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace govern::project {

namespace {

/// The text with one char for each unit, so that positions map back: only ASCII matters here.
std::string units_as_chars(std::string_view bytes, const TextForm& form) {
    std::string out;
    const auto unit = form.unit();
    for (std::size_t i = form.mark; i + unit <= bytes.size(); i += unit) {
        if (unit == 1) {
            out += bytes[i];
            continue;
        }
        const char low = bytes[form.encoding == Encoding::utf16_le ? i : i + 1];
        const char high = bytes[form.encoding == Encoding::utf16_le ? i + 1 : i];
        out += high == 0 ? low : '?';
    }
    return out;
}

/// The place of the version: the first line that is neither blank nor a comment, without a comment
/// at its end.
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

/// The parts behind the version that stay, as ranges of the text: other versions are removed.
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
    const auto form = form_of_ascii(old); // as where it is read
    const auto text = units_as_chars(old, form);
    const auto [at, length] = version_place(text);
    const auto unit = form.unit();
    const auto mark = form.mark;
    std::string fresh(version);
    if (length == 0) {
        const std::string line_end = text.find("\r\n") != text.npos ? "\r\n" : "\n";
        fresh = (text.empty() || text.back() == '\n' ? "" : line_end) + fresh + line_end;
    }
    auto out = std::string(old.substr(0, mark + at * unit)) + encode_ascii(fresh, form.encoding);
    for (const auto& [begin, end] : kept_behind(text, at + length)) {
        out += old.substr(mark + begin * unit, (end - begin) * unit);
    }
    return out;
}

std::optional<std::string> with_value_on_line(std::string_view bytes, std::uint32_t line,
                                              std::string_view old, std::string_view fresh) {
    const auto form = form_of_ascii(bytes); // as where it is read
    const auto text = units_as_chars(bytes, form);
    std::size_t begin = 0;
    for (std::uint32_t number = 1; number < line && begin < text.size(); ++number) {
        begin = std::min(text.find('\n', begin), text.size() - 1) + 1;
    }
    const auto at = text.find(old, begin);
    if (at == text.npos || at > text.find('\n', begin)) {
        return std::nullopt;
    }
    const auto unit = form.unit();
    std::string out(bytes);
    return out.replace(form.mark + at * unit, old.size() * unit,
                       encode_ascii(fresh, form.encoding));
}

} // namespace govern::project
