#pragma once

#include <windows.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::os {

/// An open registry key, closed at the end. Paths and names are UTF-8.
class RegistryKey {
public:
    RegistryKey(HKEY root, const std::string& path, REGSAM access, bool create);
    ~RegistryKey();
    RegistryKey(const RegistryKey&) = delete;
    RegistryKey& operator=(const RegistryKey&) = delete;

    [[nodiscard]] LSTATUS status() const { return m_status; }
    [[nodiscard]] HKEY get() const { return m_key; }

private:
    HKEY m_key = nullptr;
    LSTATUS m_status = ERROR_SUCCESS;
};

struct RegistryString {
    DWORD type = REG_NONE;
    std::wstring text;
};

/// A string value as stored, without a final NUL (which a value need not have). `view`:
/// KEY_WOW64_64KEY or KEY_WOW64_32KEY where another half than the program's own is meant.
[[nodiscard]] LSTATUS read_string(HKEY root, const std::string& path, std::string_view name,
                                  RegistryString& out, REGSAM view = 0);
/// The same in UTF-8; empty if there is no such string.
[[nodiscard]] std::string read_text(HKEY root, const std::string& path, std::string_view name,
                                    REGSAM view = 0);
/// A REG_DWORD; nothing if there is none.
[[nodiscard]] std::optional<DWORD> read_number(HKEY root, const std::string& path,
                                               std::string_view name);
/// The names of the keys below one.
[[nodiscard]] std::vector<std::string> keys_below(HKEY root, const std::string& path, REGSAM view);

} // namespace govern::os
