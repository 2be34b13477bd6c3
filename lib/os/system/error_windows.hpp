#pragma once

#include "base/result.hpp"

#include <windows.h>

#include <string>
#include <string_view>
#include <utility>

namespace govern::os {

/// The message for a failed Windows call. `action` is a verb that fits before a path.
[[nodiscard]] Failure file_failure(std::string_view action, const std::string& path, DWORD error);
/// msg::file_in_use, naming the program that holds the file or anything in the folder.
[[nodiscard]] Failure in_use_failure(std::string_view action, const std::string& path, DWORD error);
/// The system's text for an error code, with the number.
[[nodiscard]] std::string error_text(DWORD error);
/// The programs that have the file, or a file in the folder, open, as the Restart Manager knows
/// them; "an unknown holder" if it names none.
[[nodiscard]] std::string holders_of(const std::string& path);

/// A kernel handle that closes itself.
class Handle {
public:
    Handle() = default;
    explicit Handle(HANDLE handle) : m_handle(handle == INVALID_HANDLE_VALUE ? nullptr : handle) {}
    Handle(Handle&& other) noexcept : m_handle(std::exchange(other.m_handle, nullptr)) {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(m_handle, other.m_handle);
        return *this;
    }
    ~Handle() { close(); }
    void close() {
        if (m_handle != nullptr) {
            CloseHandle(std::exchange(m_handle, nullptr));
        }
    }
    [[nodiscard]] HANDLE get() const { return m_handle; }
    explicit operator bool() const { return m_handle != nullptr; }

private:
    HANDLE m_handle = nullptr;
};

// Missing from the MinGW headers of Debian 12 (winerror.h of the Windows SDK).
inline constexpr DWORD k_directory_not_supported = 336;
inline constexpr DWORD k_disk_quota_exceeded = 1295;

/// Everybody may read, write, rename and delete what we have open.
inline constexpr DWORD k_share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
/// Opens folders too, and a link itself instead of its target.
inline constexpr DWORD k_entry_itself = FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT;

/// Writes all of it, at the file's own position; an error code or 0.
[[nodiscard]] DWORD write_all(HANDLE file, std::string_view bytes);

/// True for an entry that stands for another place: a symbolic link or a junction (MS-FSCC 2.1.2.1,
/// name surrogates). Cloud and deduplicated files have reparse points too, but are files.
[[nodiscard]] bool is_link(DWORD attributes, DWORD reparse_tag);

} // namespace govern::os
