#include "resolve/version_file.hpp"

#include "resolve/text.hpp"
#include "resolve/utf16.hpp"

namespace govern::resolve {

namespace {

constexpr std::size_t k_max_file = 64 * 1024;

/// PowerShell 5.1 writes UTF-16 with a BOM for `>`. Without one, a zero beside the first character
/// gives it away: a version starts with ASCII.
std::string_view without_encoding(std::string_view text, Arena& arena) {
    if (text.size() >= 2) {
        const bool little = starts_with(text, "\xFF\xFE") || (text[0] != '\0' && text[1] == '\0');
        const bool big = starts_with(text, "\xFE\xFF") || (text[0] == '\0' && text[1] != '\0');
        if (little || big) {
            const auto units = text.size() / 2;
            char* const out = arena.take(units * 3);
            text = {out, out == nullptr ? 0 : utf8_from_utf16(text.data(), units, big, out)};
        }
    }
    return starts_with(text, "\xEF\xBB\xBF") ? slice(text, 3) : text;
}

FileWish read_and_parse(const char* path, void (*parse)(std::string_view, FileWish&),
                        Arena& arena) {
    FileWish out;
    const auto mark = arena.mark();
    std::string_view text;
    const auto opened = read_file(path, arena, text);
    if (opened == sys::Opened::yes && text.size() <= k_max_file) {
        parse(without_encoding(text, arena), out);
    } else if (opened != sys::Opened::absent) {
        out.found = true;
        out.error = opened == sys::Opened::yes ? Problem::oversized_file : Problem::unreadable_file;
    }
    if (!out.found) {
        arena.rewind(mark);
    }
    return out;
}

/// A `#` at the start or after a blank starts a comment.
std::string_view without_comment(const std::string_view& line) {
    std::size_t end = 0;
    while (end < line.size() && !(line[end] == '#' && (end == 0 || is_blank(line[end - 1])))) {
        end++;
    }
    return trimmed(slice(line, 0, end));
}

/// Cuts the first word off.
std::string_view cut_word(std::string_view& rest) {
    std::size_t end = 0;
    while (end < rest.size() && !is_blank(rest[end])) {
        end++;
    }
    const auto word = slice(rest, 0, end);
    rest = trimmed(slice(rest, end));
    return word;
}

/// `value` is whole; what is kept of it is cut.
void read_value(const std::string_view& value, FileWish& out) {
    std::size_t stopped = 0;
    if (!read_spec(value, out.spec, stopped) || out.spec.kind == Spec::Kind::oldstable) {
        out.error = Problem::malformed_file;
    }
}

} // namespace

void parse_go_version(std::string_view text, FileWish& out) {
    out.found = true;
    std::uint32_t number = 0;
    std::string_view line;
    while (out.error == Problem::none && cut_line(text, line)) {
        number++;
        const auto value = without_comment(line);
        if (value.empty()) {
            continue;
        }
        const bool first = out.line == 0;
        out.set(number, line, value);
        if (first) {
            read_value(value, out);
        } else {
            out.error = Problem::second_version;
        }
    }
    if (out.line == 0) {
        out.error = Problem::empty_file;
        out.line = 1;
    }
}

void parse_tool_versions(std::string_view text, FileWish& out) {
    std::uint32_t number = 0;
    std::string_view line;
    while (!out.found && cut_line(text, line)) {
        number++;
        auto rest = without_comment(line);
        const auto tool = cut_word(rest);
        if (is(tool, "golang") || is(tool, "go") || is(tool, "golang:") || is(tool, "go:")) {
            // Later words are asdf's fallbacks; the first is what is asked for.
            out.found = true;
            const auto value = cut_word(rest);
            out.set(number, line, value);
            read_value(value, out);
        }
    }
}

FileWish read_go_version(const char* path, Arena& arena) {
    return read_and_parse(path, parse_go_version, arena);
}

FileWish read_tool_versions(const char* path, Arena& arena) {
    return read_and_parse(path, parse_tool_versions, arena);
}

} // namespace govern::resolve
