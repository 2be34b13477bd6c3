#include "parent_windows.hpp"

#include "base/text.hpp"
#include "os/utf16.hpp"

#include <windows.h>
// tlhelp32.h leans on windows.h.
#include <tlhelp32.h>

#include <map>

namespace govern::os {

namespace {

struct Process {
    std::string name;
    DWORD parent = 0;
};

std::map<DWORD, Process> every_process() {
    std::map<DWORD, Process> out;
    auto* const snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    if (snapshot == INVALID_HANDLE_VALUE) {
        return out;
    }
    PROCESSENTRY32W entry{};
    entry.dwSize = sizeof entry;
    for (BOOL more = Process32FirstW(snapshot, &entry); more != 0;
         more = Process32NextW(snapshot, &entry)) {
        out[entry.th32ProcessID] = {to_lower(to_utf8(entry.szExeFile)), entry.th32ParentProcessID};
    }
    CloseHandle(snapshot);
    return out;
}

} // namespace

std::vector<std::string> programs_above(std::size_t most) {
    const auto processes = every_process();
    std::vector<std::string> out;
    auto at = processes.find(GetCurrentProcessId());
    while (at != processes.end() && out.size() < most) {
        at = processes.find(at->second.parent);
        if (at != processes.end()) {
            auto name = at->second.name;
            if (name.ends_with(".exe")) {
                name.resize(name.size() - 4);
            }
            out.push_back(std::move(name));
        }
    }
    return out;
}

} // namespace govern::os
