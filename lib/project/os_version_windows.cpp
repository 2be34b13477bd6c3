#include "project/os_version.hpp"

#include <windows.h>

namespace govern::project {

OsVersion running_os() {
    OsVersion out;
    out.os = "windows";
    // GetVersionEx says what the manifest asks it to say; this one tells the truth.
    using Ask = LONG(WINAPI*)(OSVERSIONINFOW*);
    const auto ask = reinterpret_cast<Ask>(
        reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "RtlGetVersion")));
    OSVERSIONINFOW info = {};
    info.dwOSVersionInfoSize = sizeof info;
    if (ask != nullptr && ask(&info) == 0) {
        out.number = {static_cast<int>(info.dwMajorVersion), static_cast<int>(info.dwMinorVersion)};
    }
    return out;
}

} // namespace govern::project
