#include "resolve/native.hpp"
#include "resolve/utf16.hpp"
#include "resolve/wide_path.hpp"

#include <windows.h>

namespace govern::resolve::native {

const char k_separator = '\\';
const char k_list_separator = ';';
const std::string_view k_exe_suffix = ".exe";
const char* const k_folder_variable = nullptr;
const char* const k_temp_variables[4] = {"TMP", "TEMP", "USERPROFILE", nullptr};
const std::string_view k_temp_folder = "";

std::string_view unquoted(const std::string_view& entry, Arena& arena) {
    char* const out = arena.take(entry.size());
    std::size_t used = 0;
    for (std::size_t i = 0; out != nullptr && i < entry.size(); i++) {
        if (entry[i] != '"') {
            out[used++] = entry[i];
        }
    }
    return {out, used};
}

bool is_separator(char c) {
    return c == '\\' || c == '/';
}

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_letter(char c) {
    return lower(c) >= 'a' && lower(c) <= 'z';
}

/// The end of the component that starts at `at`.
std::size_t component_end(const std::string_view& path, std::size_t at) {
    while (at < path.size() && !is_separator(path[at])) {
        at++;
    }
    return at;
}

} // namespace

std::size_t root_length(const std::string_view& path) {
    std::size_t start = 0;
    if (path.size() >= 4 && is_separator(path[0]) && is_separator(path[1]) &&
        (path[2] == '?' || path[2] == '.') && is_separator(path[3])) {
        start = 4;
    }
    if (path.size() >= start + 3 && is_letter(path[start]) && path[start + 1] == ':' &&
        is_separator(path[start + 2])) {
        return start + 3;
    }
    if (start == 4 || (path.size() > 2 && is_separator(path[0]) && is_separator(path[1]))) {
        // \\server\share, \\?\UNC\server\share
        std::size_t at = start == 4 ? component_end(path, 4) + 1 : 2;
        at = component_end(path, at);
        at = at < path.size() ? component_end(path, at + 1) : at;
        return at < path.size() ? at + 1 : path.size();
    }
    return 0;
}

bool is_absolute(const std::string_view& path) {
    return root_length(path) != 0;
}

bool is_rooted(const std::string_view& path) {
    return path.size() > 1 && (path[1] == ':' || is_separator(path[0]));
}

std::size_t parent_length(const std::string_view& path) {
    const auto root = root_length(path);
    std::size_t size = path.size();
    if (size <= root) {
        return 0;
    }
    while (size > root && !is_separator(path[size - 1])) {
        size--;
    }
    return size > root ? size - 1 : root;
}

bool same_path(std::string_view a, std::string_view b) {
    const auto without_end = [](std::string_view path) {
        while (path.size() > 3 && is_separator(path.back())) {
            path.remove_suffix(1);
        }
        return path;
    };
    a = without_end(a);
    b = without_end(b);
    if (a.size() != b.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.size(); i++) {
        if (lower(a[i]) != lower(b[i]) && !(is_separator(a[i]) && is_separator(b[i]))) {
            return false;
        }
    }
    return true;
}

std::string_view clean(const std::string_view& path, Arena& arena) {
    wchar_t wide[sys::WidePath::k_max_units];
    wchar_t whole[sys::WidePath::k_max_units];
    constexpr DWORD k_room = sys::WidePath::k_max_units;
    const auto used = utf16_from_utf8(path.data(), path.size(), wide, k_room - 1);
    wide[used < k_room ? used : 0] = L'\0';
    const DWORD size = GetFullPathNameW(wide, k_room, whole, nullptr);
    char* const out = arena.take(size * 3 + 1);
    if (out == nullptr || size >= k_room) {
        return {};
    }
    const auto length = utf8_from_utf16(reinterpret_cast<const char*>(whole), size, false, out);
    out[length] = '\0';
    return {out, length};
}

const char* const* platforms() {
    static constexpr const char* k_names[] = {"windows-arm64", "windows-amd64", "windows-386",
                                              nullptr};
    // A program built for amd64 runs on an arm64 machine too, and IsWow64Process2 alone tells.
    // Windows 10 before 1709 lacks it.
    USHORT machine = 0;
    USHORT process = 0;
    using Ask = BOOL(WINAPI*)(HANDLE, USHORT*, USHORT*);
    const auto ask = reinterpret_cast<Ask>(reinterpret_cast<void*>(
        GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "IsWow64Process2")));
    const bool arm64 = ask != nullptr && ask(GetCurrentProcess(), &process, &machine) != 0 &&
                       machine == IMAGE_FILE_MACHINE_ARM64;
    return k_names + (arm64 ? 0 : 1);
}

std::string_view config_folder(const Variables& variables, Arena& arena) {
    return variables.get(variables.context, "AppData", arena);
}

} // namespace govern::resolve::native
