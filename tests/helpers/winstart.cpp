// Starts a program as a test of shims needs it.
//
//   winstart detached PROGRAM    without a console; passes its output on and ends with its exit
//   code winstart kill PROGRAM        kills it once a line `ready` has come, says `killed`, then
//   `gone` when
//                                nobody holds its standard output any more
#include <windows.h>

#include <fcntl.h>
#include <io.h>

#include <cstdio>
#include <cwchar>
#include <string>

int wmain(int argc, wchar_t** argv) {
    if (argc != 3) {
        std::fputs("usage: winstart detached|kill PROGRAM\n", stderr);
        return 120;
    }
    const bool kill = std::wcscmp(argv[1], L"kill") == 0;
    SECURITY_ATTRIBUTES inheritable{sizeof inheritable, nullptr, TRUE};
    HANDLE from_child = nullptr;
    HANDLE to_us = nullptr;
    CreatePipe(&from_child, &to_us, &inheritable, 0);
    SetHandleInformation(from_child, HANDLE_FLAG_INHERIT, 0);
    STARTUPINFOW startup{};
    startup.cb = sizeof startup;
    startup.dwFlags = STARTF_USESTDHANDLES;
    startup.hStdOutput = to_us;
    startup.hStdError = to_us;
    std::wstring line = L"\"" + std::wstring(argv[2]) + L"\"";
    PROCESS_INFORMATION child{};
    if (!CreateProcessW(argv[2], line.data(), nullptr, nullptr, TRUE, kill ? 0 : DETACHED_PROCESS,
                        nullptr, nullptr, &startup, &child)) {
        std::fprintf(stderr, "winstart: Windows error %lu\n", GetLastError());
        return 121;
    }
    CloseHandle(to_us);
    std::string seen;
    bool killed = false;
    char buffer[4096];
    DWORD got = 0;
    while (ReadFile(from_child, buffer, sizeof buffer, &got, nullptr) && got > 0) {
        seen.append(buffer, got);
        if (kill && !killed && seen.find("ready") != seen.npos) {
            killed = true;
            TerminateProcess(child.hProcess, 9);
            std::puts("killed");
            std::fflush(stdout);
        }
    }
    if (kill) {
        std::puts("gone");
        return 0;
    }
    _setmode(_fileno(stdout), _O_BINARY);
    std::fwrite(seen.data(), 1, seen.size(), stdout);
    WaitForSingleObject(child.hProcess, INFINITE);
    DWORD code = 0;
    GetExitCodeProcess(child.hProcess, &code);
    return static_cast<int>(code);
}
