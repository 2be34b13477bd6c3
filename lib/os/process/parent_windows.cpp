#include "process/parent_windows.hpp"

#include "base/text.hpp"
#include "os/utf16.hpp"

#include <windows.h>
// These lean on windows.h.
#include <tlhelp32.h>
#include <winternl.h>

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

bool read_memory(HANDLE process, const void* from, void* into, std::size_t size) {
    SIZE_T read = 0;
    return ReadProcessMemory(process, from, into, size, &read) != 0 && read == size;
}

/// From the process's own memory: its block (PEB) names its parameters, and these the line.
std::string command_line_in(HANDLE process) {
    using Query = NTSTATUS(NTAPI*)(HANDLE, PROCESSINFOCLASS, void*, ULONG, ULONG*);
    const auto query = reinterpret_cast<Query>(reinterpret_cast<void*>(
        GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "NtQueryInformationProcess")));
    PROCESS_BASIC_INFORMATION basic{};
    PEB block{};
    RTL_USER_PROCESS_PARAMETERS parameters{};
    if (query == nullptr ||
        query(process, ProcessBasicInformation, &basic, sizeof basic, nullptr) != 0 ||
        !read_memory(process, basic.PebBaseAddress, &block, sizeof block) ||
        !read_memory(process, block.ProcessParameters, &parameters, sizeof parameters)) {
        return {};
    }
    std::wstring line(parameters.CommandLine.Length / sizeof(wchar_t), L'\0');
    const bool read = read_memory(process, parameters.CommandLine.Buffer, line.data(),
                                  parameters.CommandLine.Length);
    return read ? to_utf8(line) : std::string();
}

} // namespace

std::string command_line_above() {
    const auto processes = every_process();
    const auto self = processes.find(GetCurrentProcessId());
    if (self == processes.end()) {
        return {};
    }
    auto* const process =
        OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, self->second.parent);
    if (process == nullptr) {
        return {};
    }
    auto line = command_line_in(process);
    CloseHandle(process);
    return line;
}

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
