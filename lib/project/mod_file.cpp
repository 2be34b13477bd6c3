#include "project/mod_file.hpp"

#include "project/go_setting.hpp"
#include "resolve/native.hpp"
#include "resolve/path.hpp"
#include "resolve/text.hpp"

#include <algorithm>
#include <array>
#include <memory>

namespace govern::project {

using namespace resolve;

namespace {

/// How many bytes the character at the start has that Go's TrimSpace takes for a blank; 0 if it is
/// another.
std::size_t blank_at_start(std::string_view text) {
    constexpr std::array<std::string_view, 17> k_wide = {
        "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81",
        "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86",
        "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8",
        "\xE2\x80\xA9", "\xE2\x80\xAF"};
    if (!text.empty() && is_blank(text[0])) {
        return 1;
    }
    for (const auto wide : k_wide) {
        if (text.starts_with(wide)) {
            return wide.size();
        }
    }
    return text.starts_with("\xE2\x81\x9F") || text.starts_with("\xE3\x80\x80") ? 3 : 0;
}

/// As bytes.TrimSpace of Go.
std::string_view go_trimmed(std::string_view text) {
    while (const auto size = blank_at_start(text)) {
        text.remove_prefix(size);
    }
    for (bool more = true; more && !text.empty();) {
        more = false;
        for (std::size_t size = 1; size <= 3 && size <= text.size() && !more; size++) {
            if (blank_at_start(text.substr(text.size() - size)) == size) {
                text.remove_suffix(size);
                more = true;
            }
        }
    }
    return text;
}

void set(ModLine& out, std::uint32_t number, std::string_view text, std::string_view value) {
    out.number = number;
    out.text = text;
    out.value = value;
}

/// gover.GoModLookup: takes the line if it is the first that starts with the word.
void look_up(ModLine& out, std::uint32_t number, std::string_view line, std::string_view word) {
    const auto text = go_trimmed(line);
    if (out.is_there() || !text.starts_with(word)) {
        return;
    }
    const auto rest = text.substr(word.size());
    if (!rest.empty() && (rest[0] == ' ' || rest[0] == '\t')) {
        set(out, number, text, go_trimmed(rest.substr(0, rest.find("//"))));
    }
}

/// Without the comment; `//` inside of quotes is not one.
std::string_view without_comment(std::string_view line) {
    char quote = '\0';
    for (std::size_t i = 0; i < line.size(); i++) {
        const char c = line[i];
        if (quote == '\0' && c == '/' && line.substr(i).starts_with("//")) {
            return line.substr(0, i);
        }
        if (quote == '\0' && (c == '"' || c == '`')) {
            quote = c;
        } else if (c == quote) {
            quote = '\0';
        }
    }
    return line;
}

/// Takes go.mod and go.work apart as their parser does (golang.org/x/mod/modfile), as far as their
/// lines matter here.
class Directives {
public:
    explicit Directives(ModFile& out) : m_out(out) {}

    void take(std::uint32_t number, std::string_view line) {
        const auto code = trimmed(without_comment(line));
        if (code.empty()) {
            return;
        }
        if (!m_block.empty()) {
            if (code == ")") {
                m_block.clear();
            } else {
                add(number, line, m_block, code, true);
            }
            return;
        }
        const auto end = std::min(code.find_first_of(" \t("), code.size());
        const auto word = code.substr(0, end);
        const auto rest = trimmed(code.substr(end));
        if (rest == "(") {
            m_block = word;
        } else if (rest != "()") {
            add(number, line, word, rest, false);
        }
    }

private:
    void add(std::uint32_t number, std::string_view line, std::string_view word,
             std::string_view value, bool in_block) {
        const auto* const kept = std::find(k_kept_words.begin(), k_kept_words.end(), word);
        if (kept == k_kept_words.end()) {
            return;
        }
        auto& count = m_counts[static_cast<std::size_t>(kept - k_kept_words.begin())];
        if (count == k_most_directives) {
            m_out.is_cut = true;
            return;
        }
        ++count;
        Directive out;
        set(out, number, trimmed(line), value);
        out.word = word;
        out.in_block = in_block;
        m_out.directives.push_back(std::move(out));
    }

    ModFile& m_out;
    std::array<std::size_t, k_kept_words.size()> m_counts{};
    std::string m_block; ///< the word of the block that the line is in
};

/// A path as these files hold it, quotes taken off.
std::string_view unquoted(std::string_view path) {
    const bool quoted = path.size() >= 2 && (path.front() == '"' || path.front() == '`') &&
                        path.back() == path.front();
    return quoted ? path.substr(1, path.size() - 2) : path;
}

} // namespace

ModLine ModFile::directive(std::string_view word, std::size_t nth) const {
    for (const auto& one : directives) {
        if (one.word == word && !one.in_block && nth-- == 0) {
            return one;
        }
    }
    return {};
}

ModFile read_mod_file(std::string path, bool workspace) {
    ModFile out;
    const auto file = read_whole(path);
    out.path = std::move(path);
    out.workspace = workspace;
    out.is_readable = file.is_there;
    Directives directives(out);
    std::string_view rest = file.text;
    std::string_view line;
    for (std::uint32_t number = 1; cut_line(rest, line); number++) {
        look_up(out.go, number, line, "go");
        look_up(out.toolchain, number, line, "toolchain");
        directives.take(number, line);
    }
    return out;
}

std::vector<UsedFolder> used_folders(const ModFile& work) {
    std::vector<UsedFolder> out;
    const auto arena = std::make_unique<Arena>();
    for (const auto& one : work.directives) {
        if (one.word == "use" && !one.value.empty()) {
            const auto mark = arena->mark();
            const auto folder = path_clean(*arena, parent(work.path), unquoted(one.value));
            out.push_back({std::string(folder), one});
            arena->rewind(mark);
        }
    }
    return out;
}

} // namespace govern::project
