#include "system/error_windows.hpp"

#include "base/text.hpp"
#include "os/messages.hpp"
#include "os/utf16.hpp"

#include <algorithm>

namespace govern::os {

std::string error_text(DWORD error) {
    wchar_t* text = nullptr;
    const DWORD length = FormatMessageW(
        FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS,
        nullptr, error, 0, reinterpret_cast<LPWSTR>(&text), 0, nullptr);
    std::string out(trim(to_utf8({text, length})));
    LocalFree(text);
    return (out.empty() ? "error" : out) + " (" + std::to_string(error) + ')';
}

Failure file_failure(std::string_view action, const std::string& path, DWORD error) {
    const auto* spec = &msg::file_error;
    switch (error) {
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
    case k_disk_quota_exceeded:
        spec = &msg::no_space;
        break;
    case ERROR_ACCESS_DENIED:
    case ERROR_WRITE_PROTECT:
    case ERROR_PRIVILEGE_NOT_HELD:
        spec = &msg::no_permission;
        break;
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
        spec = &msg::file_not_found;
        break;
    case ERROR_NOT_SAME_DEVICE:
        spec = &msg::other_volume;
        break;
    case ERROR_FILE_EXISTS:
    case ERROR_ALREADY_EXISTS:
    case ERROR_DIR_NOT_EMPTY:
        spec = &msg::file_exists;
        break;
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
        return in_use_failure(action, path, error);
    default:
        break;
    }
    return fail(*spec,
                {{"action", std::string(action)}, {"path", path}, {"reason", error_text(error)}});
}

Failure in_use_failure(std::string_view action, const std::string& path, DWORD error) {
    return fail(msg::file_in_use, {{"action", std::string(action)},
                                   {"path", path},
                                   {"holder", holders_of(path)},
                                   {"reason", error_text(error)}});
}

DWORD write_all(HANDLE file, std::string_view bytes) {
    constexpr std::size_t piece = 1U << 30U;
    while (!bytes.empty()) {
        DWORD count = 0;
        const auto size = static_cast<DWORD>(std::min(piece, bytes.size()));
        if (WriteFile(file, bytes.data(), size, &count, nullptr) == 0) {
            return GetLastError();
        }
        bytes.remove_prefix(count);
    }
    return 0;
}

bool is_link(DWORD attributes, DWORD reparse_tag) {
    return (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 &&
           IsReparseTagNameSurrogate(reparse_tag);
}

} // namespace govern::os
