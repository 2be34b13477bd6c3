#include "base/path.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace govern::path {

namespace {

bool is_separator(char c) {
    return c == '/' || (k_windows && c == '\\');
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::size_t after_component(std::string_view path, std::size_t at) {
    while (at < path.size() && !is_separator(path[at])) {
        ++at;
    }
    return std::min(at + 1, path.size());
}

/// The length of what cannot be walked up from: `/`; on Windows `C:\`, `C:`, `\`,
/// `\\server\share\`, `\\?\C:\`, `\\?\UNC\server\share\`.
std::size_t root_length(std::string_view path) {
    if (path.empty()) {
        return 0;
    }
    if (!k_windows) {
        return is_separator(path[0]) ? 1 : 0;
    }
    if (path.size() >= 2 && is_letter(path[0]) && path[1] == ':') {
        return path.size() > 2 && is_separator(path[2]) ? 3 : 2;
    }
    if (!is_separator(path[0])) {
        return 0;
    }
    if (path.size() < 3 || !is_separator(path[1])) {
        return 1;
    }
    const auto second = after_component(path, 2);
    const auto third = after_component(path, second);
    if (path[2] != '?' && path[2] != '.') {
        return third;
    }
    if (equals_ignoring_case(path.substr(second, third - second), "UNC\\")) {
        return after_component(path, after_component(path, third));
    }
    return third;
}

std::vector<std::string_view> components(std::string_view path) {
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        const auto end = std::find_if(path.begin(), path.end(), is_separator) - path.begin();
        const auto part = path.substr(0, static_cast<std::size_t>(end));
        path.remove_prefix(std::min(part.size() + 1, path.size()));
        if (!part.empty() && part != ".") {
            parts.push_back(part);
        }
    }
    return parts;
}

} // namespace

bool is_absolute(std::string_view path) {
    const auto root = root_length(path);
    return k_windows ? root >= 3 : root == 1;
}

std::string join(std::string_view a, std::string_view b) {
    if (a.empty() || is_absolute(b)) {
        return std::string(b);
    }
    std::string out(a);
    if (!is_separator(out.back()) && !b.empty()) {
        out += k_separator;
    }
    return out += b;
}

std::string_view parent(std::string_view path) {
    const auto root = root_length(path);
    auto end = path.size();
    while (end > root && is_separator(path[end - 1])) {
        --end;
    }
    while (end > root && !is_separator(path[end - 1])) {
        --end;
    }
    while (end > root && is_separator(path[end - 1])) {
        --end;
    }
    return path.substr(0, end);
}

std::string_view filename(std::string_view path) {
    const auto root = root_length(path);
    while (path.size() > root && is_separator(path.back())) {
        path.remove_suffix(1);
    }
    auto begin = path.size();
    while (begin > root && !is_separator(path[begin - 1])) {
        --begin;
    }
    return path.substr(begin);
}

std::string normalize(std::string_view path) {
    const auto root = root_length(path);
    std::string out(path.substr(0, root));
    std::replace(out.begin(), out.end(), k_windows ? '/' : k_separator, k_separator);
    std::vector<std::string_view> kept;
    for (const auto part : components(path.substr(root))) {
        if (part != "..") {
            kept.push_back(part);
        } else if (!kept.empty() && kept.back() != "..") {
            kept.pop_back();
        } else if (!is_absolute(path)) {
            kept.push_back(part);
        }
    }
    for (const auto part : kept) {
        if (!out.empty() && out.back() != k_separator && !(k_windows && out.back() == ':')) {
            out += k_separator;
        }
        out += part;
    }
    return out.empty() && !path.empty() ? "." : out;
}

bool same_path(std::string_view a, std::string_view b) {
    const auto x = normalize(a);
    const auto y = normalize(b);
    return k_names_ignore_case ? equals_ignoring_case(x, y) : x == y;
}

bool is_within(std::string_view path, std::string_view folder) {
    const auto outer = normalize(folder);
    const auto inner = normalize(path);
    if (inner.size() < outer.size() || outer.empty()) {
        return false;
    }
    const auto begin = std::string_view(inner).substr(0, outer.size());
    const bool matches = k_names_ignore_case ? equals_ignoring_case(begin, outer) : begin == outer;
    return matches && (inner.size() == outer.size() || is_separator(outer.back()) ||
                       is_separator(inner[outer.size()]));
}

namespace {

/// Device names in every folder (Microsoft, "Naming Files, Paths, and Namespaces"), with any
/// extension and with spaces before it; the digits include the superscripts of Latin-1.
bool is_device_name(std::string_view component) {
    auto stem = component.substr(0, component.find('.'));
    while (!stem.empty() && stem.back() == ' ') {
        stem.remove_suffix(1);
    }
    const auto name = to_lower(stem);
    constexpr std::array<std::string_view, 7> plain = {"con",    "prn",     "aux",   "nul",
                                                       "conin$", "conout$", "clock$"};
    if (std::find(plain.begin(), plain.end(), name) != plain.end()) {
        return true;
    }
    if (name.rfind("com", 0) != 0 && name.rfind("lpt", 0) != 0) {
        return false;
    }
    constexpr std::array<std::string_view, 13> digits = {
        "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "\u00b9", "\u00b2", "\u00b3"};
    return std::find(digits.begin(), digits.end(), std::string_view(name).substr(3)) !=
           digits.end();
}

} // namespace

bool is_safe_name(std::string_view component) {
    if (component.empty() || component.back() == '.' || component.back() == ' ' ||
        !is_utf8(component)) {
        return false;
    }
    constexpr std::string_view refused = "/\\:*?\"<>|\x7f";
    for (const char c : component) {
        if (static_cast<unsigned char>(c) < ' ' || refused.find(c) != refused.npos) {
            return false;
        }
    }
    return !is_device_name(component);
}

} // namespace govern::path
