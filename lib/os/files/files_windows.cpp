#include "files/files_windows.hpp"

#include "base/path.hpp"
#include "files/account_windows.hpp"
#include "files/read_room.hpp"
#include "files/retry_windows.hpp"
#include "os/messages.hpp"
#include "os/utf16.hpp"
#include "system/error_windows.hpp"

#include <algorithm>

namespace govern::os {

namespace {

/// The end of a search, closed by itself.
struct SearchCloser {
    void operator()(HANDLE search) const {
        if (search != INVALID_HANDLE_VALUE) {
            FindClose(search);
        }
    }
};
using Search = std::unique_ptr<void, SearchCloser>;

std::int64_t unix_nanoseconds(FILETIME time) {
    const auto ticks =
        (std::int64_t{time.dwHighDateTime} << 32U) | std::int64_t{time.dwLowDateTime};
    constexpr std::int64_t unix_epoch = 116444736000000000; // in 100 ns since 1601
    return (ticks - unix_epoch) * 100;
}

/// The reparse tag comes with a listing only. A path has no wildcards: they are in no file's name.
DWORD reparse_tag(const std::wstring& path) {
    WIN32_FIND_DATAW entry{};
    const Search search(FindFirstFileW(path.c_str(), &entry));
    return search.get() == INVALID_HANDLE_VALUE ? 0 : entry.dwReserved0;
}

bool is_folder(const std::wstring& path) {
    const DWORD attributes = GetFileAttributesW(path.c_str());
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

/// Opens for reading. A file that is just being replaced is refused for a moment.
Handle open_for_reading(const std::wstring& path, std::chrono::milliseconds limit) {
    const Patience patience(limit);
    std::chrono::milliseconds pause(1);
    while (true) {
        Handle file(CreateFileW(path.c_str(), GENERIC_READ, k_share_all, nullptr, OPEN_EXISTING,
                                FILE_FLAG_SEQUENTIAL_SCAN, nullptr));
        const DWORD error = file ? 0 : GetLastError();
        if (!is_transient(error) || (error == ERROR_ACCESS_DENIED && is_folder(path)) ||
            !patience.wait(pause)) {
            SetLastError(error);
            return file;
        }
    }
}

} // namespace

std::unique_ptr<Files> real_files(FileFaults faults) {
    return std::make_unique<WindowsFiles>(std::move(faults));
}

Result<std::optional<FileInfo>> WindowsFiles::info(const std::string& path) const {
    const auto wide = long_path(path);
    WIN32_FILE_ATTRIBUTE_DATA data{};
    if (GetFileAttributesExW(wide.c_str(), GetFileExInfoStandard, &data) == 0) {
        const DWORD error = GetLastError();
        if (error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND ||
            error == ERROR_INVALID_NAME) {
            return std::nullopt;
        }
        return file_failure("look at", path, error);
    }
    FileInfo info;
    const DWORD attributes = data.dwFileAttributes;
    if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 &&
        is_link(attributes, reparse_tag(wide))) {
        info.kind = FileInfo::Kind::link;
    } else if ((attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
        info.kind = FileInfo::Kind::directory;
    }
    info.size = (std::uint64_t{data.nFileSizeHigh} << 32U) | data.nFileSizeLow;
    info.mtime_ns = unix_nanoseconds(data.ftLastWriteTime);
    info.executable = true;
    return info;
}

Result<std::string> WindowsFiles::read(const std::string& path, std::size_t max_bytes) const {
    const auto wide = long_path(path);
    const Handle file =
        open_for_reading(wide, std::min(m_faults.patience, std::chrono::milliseconds(1000)));
    LARGE_INTEGER length{};
    if (!file || GetFileSizeEx(file.get(), &length) == 0) {
        const DWORD error = GetLastError();
        return file_failure("read", path, is_folder(wide) ? k_directory_not_supported : error);
    }
    std::string content;
    const auto expected = static_cast<std::uint64_t>(length.QuadPart);
    std::size_t size = 0;
    while (expected <= max_bytes && size <= max_bytes) {
        const auto room = read_room(expected, size, max_bytes);
        content.resize(room);
        DWORD count = 0;
        const auto wanted = static_cast<DWORD>(std::min<std::size_t>(room - size, 1U << 30U));
        if (ReadFile(file.get(), content.data() + size, wanted, &count, nullptr) == 0) {
            return file_failure("read", path, GetLastError());
        }
        if (count == 0) {
            content.resize(size);
            return content;
        }
        size += count;
    }
    return fail(msg::file_too_large, {{"path", path}, {"limit", std::to_string(max_bytes)}});
}

Result<std::vector<std::string>> WindowsFiles::list(const std::string& folder) const {
    const auto wide = long_path(folder);
    WIN32_FIND_DATAW entry{};
    const Search search(FindFirstFileExW((wide + L"\\*").c_str(), FindExInfoBasic, &entry,
                                         FindExSearchNameMatch, nullptr,
                                         FIND_FIRST_EX_LARGE_FETCH));
    std::vector<std::string> names;
    if (search.get() == INVALID_HANDLE_VALUE) {
        const DWORD error = GetLastError();
        if (error == ERROR_FILE_NOT_FOUND && is_folder(wide)) {
            return names; // The root of an empty volume has not even `.`.
        }
        return file_failure("list", folder, error);
    }
    do {
        const std::wstring_view name = entry.cFileName;
        if (name != L"." && name != L"..") {
            names.push_back(to_utf8(name));
        }
    } while (FindNextFileW(search.get(), &entry) != 0);
    if (GetLastError() != ERROR_NO_MORE_FILES) {
        return file_failure("list", folder, GetLastError());
    }
    return names;
}

Result<void> WindowsFiles::make_folders(const std::string& path) {
    const auto wide = long_path(path);
    if (is_folder(wide)) {
        return {};
    }
    DWORD error = CreateDirectoryW(wide.c_str(), nullptr) != 0 ? 0 : GetLastError();
    const std::string above(path::parent(path));
    if (error == ERROR_PATH_NOT_FOUND && !above.empty() && above != path) {
        GOVERN_TRY(make_folders(above));
        // Once only: a device may say the same of a folder that is there.
        error = CreateDirectoryW(wide.c_str(), nullptr) != 0 ? 0 : GetLastError();
    }
    if (error == 0 || is_folder(wide)) { // Perhaps made by another process in between.
        return {};
    }
    return file_failure("make the folder", path, error);
}

Result<void> WindowsFiles::make_private_folder(const std::string& path) {
    const auto rights = owner_only_rights(true);
    SECURITY_ATTRIBUTES attributes{sizeof(attributes), rights.get(), FALSE};
    if (CreateDirectoryW(long_path(path).c_str(), rights ? &attributes : nullptr) == 0) {
        return file_failure("make the folder", path, GetLastError());
    }
    return {};
}

Result<std::uint64_t> WindowsFiles::free_space(const std::string& path) const {
    ULARGE_INTEGER bytes{};
    auto wide = long_path(path);
    if (!is_folder(wide)) {
        wide = long_path(path::parent(path));
    }
    if (GetDiskFreeSpaceExW((wide + L'\\').c_str(), &bytes, nullptr, nullptr) == 0) {
        return file_failure("ask for the free space at", path, GetLastError());
    }
    return bytes.QuadPart;
}

Result<void> WindowsFiles::sync_folder(const std::string& folder) {
    // NTFS journals renames itself; flushing a folder needs rights that not everybody has.
    const Handle opened(CreateFileW(long_path(folder).c_str(), GENERIC_WRITE, k_share_all, nullptr,
                                    OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr));
    if (opened) {
        FlushFileBuffers(opened.get());
    }
    return {};
}

Result<std::string> WindowsFiles::canonical(const std::string& path) const {
    const Handle opened(CreateFileW(long_path(path).c_str(), 0, k_share_all, nullptr, OPEN_EXISTING,
                                    FILE_FLAG_BACKUP_SEMANTICS, nullptr));
    if (!opened) {
        return file_failure("resolve", path, GetLastError());
    }
    std::wstring name(512, L'\0');
    while (true) {
        const DWORD length = GetFinalPathNameByHandleW(
            opened.get(), name.data(), static_cast<DWORD>(name.size()), FILE_NAME_NORMALIZED);
        if (length == 0) {
            return path::normalize(
                path); // Some RAM disks and substituted drives have no final name.
        }
        if (length < name.size()) {
            name.resize(length);
            return plain_path(name);
        }
        name.resize(length + 1);
    }
}

} // namespace govern::os
