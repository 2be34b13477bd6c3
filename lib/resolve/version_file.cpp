#include "resolve/version_file.hpp"

#include "base/encoding.hpp"
#include "resolve/text.hpp"
#include "resolve/utf16.hpp"

namespace govern::resolve {

namespace {

constexpr std::size_t k_max_file = 64 * 1024;

/// In UTF-8, without a byte order mark. A version starts with ASCII.
std::string_view without_encoding(const std::string_view& text, Arena& arena) {
    const auto form = form_of_ascii(text);
    const auto body = slice(text, form.mark);
    if (!form.is_utf16()) {
        return body;
    }
    const auto units = body.size() / 2;
    char* const out = arena.take(units * 3);
    const bool big = form.encoding == Encoding::utf16_be;
    return {out, out == nullptr ? 0 : utf8_from_utf16(body.data(), units, big, out)};
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

/// `value` is complete; the wish keeps a shortened form.
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
