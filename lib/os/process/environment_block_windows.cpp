#include "process/environment_block_windows.hpp"

#include "os/utf16.hpp"

#include <windows.h>

#include <algorithm>
#include <string>
#include <vector>

namespace govern::os {

std::wstring environment_block(const Environment& environment) {
    std::vector<std::wstring> entries;
    for (const auto& [name, value] : environment.all()) {
        entries.push_back(to_utf16(name + '=' + value));
    }
    std::sort(entries.begin(), entries.end(), [](const std::wstring& a, const std::wstring& b) {
        const auto name_length = [](const std::wstring& text) {
            return static_cast<int>(text.find(L'=', 1));
        };
        return CompareStringOrdinal(a.c_str(), name_length(a), b.c_str(), name_length(b), TRUE) ==
               CSTR_LESS_THAN;
    });
    std::wstring block;
    for (const auto& entry : entries) {
        block += entry;
        block += L'\0';
    }
    block += L'\0';
    if (entries.empty()) {
        block += L'\0';
    }
    return block;
}

} // namespace govern::os
