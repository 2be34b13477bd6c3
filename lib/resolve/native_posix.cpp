#include "resolve/native.hpp"

#include "core/build_platform.hpp"
#include "resolve/path.hpp"

#include <cstring>

namespace govern::resolve::native {

const char k_separator = '/';
const char k_list_separator = ':';
const std::string_view k_exe_suffix = "";
const char* const k_folder_variable = "PWD";
const char* const k_temp_variables[4] = {"TMPDIR", nullptr, nullptr, nullptr};
const std::string_view k_temp_folder = "/tmp";

std::string_view unquoted(const std::string_view& entry, Arena& /*arena*/) {
    return entry;
}

bool is_separator(char c) {
    return c == '/';
}

bool is_absolute(const std::string_view& path) {
    return !path.empty() && path[0] == '/';
}

bool is_rooted(const std::string_view& path) {
    return is_absolute(path);
}

std::size_t root_length(const std::string_view& path) {
    return is_absolute(path) ? 1 : 0;
}

std::size_t parent_length(const std::string_view& path) {
    std::size_t size = path.size();
    while (size > 0 && path[size - 1] != '/') {
        size--;
    }
    if (size <= 1) {
        return path.size() > 1 ? size : 0;
    }
    return size - 1;
}

bool same_path(std::string_view a, std::string_view b) {
    const auto without_end = [](std::string_view path) {
        while (path.size() > 1 && path.back() == '/') {
            path.remove_suffix(1);
        }
        return path;
    };
    return without_end(a) == without_end(b);
}

std::string_view clean(const std::string_view& path, Arena& arena) {
    char* const out = arena.take(path.size() + 1);
    if (out == nullptr) {
        return {};
    }
    std::size_t used = 0;
    for (std::size_t at = 0; at < path.size();) {
        std::size_t end = at;
        while (end < path.size() && path[end] != '/') {
            end++;
        }
        const std::string_view part(path.data() + at, end - at);
        at = end + 1;
        if (part == "..") {
            while (used > 0 && out[--used] != '/') {
            }
        } else if (!part.empty() && part != ".") {
            out[used++] = '/';
            std::memcpy(out + used, part.data(), part.size());
            used += part.size();
        }
    }
    if (used == 0) {
        out[used++] = '/';
    }
    out[used] = '\0';
    return {out, used};
}

const char* const* platforms() {
    static constexpr const char* k_names[] = {
        GOVERN_GOOS "-" GOVERN_GOARCH,
#if defined(__APPLE__) && defined(__aarch64__)
        "darwin-amd64", // Apple's own processors run the other kind's programs
#endif
        nullptr,
    };
    return k_names;
}

std::string_view config_folder(const Variables& variables, Arena& arena) {
    const auto home = variables.get(variables.context, "HOME", arena);
#if defined(__APPLE__)
    return home.empty() ? home : compose(arena, "*/Library/Application Support", home);
#else // ^^^ macOS, others vvv
    const auto named = variables.get(variables.context, "XDG_CONFIG_HOME", arena);
    if (!named.empty()) {
        return is_absolute(named) ? named : std::string_view();
    }
    return home.empty() ? home : compose(arena, "*/.config", home);
#endif
}

} // namespace govern::resolve::native
