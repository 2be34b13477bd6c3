#include "parent_windows.hpp"

#include "base/text.hpp"
#include "os/utf16.hpp"

#include <windows.h>
// tlhelp32.h leans on windows.h.
#include <tlhelp32.h>

namespace govern::os {

std::string parent_program_name() {
    auto* const snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    if (snapshot == INVALID_HANDLE_VALUE) {
        return {};
    }
    const auto name = [snapshot](DWORD id, DWORD& parent) {
        PROCESSENTRY32W entry{};
        entry.dwSize = sizeof entry;
        for (BOOL more = Process32FirstW(snapshot, &entry); more != 0;
             more = Process32NextW(snapshot, &entry)) {
            if (entry.th32ProcessID == id) {
                parent = entry.th32ParentProcessID;
                return to_lower(to_utf8(entry.szExeFile));
            }
        }
        return std::string();
    };
    DWORD parent = 0;
    DWORD ignored = 0;
    name(GetCurrentProcessId(), parent);
    auto out = name(parent, ignored);
    CloseHandle(snapshot);
    if (out.ends_with(".exe")) {
        out.resize(out.size() - 4);
    }
    return out;
}

} // namespace govern::os
