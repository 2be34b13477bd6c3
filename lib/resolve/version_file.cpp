#include "resolve/version_file.hpp"

#include "resolve/text.hpp"
#include "resolve/utf16.hpp"

namespace govern::resolve {

namespace {

constexpr std::size_t k_max_file = 64 * 1024;

/// Reads the file and makes it UTF-8 without BOM. `text` lies in the arena.
Problem read_text(const char* path, Arena& arena, bool& found, std::string_view& text) {
    sys::Handle file = -1;
    switch (sys::open_file(path, file)) {
    case sys::Opened::absent:
        return Problem::none;
    case sys::Opened::denied:
    case sys::Opened::failed:
        found = true;
        return Problem::unreadable_file;
    case sys::Opened::yes:
        break;
    }
    found = true;
    // All at once: less than was asked for is the end of a file.
    const auto mark = arena.mark();
    char* const raw = arena.take(k_max_file + 1);
    const auto got = raw == nullptr ? -1 : sys::read_file(file, raw, k_max_file + 1);
    sys::close_file(file);
    if (got < 0) {
        return Problem::unreadable_file;
    }
    const auto size = static_cast<std::size_t>(got);
    if (size > k_max_file) {
        return Problem::oversized_file;
    }
    arena.rewind(mark + size);
    const auto byte = [raw](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(raw[i]));
    };
    // PowerShell 5.1 writes UTF-16 with a BOM for `>`. Without one, a zero beside the first
    // character gives it away: a version starts with ASCII.
    std::size_t start = 0;
    bool little = false;
    bool big = false;
    if (size >= 2) {
        const auto order = byte(0) << 8 | byte(1);
        little = order == 0xFFFE || (order >> 8 != 0 && (order & 0xFF) == 0);
        big = order == 0xFEFF || (order != 0 && order >> 8 == 0);
        start = order == 0xFFFE || order == 0xFEFF ? 2 : 0;
    }
    if (little || big) {
        const auto unit = [&](std::size_t i) {
            const auto at = start + i * 2;
            return little ? byte(at + 1) << 8 | byte(at) : byte(at) << 8 | byte(at + 1);
        };
        const auto count = (size - start) / 2;
        char* const out = arena.take(count * 3 + 4);
        text = {out, out == nullptr ? 0 : utf8_from_utf16(count, unit, out, count * 3 + 4)};
        return Problem::none;
    }
    if (size >= 3 && byte(0) == 0xEF && byte(1) == 0xBB && byte(2) == 0xBF) {
        start = 3;
    }
    text = {raw + start, size - start};
    return Problem::none;
}

/// A `#` at the start or after a blank starts a comment.
std::string_view without_comment(const std::string_view& line) {
    for (std::size_t i = 0; i < line.size(); i++) {
        if (line[i] == '#' && (i == 0 || is_blank(line[i - 1]))) {
            return slice(line, 0, i);
        }
    }
    return line;
}

/// Keeps the line and reads the SPEC in it. `value` is a part of `line`.
void keep(FileWish& out, Arena& arena, const std::string_view& line,
          const std::string_view& value) {
    out.offset = static_cast<std::size_t>(value.data() - line.data());
    out.text = arena.copy(slice(line, 0, k_max_quote));
    out.value = slice(out.text, out.offset, value.size());
    out.parsed = parse_spec(value);
    const bool allowed = out.parsed.spec.kind != Spec::Kind::oldstable;
    if (out.parsed.error == SpecError::none && !allowed) {
        out.parsed.error = SpecError::not_a_version;
    }
    out.error = out.parsed.error == SpecError::none ? Problem::none : Problem::malformed_file;
}

FileWish read_and_parse(const char* path, FileWish (*parse)(std::string_view, Arena&),
                        Arena& arena) {
    FileWish out;
    const auto mark = arena.mark();
    std::string_view text;
    out.error = read_text(path, arena, out.found, text);
    if (out.error == Problem::none && out.found) {
        out = parse(text, arena);
    }
    if (!out.found) {
        arena.rewind(mark);
    }
    return out;
}

} // namespace

FileWish parse_go_version(std::string_view text, Arena& arena) {
    FileWish out;
    out.found = true;
    std::uint32_t number = 0;
    std::string_view line;
    while (cut_line(text, line)) {
        number++;
        const auto value = trimmed(without_comment(line));
        if (value.empty()) {
            continue;
        }
        if (out.line != 0) {
            out.error = out.error == Problem::none ? Problem::second_version : out.error;
            if (out.error == Problem::second_version) {
                out.line = number;
                out.offset = static_cast<std::size_t>(value.data() - line.data());
                out.text = arena.copy(slice(line, 0, k_max_quote));
                out.value = slice(out.text, out.offset, value.size());
            }
            return out;
        }
        out.line = number;
        keep(out, arena, line, value);
        if (out.error != Problem::none) {
            return out;
        }
    }
    if (out.line == 0) {
        out.error = Problem::empty_file;
        out.line = 1;
    }
    return out;
}

FileWish parse_tool_versions(std::string_view text, Arena& arena) {
    FileWish out;
    std::uint32_t number = 0;
    std::string_view line;
    while (cut_line(text, line)) {
        number++;
        auto rest = trimmed(without_comment(line));
        std::size_t end = 0;
        while (end < rest.size() && !is_blank(rest[end])) {
            end++;
        }
        auto tool = slice(rest, 0, end);
        if (ends_with(tool, ":")) {
            tool.remove_suffix(1);
        }
        if (tool != "golang" && tool != "go") {
            continue;
        }
        // Later words are asdf's fallbacks; the first is what is asked for.
        rest = trimmed(slice(rest, end));
        end = 0;
        while (end < rest.size() && !is_blank(rest[end])) {
            end++;
        }
        out.found = true;
        out.line = number;
        keep(out, arena, line, slice(rest, 0, end));
        return out;
    }
    return out;
}

FileWish read_go_version(const char* path, Arena& arena) {
    return read_and_parse(path, parse_go_version, arena);
}

FileWish read_tool_versions(const char* path, Arena& arena) {
    return read_and_parse(path, parse_tool_versions, arena);
}

} // namespace govern::resolve
