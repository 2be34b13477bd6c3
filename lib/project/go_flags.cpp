#include "project/go_flags.hpp"

#include "go_flags_table.hpp"

#include <algorithm>

namespace govern::project {

namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// cmd/internal/quoted Split: quotes count around a word only, and nothing is escaped in them.
/// Before Go 1.20 they mean nothing (strings.Fields).
std::string split(std::string_view text, bool quotes, std::vector<std::string>& out) {
    for (std::size_t at = 0; at < text.size();) {
        const char first = text[at];
        if (is_blank(first)) {
            at++;
        } else if (quotes && (first == '"' || first == '\'')) {
            const auto end = text.find(first, at + 1);
            if (end == text.npos) {
                return std::string("a ") + first + " is not closed";
            }
            out.emplace_back(text.substr(at + 1, end - at - 1));
            at = end + 1;
        } else {
            auto end = at;
            while (end < text.size() && !is_blank(text[end])) {
                end++;
            }
            out.emplace_back(text.substr(at, end - at));
            at = end;
        }
    }
    return {};
}

std::string line_name(int minor) {
    return "1." + std::to_string(minor);
}

/// Notes a flag that a Go of that version does not know.
void check(std::string_view name, const Gover& version, GoFlags& out) {
    const auto minor = version.minor();
    const auto* flag = find_go_flag(name);
    const bool early = flag != nullptr && minor < flag->since;
    const bool late = flag != nullptr && flag->until != 0 && minor > flag->until;
    if (minor > k_newest_line || (flag != nullptr && !early && !late)) {
        return;
    }
    out.unknown = '-' + std::string(name);
    out.since = early ? line_name(flag->since) : "";
    out.until = late ? line_name(flag->until) : "";
}

} // namespace

std::optional<std::string_view> go_flag_name(std::string_view word) {
    if (!word.starts_with('-') || word == "-" || word == "--" || word.starts_with("---") ||
        word.starts_with("-=") || word.starts_with("--=")) {
        return std::nullopt;
    }
    word.remove_prefix(word.starts_with("--") ? 2 : 1);
    return word.substr(0, word.find('='));
}

const GoFlag* find_go_flag(std::string_view name) {
    const auto* const found = std::find_if(std::begin(k_go_flags), std::end(k_go_flags),
                                           [&](const GoFlag& one) { return one.name == name; });
    return found == std::end(k_go_flags) ? nullptr : found;
}

std::optional<std::string> GoFlags::value(std::string_view name) const {
    std::optional<std::string> out;
    for (const auto& word : words) {
        if (go_flag_name(word) == name) {
            const auto equals = word.find('=');
            out = equals == word.npos ? "" : word.substr(equals + 1);
        }
    }
    return out;
}

GoFlags read_go_flags(std::string_view goflags, const Gover& version) {
    GoFlags out;
    if (version < Gover("1.11")) {
        return out;
    }
    out.problem = split(goflags, version >= Gover("1.20"), out.words);
    for (const auto& word : out.words) {
        if (!out.problem.empty() || !out.unknown.empty()) {
            break;
        }
        if (const auto name = go_flag_name(word)) {
            check(*name, version, out);
        } else {
            out.problem = "'" + word + "' is not a flag";
        }
    }
    return out;
}

} // namespace govern::project
