#include "files/retry_windows.hpp"

#include "os/terminal.hpp"
#include "system/error_windows.hpp"

#include <algorithm>
#include <cstring>
#include <thread>
#include <vector>

namespace govern::os {

namespace {

// From Windows 10 1607 and 1809 on; the MinGW headers of Debian 12 number them wrongly.
constexpr auto k_disposition_ex = static_cast<FILE_INFO_BY_HANDLE_CLASS>(21);
constexpr auto k_rename_ex = static_cast<FILE_INFO_BY_HANDLE_CLASS>(22);
constexpr DWORD k_delete = 0x01;
constexpr DWORD k_delete_posix = 0x02;
constexpr DWORD k_delete_read_only = 0x10;
constexpr DWORD k_rename_replace = 0x01;
constexpr DWORD k_rename_posix = 0x02;
constexpr DWORD k_rename_read_only = 0x40;

/// The errors that older systems, other file systems and Wine return from the calls above.
bool is_unsupported(DWORD error) {
    return error == ERROR_INVALID_PARAMETER || error == ERROR_INVALID_FUNCTION ||
           error == ERROR_NOT_SUPPORTED || error == ERROR_CALL_NOT_IMPLEMENTED;
}

Handle open_entry(const std::wstring& path) {
    return Handle(CreateFileW(path.c_str(), DELETE | SYNCHRONIZE, k_share_all, nullptr,
                              OPEN_EXISTING, k_entry_itself, nullptr));
}

/// FILE_RENAME_INFO with Flags, which Debian's MinGW declares for newer targets only.
struct RenameRequest {
    DWORD flags;
    HANDLE root;
    DWORD name_bytes;
    wchar_t name[1];
};

/// The new name is there for everybody at once, even where others have the old file open.
DWORD rename_posix(const std::wstring& from, const std::wstring& to) {
    const Handle entry = open_entry(from);
    if (!entry) {
        return GetLastError();
    }
    const auto bytes = to.size() * sizeof(wchar_t);
    std::vector<RenameRequest> buffer(2 + bytes / sizeof(RenameRequest));
    buffer[0].flags = k_rename_replace | k_rename_posix | k_rename_read_only;
    buffer[0].name_bytes = static_cast<DWORD>(bytes);
    std::memcpy(&buffer[0].name, to.data(), bytes);
    const auto size = static_cast<DWORD>(buffer.size() * sizeof(RenameRequest));
    return SetFileInformationByHandle(entry.get(), k_rename_ex, buffer.data(), size) != 0
               ? 0
               : GetLastError();
}

DWORD remove_posix(const std::wstring& path) {
    const Handle entry = open_entry(path);
    if (!entry) {
        return GetLastError();
    }
    DWORD flags = k_delete | k_delete_posix | k_delete_read_only;
    return SetFileInformationByHandle(entry.get(), k_disposition_ex, &flags, sizeof(flags)) != 0
               ? 0
               : GetLastError();
}

void clear_read_only(const std::wstring& path, DWORD attributes) {
    if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_READONLY) != 0) {
        SetFileAttributesW(path.c_str(), attributes & ~DWORD{FILE_ATTRIBUTE_READONLY});
    }
}

} // namespace

bool is_transient(DWORD error) {
    return error == ERROR_ACCESS_DENIED || error == ERROR_SHARING_VIOLATION ||
           error == ERROR_LOCK_VIOLATION || error == ERROR_DELETE_PENDING ||
           error == ERROR_USER_MAPPED_FILE || error == ERROR_DIR_NOT_EMPTY;
}

Patience::Patience(std::chrono::milliseconds limit)
    : m_end(std::chrono::steady_clock::now() + limit) {}

bool Patience::wait(std::chrono::milliseconds& pause) const {
    if (interrupted() || std::chrono::steady_clock::now() >= m_end) {
        return false;
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, std::chrono::milliseconds(100));
    return true;
}

DWORD try_rename(const std::wstring& from, const std::wstring& to) {
    const DWORD error = rename_posix(from, to);
    if (!is_unsupported(error)) {
        return error;
    }
    clear_read_only(to, GetFileAttributesW(to.c_str()));
    return MoveFileExW(from.c_str(), to.c_str(), MOVEFILE_REPLACE_EXISTING) != 0 ? 0
                                                                                 : GetLastError();
}

DWORD try_remove(const std::wstring& path) {
    DWORD error = remove_posix(path);
    if (is_unsupported(error)) {
        const DWORD attributes = GetFileAttributesW(path.c_str());
        clear_read_only(path, attributes);
        const bool folder =
            attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
        const BOOL done = folder ? RemoveDirectoryW(path.c_str()) : DeleteFileW(path.c_str());
        error = done != 0 ? 0 : GetLastError();
    }
    return error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND ? 0 : error;
}

bool may_change(const std::wstring& folder) {
    const Handle opened(CreateFileW(folder.c_str(), FILE_ADD_FILE, k_share_all, nullptr,
                                    OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr));
    return opened || GetLastError() != ERROR_ACCESS_DENIED;
}

} // namespace govern::os
