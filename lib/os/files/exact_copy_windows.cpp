#include "os/exact_copy.hpp"

#include "files/account_windows.hpp"
#include "files/retry_windows.hpp"
#include "os/messages.hpp"
#include "os/utf16.hpp"
#include "system/error_windows.hpp"

#include <windows.h>

#include <aclapi.h>

#include <chrono>

namespace govern::os {

namespace {

/// CopyFile gives the copy the rights of its folder.
DWORD copy_rights(std::wstring from, std::wstring to) {
    PACL list = nullptr;
    PSECURITY_DESCRIPTOR held = nullptr;
    DWORD error = GetNamedSecurityInfoW(from.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION,
                                        nullptr, nullptr, &list, nullptr, &held);
    const LocalMemory descriptor(held);
    SECURITY_DESCRIPTOR_CONTROL control = 0;
    DWORD revision = 0;
    if (error == 0 && GetSecurityDescriptorControl(held, &control, &revision) == 0) {
        error = GetLastError();
    }
    const bool own = (control & SE_DACL_PROTECTED) != 0;
    const SECURITY_INFORMATION inherits =
        own ? PROTECTED_DACL_SECURITY_INFORMATION : UNPROTECTED_DACL_SECURITY_INFORMATION;
    return error != 0 ? error
                      : SetNamedSecurityInfoW(to.data(), SE_FILE_OBJECT,
                                              DACL_SECURITY_INFORMATION | inherits, nullptr,
                                              nullptr, list, nullptr);
}

DWORD replace(const std::wstring& made, const std::wstring& to) {
    constexpr std::chrono::seconds k_patience(5); // a virus scanner that looks at what was written
    return retry(Patience(k_patience), made.substr(0, made.find_last_of(L'\\')),
                 [&] { return try_rename(made, to); });
}

} // namespace

Result<void> copy_exactly(const std::string& from, const std::string& to) {
    const auto source = long_path(from);
    const auto target = long_path(to);
    const auto made = target + L".tmp-" + std::to_wstring(GetCurrentProcessId());
    (void)try_remove(made); // left by a process that had our number
    DWORD error = CopyFileExW(source.c_str(), made.c_str(), nullptr, nullptr, nullptr,
                              COPY_FILE_COPY_SYMLINK) != 0
                      ? copy_rights(source, made)
                      : GetLastError();
    // Wine makes one of rights and of the read-only attribute.
    if (error == 0 && SetFileAttributesW(made.c_str(), GetFileAttributesW(source.c_str())) == 0) {
        error = GetLastError();
    }
    if (error == 0) {
        error = replace(made, target);
    }
    if (error != 0) {
        (void)try_remove(made);
        return file_failure("write", to, error);
    }
    return {};
}

} // namespace govern::os
