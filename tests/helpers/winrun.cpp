// Runs a program with exactly the environment, folder and command line a test wants, and writes its
// whole 32-bit exit code to a file. Wine replaces USERPROFILE, LOCALAPPDATA, TEMP and HOME when it
// starts a program from Unix, and Unix sees only 8 bits of an exit code; a start from inside has
// neither limit.
//
// winrun SPEC: the file holds UTF-8 strings, each ended by a zero byte: file for the exit code,
// current folder, program, command line, then NAME=VALUE for each variable, sorted by name.
#include <windows.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

std::wstring wide(const std::string& text) {
    std::wstring out(text.size(), L'\0');
    const int size = MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()),
                                         out.data(), static_cast<int>(out.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

std::vector<std::string> read_spec(const char* path) {
    std::ifstream file(path, std::ios::binary);
    const std::string all{std::istreambuf_iterator<char>(file), {}};
    std::vector<std::string> fields;
    for (std::size_t at = 0, end = 0; (end = all.find('\0', at)) != all.npos; at = end + 1) {
        fields.push_back(all.substr(at, end - at));
    }
    return fields;
}

// Ctrl-C is the child's; we only wait for it.
BOOL WINAPI leave_to_child(DWORD) {
    return TRUE;
}

// What we start dies with us when a test kills us; nothing dies when the child ends by itself.
void set_kill_on_close(HANDLE job, bool on) {
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
    limits.BasicLimitInformation.LimitFlags = on ? JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE : 0;
    SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
}

} // namespace

int main(int argc, char** argv) {
    const auto fields = argc == 2 ? read_spec(argv[1]) : std::vector<std::string>{};
    if (fields.size() < 4) {
        std::fputs("usage: winrun SPEC\n", stderr);
        return 120;
    }
    std::wstring block;
    for (std::size_t i = 4; i < fields.size(); ++i) {
        block += wide(fields[i]) + L'\0';
    }
    block += L'\0';
    auto line = wide(fields[3]);
    SetConsoleCtrlHandler(leave_to_child, TRUE);
    // We are in the job ourselves, so the child is from its first moment: one put there later would
    // be left behind by a kill in between.
    const HANDLE job = CreateJobObjectW(nullptr, nullptr);
    set_kill_on_close(job, true);
    AssignProcessToJobObject(job, GetCurrentProcess());
    STARTUPINFOW startup{};
    startup.cb = sizeof startup;
    PROCESS_INFORMATION child{};
    if (!CreateProcessW(wide(fields[2]).c_str(), line.data(), nullptr, nullptr, TRUE,
                        CREATE_UNICODE_ENVIRONMENT, block.data(), wide(fields[1]).c_str(), &startup,
                        &child)) {
        std::fprintf(stderr, "winrun: cannot start %s: Windows error %lu\n", fields[2].c_str(),
                     GetLastError());
        set_kill_on_close(job, false); // we are to end by ourselves
        return 121;
    }
    WaitForSingleObject(child.hProcess, INFINITE);
    DWORD code = 0;
    GetExitCodeProcess(child.hProcess, &code);
    set_kill_on_close(job, false);
    std::ofstream(fields[0], std::ios::binary) << code;
    return static_cast<int>(code & 0x7f);
}
