#include "lines.hpp"

#include "base/text.hpp"

#include <string>

namespace govern::config {

namespace {

std::string_view without_comment(std::string_view line) {
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) {
            return line.substr(0, i);
        }
    }
    return line;
}

} // namespace

LineParts parse_line(std::string_view line) {
    LineParts out;
    const auto content = without_comment(line);
    const auto text = trim(content);
    if (text.empty()) {
        return out;
    }
    out.is_empty = false;
    const auto equals = content.find('=');
    out.has_equals = equals != content.npos;
    if (!out.has_equals) {
        out.key = text;
        return out;
    }
    out.key = trim(content.substr(0, equals));
    out.value = trim(content.substr(equals + 1));
    const auto end = out.value.empty() ? equals + 1
                                       : static_cast<std::size_t>(out.value.data() - line.data()) +
                                             out.value.size();
    out.rest = line.substr(end);
    return out;
}

bool fits_in_line(std::string_view value) {
    const auto line = "k = " + std::string(value);
    return !value.empty() && is_utf8(value) && value.find_first_of("\r\n") == value.npos &&
           value.find('\0') == value.npos && parse_line(line).value == value;
}

} // namespace govern::config
