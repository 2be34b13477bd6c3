#include "shell/path_list.hpp"

#include "base/path.hpp"
#include "base/path_list.hpp"
#include "base/text.hpp"

namespace govern::shell {

namespace {

char separator(bool windows) {
    return windows ? ';' : ':';
}

std::string comparable(std::string_view entry, bool windows) {
    std::string out(entry);
    if (windows) {
        std::erase(out, '"');
        for (auto& c : out) {
            c = c == '/' ? '\\' : c;
        }
    }
    if (windows == (path::k_separator == '\\') && path::is_absolute(out)) {
        out = path::normalize(out);
    }
    out = windows ? to_lower(out) : out;
    const char slash = windows ? '\\' : '/';
    while (out.size() > 1 && out.back() == slash) {
        out.pop_back();
    }
    return out;
}

} // namespace

bool same_entry(std::string_view a, std::string_view b, bool windows) {
    return comparable(a, windows) == comparable(b, windows);
}

bool contains_entry(std::string_view list, std::string_view entry, bool windows) {
    for (const auto& each : path::split_list(list, windows)) {
        if (same_entry(each, entry, windows)) {
            return true;
        }
    }
    return false;
}

std::string move_to_front(std::string_view list, std::string_view entry, bool windows) {
    auto entries = path::split_list(list, windows);
    std::erase_if(entries,
                  [&](const std::string& each) { return same_entry(each, entry, windows); });
    entries.insert(entries.begin(), std::string(entry));
    return path::join_list(entries, windows);
}

std::string append_entry(std::string_view list, std::string_view entry, bool windows) {
    if (contains_entry(list, entry, windows)) {
        return std::string(list);
    }
    std::string out(list);
    if (!out.empty() && out.back() != separator(windows)) {
        out += separator(windows);
    }
    return out += entry;
}

bool is_representable(std::string_view folder, bool windows) {
    const std::string_view bad =
        windows ? std::string_view(";\"\n\r\0", 5) : std::string_view(":\n\0", 3);
    return !folder.empty() && folder.find_first_of(bad) == folder.npos;
}

std::size_t windows_length(std::string_view text) {
    std::size_t units = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool continues = byte >= 0x80 && byte < 0xC0;
        units += continues ? 0 : byte >= 0xF0 ? 2 : 1; // four bytes: a surrogate pair
    }
    return units;
}

std::string msys_path(std::string_view path) {
    std::string out(path);
    for (auto& c : out) {
        c = c == '\\' ? '/' : c;
    }
    const bool has_drive = out.size() >= 2 && out[1] == ':' &&
                           ((out[0] >= 'A' && out[0] <= 'Z') || (out[0] >= 'a' && out[0] <= 'z'));
    if (has_drive && (out.size() == 2 || out[2] == '/')) {
        out = '/' + to_lower(out.substr(0, 1)) + out.substr(2);
    }
    return out;
}

std::string msys_path_list(std::string_view list) {
    std::vector<std::string> entries;
    for (auto& entry : path::split_list(list, true)) {
        std::erase(entry, '"');
        if (!entry.empty()) {
            entries.push_back(msys_path(entry));
        }
    }
    return join(entries, ":");
}

} // namespace govern::shell
