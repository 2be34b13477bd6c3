#include "config/edit.hpp"

#include "base/text.hpp"
#include "config/file_text.hpp"
#include "lines.hpp"

namespace govern::config {

namespace {

/// A line and its line end.
struct Line {
    std::string_view text;
    std::string_view end;
};

std::vector<Line> lines_with_ends(std::string_view text) {
    std::vector<Line> out;
    while (!text.empty()) {
        const auto newline = text.find('\n');
        auto length = newline == text.npos ? text.size() : newline;
        const auto whole = newline == text.npos ? text.size() : newline + 1;
        if (newline != text.npos && length > 0 && text[length - 1] == '\r') {
            --length;
        }
        out.push_back({text.substr(0, length), text.substr(length, whole - length)});
        text.remove_prefix(whole);
    }
    return out;
}

std::string line_with(const Line& line, const LineParts& parts, const std::string& value) {
    const auto before =
        parts.value.empty()
            ? std::string(line.text.substr(0, line.text.size() - parts.rest.size())) + ' '
            : std::string(line.text.substr(
                  0, static_cast<std::size_t>(parts.value.data() - line.text.data())));
    return before + value + std::string(parts.rest) + std::string(line.end);
}

/// text_with for UTF-8 without a mark.
std::string changed(std::string_view text, std::string_view key,
                    const std::optional<std::string>& value) {
    std::string out;
    bool is_written = !value;
    for (const auto& line : lines_with_ends(text)) {
        const auto parts = parse_line(line.text);
        if (!parts.has_equals || parts.key != key) {
            out += line.text;
            out += line.end;
        } else if (!is_written) {
            out += line_with(line, parts, *value);
            is_written = true;
        } else if (const auto comment = trim(parts.rest); !comment.empty()) {
            out += comment;
            out += line.end;
        }
    }
    if (!is_written) {
        const std::string_view end = text.find("\r\n") == text.npos ? "\n" : "\r\n";
        if (!out.empty() && out.back() != '\n') {
            out += end;
        }
        out += std::string(key) + " = " + *value + std::string(end);
    }
    return out;
}

} // namespace

std::string text_with(std::string_view bytes, std::string_view key,
                      const std::optional<std::string>& value) {
    const auto form = form_of_ascii(bytes); // as where it is read
    return std::string(bytes.substr(0, form.mark)) +
           bytes_of(changed(text_of(bytes, form), key, value), form);
}

bool has_key(std::string_view bytes, std::string_view key) {
    const auto text = text_of(bytes, form_of_ascii(bytes));
    for (const auto line : lines_of(text)) {
        const auto parts = parse_line(line);
        if (parts.has_equals && parts.key == key) {
            return true;
        }
    }
    return false;
}

} // namespace govern::config
