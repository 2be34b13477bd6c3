#pragma once

// Edits of PATH values; base/path_list.hpp splits them. `windows`: separator `;`, case of names
// ignored, quotes round an entry dropped in comparisons; else `:`. Nothing here touches the
// disk.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace govern::shell {

/// True if both entries are one folder as text: trailing separators do not count; on Windows
/// neither do case, quotes and the kind of slash.
[[nodiscard]] bool same_entry(std::string_view a, std::string_view b, bool windows);
[[nodiscard]] bool contains_entry(std::string_view list, std::string_view entry, bool windows);

/// The list with this entry first, and nowhere else; every other entry as it was.
[[nodiscard]] std::string move_to_front(std::string_view list, std::string_view entry,
                                        bool windows);
[[nodiscard]] std::string append_entry(std::string_view list, std::string_view entry, bool windows);

/// True if the folder can be an entry at all: no separator, no NUL or newline, on Windows no
/// quote.
[[nodiscard]] bool is_representable(std::string_view folder, bool windows);

/// How long Windows takes a text to be: in UTF-16 units. The text is UTF-8.
[[nodiscard]] std::size_t windows_length(std::string_view text);

/// `%NAME%` replaced by what `lookup` gives, as Windows does for REG_EXPAND_SZ; unknown names stay.
template <typename Lookup>
[[nodiscard]] std::string expand_percent(std::string_view text, Lookup lookup) {
    std::string out;
    while (!text.empty()) {
        const auto open = text.find('%');
        const auto close = open == text.npos ? open : text.find('%', open + 1);
        if (close == text.npos) {
            break;
        }
        out += text.substr(0, open);
        if (const auto value = lookup(text.substr(open + 1, close - open - 1))) {
            out += *value;
            text.remove_prefix(close + 1);
        } else {
            out += text.substr(open, close - open);
            text.remove_prefix(close);
        }
    }
    return out += text;
}

/// `C:\x\y` as Git Bash writes it: `/c/x/y`; `\\server\share` becomes `//server/share`. Other paths
/// get their backslashes turned only.
[[nodiscard]] std::string msys_path(std::string_view path);
/// A complete `;` list as Git Bash's `:` list.
[[nodiscard]] std::string msys_path_list(std::string_view list);

} // namespace govern::shell
