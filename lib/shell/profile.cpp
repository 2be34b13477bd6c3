#include "shell/profile.hpp"

#include "base/encoding.hpp"
#include "base/text.hpp"

namespace govern::shell {

namespace {

constexpr std::string_view k_begin = "# >>> govern setup >>>";
constexpr std::string_view k_end = "# <<< govern setup <<<";

/// How a file writes ASCII and ends its lines.
struct Writing {
    TextForm form;
    std::string_view line_end = "\n";

    explicit Writing(std::string_view content) : form(form_of_text(content)) {
        if (content.find(encode("\r\n")) != content.npos) {
            line_end = "\r\n";
        }
    }
    [[nodiscard]] std::string encode(std::string_view text) const {
        return encode_ascii(text, form.encoding);
    }
};

/// The place of the first block, with the line end after it; `size` 0 if there is none. A begin
/// without an end counts as that line alone.
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
    return form_of_text(content).is_utf16() || content.find('\0') == content.npos;
}

bool is_signed(std::string_view content) {
    return content.find(Writing(content).encode("# SIG # Begin signature block")) != content.npos;
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
    const std::size_t first_byte = writing.form.encoding == Encoding::utf16_be ? 1 : 0;
    for (std::size_t i = first_byte; i < block.size(); i += writing.form.unit()) {
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

bool is_but_for_line_end(std::string_view content, std::string_view former) {
    const Writing writing(former);
    return content == former || content == std::string(former) + writing.encode("\n") ||
           content == std::string(former) + writing.encode("\r\n");
}

std::string with_block(std::string_view content, std::string_view line, Shell shell) {
    Writing writing(content);
    if (shell != Shell::pwsh) {
        writing.line_end =
            "\n"; // a carriage return would become a part of the file that the line names
    }
    auto out = without_block(content);
    const bool open = out.size() > writing.form.mark && !out.ends_with(writing.encode("\n"));
    std::string block;
    for (const auto part : {open ? writing.line_end : std::string_view(), k_begin, writing.line_end,
                            line, writing.line_end, k_end, writing.line_end}) {
        block += writing.encode(part);
    }
    return out += block;
}

} // namespace govern::shell
