#include "os/utf16.hpp"

#include "base/path.hpp"

#include <windows.h>

namespace govern::os {

std::wstring to_utf16(std::string_view text) {
    const int size = static_cast<int>(text.size());
    const int length = MultiByteToWideChar(CP_UTF8, 0, text.data(), size, nullptr, 0);
    std::wstring out(static_cast<std::size_t>(length), L'\0');
    MultiByteToWideChar(CP_UTF8, 0, text.data(), size, out.data(), length);
    return out;
}

std::string to_utf8(std::wstring_view text) {
    const int size = static_cast<int>(text.size());
    const int length =
        WideCharToMultiByte(CP_UTF8, 0, text.data(), size, nullptr, 0, nullptr, nullptr);
    std::string out(static_cast<std::size_t>(length), '\0');
    WideCharToMultiByte(CP_UTF8, 0, text.data(), size, out.data(), length, nullptr, nullptr);
    return out;
}

std::wstring long_path(std::string_view path) {
    if (!path::is_absolute(path)) {
        return to_utf16(path);
    }
    const auto clean = path::normalize(path);
    if (clean.rfind("\\\\?\\", 0) == 0 || clean.rfind("\\\\.\\", 0) == 0) {
        return to_utf16(clean);
    }
    if (clean.rfind("\\\\", 0) == 0) {
        return L"\\\\?\\UNC" + to_utf16(clean.substr(1));
    }
    return L"\\\\?\\" + to_utf16(clean);
}

std::string plain_path(std::wstring_view path) {
    constexpr std::wstring_view share = L"\\\\?\\UNC\\";
    constexpr std::wstring_view drive = L"\\\\?\\";
    if (path.substr(0, share.size()) == share) {
        return "\\\\" + to_utf8(path.substr(share.size()));
    }
    if (path.substr(0, drive.size()) == drive && path.size() > 5 && path[5] == L':') {
        return to_utf8(path.substr(drive.size()));
    }
    return to_utf8(path);
}

} // namespace govern::os
