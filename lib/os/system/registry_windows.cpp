#include "system/registry_windows.hpp"

#include "os/utf16.hpp"

#include <array>

namespace govern::os {

RegistryKey::RegistryKey(HKEY root, const std::string& path, REGSAM access, bool create) {
    const auto name = to_utf16(path);
    m_status = create ? RegCreateKeyExW(root, name.c_str(), 0, nullptr, 0, access, nullptr, &m_key,
                                        nullptr)
                      : RegOpenKeyExW(root, name.c_str(), 0, access, &m_key);
}

RegistryKey::~RegistryKey() {
    if (m_key != nullptr) {
        RegCloseKey(m_key);
    }
}

LSTATUS read_string(HKEY root, const std::string& path, std::string_view name, RegistryString& out,
                    REGSAM view) {
    const RegistryKey key(root, path, KEY_QUERY_VALUE | view, false);
    if (key.status() != ERROR_SUCCESS) {
        return key.status();
    }
    const auto wide_name = to_utf16(name);
    DWORD bytes = 0;
    LSTATUS status =
        RegQueryValueExW(key.get(), wide_name.c_str(), nullptr, &out.type, nullptr, &bytes);
    while (status == ERROR_SUCCESS || status == ERROR_MORE_DATA) {
        out.text.assign(bytes / sizeof(wchar_t) + 1, L'\0');
        bytes = static_cast<DWORD>(out.text.size() * sizeof(wchar_t));
        status = RegQueryValueExW(key.get(), wide_name.c_str(), nullptr, &out.type,
                                  reinterpret_cast<BYTE*>(out.text.data()), &bytes);
        if (status != ERROR_MORE_DATA) {
            out.text.resize(status == ERROR_SUCCESS ? bytes / sizeof(wchar_t) : 0);
            break;
        }
    }
    while (!out.text.empty() && out.text.back() == L'\0') {
        out.text.pop_back();
    }
    return status;
}

std::string read_text(HKEY root, const std::string& path, std::string_view name, REGSAM view) {
    RegistryString value;
    const bool is_string = read_string(root, path, name, value, view) == ERROR_SUCCESS &&
                           (value.type == REG_SZ || value.type == REG_EXPAND_SZ);
    return is_string ? to_utf8(value.text) : std::string();
}

std::optional<DWORD> read_number(HKEY root, const std::string& path, std::string_view name) {
    const RegistryKey key(root, path, KEY_QUERY_VALUE, false);
    DWORD number = 0;
    DWORD bytes = sizeof number;
    DWORD type = REG_NONE;
    if (key.status() != ERROR_SUCCESS ||
        RegQueryValueExW(key.get(), to_utf16(name).c_str(), nullptr, &type,
                         reinterpret_cast<BYTE*>(&number), &bytes) != ERROR_SUCCESS ||
        type != REG_DWORD) {
        return std::nullopt;
    }
    return number;
}

std::vector<std::string> keys_below(HKEY root, const std::string& path, REGSAM view) {
    std::vector<std::string> out;
    const RegistryKey key(root, path, KEY_ENUMERATE_SUB_KEYS | view, false);
    std::array<wchar_t, 256> name{}; // a key's name has at most 255 characters
    for (DWORD i = 0; key.status() == ERROR_SUCCESS; ++i) {
        auto size = static_cast<DWORD>(name.size());
        if (RegEnumKeyExW(key.get(), i, name.data(), &size, nullptr, nullptr, nullptr, nullptr) !=
            ERROR_SUCCESS) {
            break;
        }
        out.push_back(to_utf8(std::wstring_view(name.data(), size)));
    }
    return out;
}

} // namespace govern::os
