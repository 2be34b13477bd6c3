// Uses KERNEL32 only: the shim links nothing else.
#include "resolve/sys.hpp"

#include "resolve/native.hpp"
#include "resolve/utf16.hpp"
#include "resolve/wide_path.hpp"

#include <cstring>
#include <windows.h>

namespace govern::resolve::sys {

WidePath::WidePath(const char* path) {
    constexpr std::size_t k_long = 240;
    const auto size = std::strlen(path);
    const bool drive = size > 2 && path[1] == ':';
    const bool share = size > 2 && path[0] == '\\' && path[1] == '\\' && path[2] != '?';
    std::size_t used = 0;
    std::size_t skipped = 0;
    if (size >= k_long && (drive || share)) {
        const wchar_t* prefix = share ? L"\\\\?\\UNC" : L"\\\\?\\";
        while (*prefix != L'\0') {
            text[used++] = *prefix++;
        }
        skipped = share ? 1 : 0;
    }
    const auto got = utf16_from_utf8(path + skipped, size - skipped, text + used, k_max_units);
    fits = got <= k_max_units;
    used = fits ? used + got : 0;
    text[used] = L'\0';
    for (std::size_t i = 0; i < used; i++) {
        if (text[i] == L'/') {
            text[i] = L'\\';
        }
    }
}

namespace {

constexpr std::size_t k_max_units = WidePath::k_max_units;

std::size_t narrow(const wchar_t* text, std::size_t count, char* out) {
    return utf8_from_utf16(reinterpret_cast<const char*>(text), count, false, out);
}

HANDLE handle_of(Handle handle) {
    return reinterpret_cast<HANDLE>(handle);
}

HANDLE open_for_identity(const char* path) {
    const WidePath wide(path);
    return CreateFileW(wide.text, 0, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                       nullptr, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr);
}

std::size_t length(const wchar_t* text) {
    std::size_t size = 0;
    while (text[size] != L'\0') {
        size++;
    }
    return size;
}

} // namespace

Opened open_file(const char* path, Handle& out) {
    const WidePath wide(path);
    if (!wide.fits) {
        return Opened::absent;
    }
    const HANDLE file =
        CreateFileW(wide.text, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                    nullptr, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
    if (file != INVALID_HANDLE_VALUE) {
        out = reinterpret_cast<Handle>(file);
        return Opened::yes;
    }
    switch (GetLastError()) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
    case ERROR_BAD_NETPATH:
    case ERROR_BAD_NET_NAME:
    case ERROR_NOT_READY:
    case ERROR_DIRECTORY:
        return Opened::absent;
    case ERROR_ACCESS_DENIED:
        switch (info(path).kind) {
        case Info::Kind::absent:
            return Opened::absent;
        case Info::Kind::folder:
            return Opened::failed;
        case Info::Kind::file:
            break;
        }
        return Opened::denied;
    default:
        return Opened::failed;
    }
}

std::ptrdiff_t read_file(Handle file, char* buffer, std::size_t size) {
    DWORD got = 0;
    return ReadFile(handle_of(file), buffer, static_cast<DWORD>(size), &got, nullptr) != 0
               ? static_cast<std::ptrdiff_t>(got)
               : -1;
}

void close_file(Handle file) {
    CloseHandle(handle_of(file));
}

Info info(const char* path) {
    Info out;
    const WidePath wide(path);
    WIN32_FILE_ATTRIBUTE_DATA data;
    if (wide.fits && GetFileAttributesExW(wide.text, GetFileExInfoStandard, &data) != 0) {
        const bool folder = (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
        out.kind = folder ? Info::Kind::folder : Info::Kind::file;
        out.size = static_cast<std::uint64_t>(data.nFileSizeHigh) << 32 | data.nFileSizeLow;
        out.executable = true;
    }
    return out;
}

bool same_file(const char* a, const char* b) {
    const HANDLE left = open_for_identity(a);
    const HANDLE right = open_for_identity(b);
    BY_HANDLE_FILE_INFORMATION x;
    BY_HANDLE_FILE_INFORMATION y;
    const bool same = left != INVALID_HANDLE_VALUE && right != INVALID_HANDLE_VALUE &&
                      GetFileInformationByHandle(left, &x) != 0 &&
                      GetFileInformationByHandle(right, &y) != 0 &&
                      x.dwVolumeSerialNumber == y.dwVolumeSerialNumber &&
                      x.nFileIndexHigh == y.nFileIndexHigh && x.nFileIndexLow == y.nFileIndexLow;
    for (const HANDLE handle : {left, right}) {
        if (handle != INVALID_HANDLE_VALUE) {
            CloseHandle(handle);
        }
    }
    return same;
}

std::size_t current_folder(char* buffer, std::size_t size) {
    wchar_t wide[k_max_units];
    const DWORD got = GetCurrentDirectoryW(k_max_units, wide);
    if (got == 0 || got >= k_max_units || size < got * 3U + 4U) {
        return 0;
    }
    const auto used = narrow(wide, got, buffer);
    buffer[used] = '\0';
    return used;
}

std::size_t folder_after(const char* /*path*/, char* /*buffer*/, std::size_t /*size*/) {
    return 0;
}

static_assert(sizeof(WIN32_FIND_DATAW) <= 1024 &&
              sizeof(WIN32_FIND_DATAW::cFileName) / 2 * 3 <= 1024);
// The first half of the buffer holds the find data, the second half a name in UTF-8.
constexpr std::size_t k_name_at = 1024;

Folder::Folder(const char* path) {
    WidePath wide(path);
    if (!wide.fits) {
        return;
    }
    wchar_t* const end = wide.text + length(wide.text);
    end[0] = L'\\';
    end[1] = L'*';
    end[2] = L'\0';
    m_handle = reinterpret_cast<Handle>(
        FindFirstFileW(wide.text, reinterpret_cast<WIN32_FIND_DATAW*>(m_buffer)));
    m_used = m_handle == -1 ? 0 : 1;
}

Folder::~Folder() {
    if (m_handle != -1) {
        FindClose(handle_of(m_handle));
    }
}

bool Folder::next(std::string_view& name) {
    auto* const data = reinterpret_cast<WIN32_FIND_DATAW*>(m_buffer);
    if (m_handle == -1 || (m_used == 0 && FindNextFileW(handle_of(m_handle), data) == 0)) {
        return false;
    }
    m_used = 0;
    char* const text = m_buffer + k_name_at;
    name = {text, narrow(data->cFileName, length(data->cFileName), text)};
    return true;
}

} // namespace govern::resolve::sys
