#include "shell/profile.hpp"

#include "base/text.hpp"

namespace govern::shell {

namespace {

constexpr std::string_view k_begin = "# >>> govern setup >>>";
constexpr std::string_view k_end = "# <<< govern setup <<<";
constexpr std::string_view k_little_mark = "\xFF\xFE";
constexpr std::string_view k_big_mark = "\xFE\xFF";

/// How a file writes ASCII and ends its lines.
struct Writing {
    bool utf16 = false;
    bool big_endian = false;
    std::string_view line_end = "\n";

    explicit Writing(std::string_view content) {
        big_endian = content.starts_with(k_big_mark);
        utf16 = big_endian || content.starts_with(k_little_mark);
        if (content.find(encode("\r\n")) != content.npos) {
            line_end = "\r\n";
        }
    }
    [[nodiscard]] std::string encode(std::string_view text) const {
        if (!utf16) {
            return std::string(text);
        }
        std::string out;
        for (const char c : text) {
            out += big_endian ? '\0' : c;
            out += big_endian ? c : '\0';
        }
        return out;
    }
};

/// Where the first block lies, with the line end after it; `size` 0 where there is none. A begin
/// without an end is that line alone.
struct Extent {
    std::size_t at = 0;
    std::size_t size = 0;
};

Extent find_block(std::string_view content, const Writing& writing) {
    const auto at = content.find(writing.encode(k_begin));
    if (at == content.npos) {
        return {};
    }
    const auto end = content.find(writing.encode(k_end), at);
    const auto line_end = content.find(writing.encode("\n"), end == content.npos ? at : end);
    const auto stop =
        line_end == content.npos ? content.size() : line_end + writing.encode("\n").size();
    return {at, stop - at};
}

} // namespace

bool is_text(std::string_view content) {
    return Writing(content).utf16 || content.find('\0') == content.npos;
}

bool has_block(std::string_view content) {
    return find_block(content, Writing(content)).size != 0;
}

std::string line_of_block(std::string_view content) {
    const Writing writing(content);
    const auto found = find_block(content, writing);
    auto block = content.substr(found.at, found.size);
    const auto first = block.find(writing.encode("\n"));
    const auto end = block.find(writing.encode(k_end));
    if (first == block.npos || end == block.npos || end < first) {
        return {};
    }
    block = block.substr(first, end - first);
    std::string out;
    for (std::size_t i = writing.big_endian ? 1 : 0; i < block.size(); i += writing.utf16 ? 2 : 1) {
        out += block[i];
    }
    return std::string(trim(out));
}

std::string without_block(std::string_view content) {
    const Writing writing(content);
    std::string out(content);
    for (auto found = find_block(out, writing); found.size != 0; found = find_block(out, writing)) {
        out.erase(found.at, found.size);
    }
    return out;
}

std::string with_block(std::string_view content, std::string_view line, Shell shell) {
    Writing writing(content);
    if (shell != Shell::pwsh) {
        writing.line_end =
            "\n"; // a carriage return would become a part of the file that the line names
    }
    auto out = without_block(content);
    const bool open = !out.empty() && out != k_little_mark && out != k_big_mark &&
                      !out.ends_with(writing.encode("\n"));
    std::string block;
    for (const auto part : {open ? writing.line_end : std::string_view(), k_begin, writing.line_end,
                            line, writing.line_end, k_end, writing.line_end}) {
        block += writing.encode(part);
    }
    return out += block;
}

} // namespace govern::shell
