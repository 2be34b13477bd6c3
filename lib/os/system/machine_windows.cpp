#include "os/machine.hpp"
#include "os/utf16.hpp"
#include "system/error_windows.hpp"

#include <algorithm>
#include <array>
#include <thread>

namespace govern::os {

namespace {

std::string architecture_of(USHORT machine) {
    switch (machine) {
    case IMAGE_FILE_MACHINE_ARM64:
        return "arm64";
    case IMAGE_FILE_MACHINE_I386:
        return "386";
    case IMAGE_FILE_MACHINE_ARMNT:
        return "arm";
    default:
        return "amd64";
    }
}

} // namespace

Platform machine_platform() {
    // From Windows 10 1511 on, and the only call that tells arm64 to an emulated amd64 program.
    using IsWow64Process2Function = BOOL(WINAPI*)(HANDLE, USHORT*, USHORT*);
    const auto ask = reinterpret_cast<IsWow64Process2Function>(reinterpret_cast<void*>(
        GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "IsWow64Process2")));
    USHORT process = 0;
    USHORT machine = 0;
    if (ask != nullptr && ask(GetCurrentProcess(), &process, &machine) != 0) {
        return {"windows", architecture_of(machine)};
    }
    SYSTEM_INFO info{};
    GetNativeSystemInfo(&info);
    return {"windows",
            info.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_INTEL ? "386" : "amd64"};
}

Result<std::string> own_program() {
    std::wstring name(512, L'\0');
    while (true) {
        const DWORD length =
            GetModuleFileNameW(nullptr, name.data(), static_cast<DWORD>(name.size()));
        if (length == 0) {
            return file_failure("find", "the running program", GetLastError());
        }
        if (length < name.size()) {
            name.resize(length);
            break;
        }
        name.resize(name.size() * 2);
    }
    const Handle file(CreateFileW(long_path(plain_path(name)).c_str(), 0, k_share_all, nullptr,
                                  OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr));
    std::wstring target(32768, L'\0');
    const DWORD length = file ? GetFinalPathNameByHandleW(file.get(), target.data(),
                                                          static_cast<DWORD>(target.size()), 0)
                              : 0;
    if (length == 0 || length >= target.size()) {
        return plain_path(name);
    }
    return plain_path(std::wstring_view(target).substr(0, length));
}

Result<std::string> current_folder() {
    std::wstring folder(GetCurrentDirectoryW(0, nullptr), L'\0');
    const DWORD length = GetCurrentDirectoryW(static_cast<DWORD>(folder.size()), folder.data());
    if (length == 0 || length >= folder.size()) {
        return file_failure("find", "the current folder", GetLastError());
    }
    folder.resize(length);
    return plain_path(folder);
}

std::string user_name() {
    std::array<wchar_t, 257> name{}; // UNLEN + 1
    DWORD size = name.size();
    return GetUserNameW(name.data(), &size) != 0 ? to_utf8(name.data()) : "unknown";
}

unsigned long process_id() {
    return GetCurrentProcessId();
}

unsigned processor_count() {
    return std::max(1U, std::thread::hardware_concurrency());
}

} // namespace govern::os
