#include "base/text.hpp"
#include "files/account_windows.hpp"
#include "files/files_windows.hpp"
#include "files/lock_wait.hpp"
#include "files/own_file_windows.hpp"
#include "os/utf16.hpp"
#include "system/error_windows.hpp"

#include <aclapi.h>

#include <array>

namespace govern::os {

namespace {

/// One byte far behind the content: a locked range cannot be read by others, and they shall read
/// who holds the lock.
OVERLAPPED locked_byte() {
    OVERLAPPED place{};
    place.OffsetHigh = 0x40000000;
    return place;
}

class WindowsLock final : public FileLock {
public:
    explicit WindowsLock(Handle file) : m_file(std::move(file)) {}
    ~WindowsLock() override {
        SetFilePointer(m_file.get(), 0, nullptr, FILE_BEGIN);
        SetEndOfFile(m_file.get());
        auto place = locked_byte();
        UnlockFileEx(m_file.get(), 0, 1, 0, &place);
    }

private:
    Handle m_file;
};

} // namespace

namespace {

/// The file of an older govern has the rights of its folder still.
void keep_to_owner(const std::string& path, PSECURITY_DESCRIPTOR rights) {
    PACL list = nullptr;
    BOOL present = FALSE;
    BOOL defaulted = FALSE;
    if (rights != nullptr && GetSecurityDescriptorDacl(rights, &present, &list, &defaulted) != 0) {
        SetNamedSecurityInfoW(long_path(path).data(), SE_FILE_OBJECT,
                              DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
                              nullptr, nullptr, list, nullptr);
    }
}

/// LockFileEx needs no more than the right to read, so whoever may open a lock's file may keep it
/// for ever.
Result<Handle> open_lock(const std::string& path) {
    const auto rights = owner_only_rights();
    SECURITY_ATTRIBUTES attributes{sizeof(attributes), rights.get(), FALSE};
    Handle file(CreateFileW(long_path(path).c_str(), GENERIC_READ | GENERIC_WRITE, k_share_all,
                            rights ? &attributes : nullptr, OPEN_ALWAYS,
                            FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT, nullptr));
    const DWORD error = GetLastError();
    if (!file) {
        return file_failure("lock", path, error);
    }
    GOVERN_TRY(require_own(file.get(), path, "lock"));
    if (error == ERROR_ALREADY_EXISTS) {
        keep_to_owner(path, rights.get());
    }
    return file;
}

} // namespace

Result<std::unique_ptr<FileLock>> WindowsFiles::lock(const std::string& path, bool wait,
                                                     std::string_view holder) {
    GOVERN_TRY_ASSIGN(auto file, open_lock(path));
    const DWORD flags = LOCKFILE_FAIL_IMMEDIATELY | LOCKFILE_EXCLUSIVE_LOCK;
    GOVERN_TRY_ASSIGN(const bool locked, poll_lock(wait, [&]() -> Result<bool> {
                          auto place = locked_byte();
                          if (LockFileEx(file.get(), flags, 0, 1, 0, &place) != 0) {
                              return true;
                          }
                          if (GetLastError() != ERROR_LOCK_VIOLATION &&
                              GetLastError() != ERROR_IO_PENDING) {
                              return file_failure("lock", path, GetLastError());
                          }
                          return false;
                      }));
    if (!locked) {
        return nullptr;
    }
    SetEndOfFile(file.get()); // A courtesy; the lock holds without it.
    (void)write_all(file.get(), std::string(holder) + '\n');
    return std::make_unique<WindowsLock>(std::move(file));
}

std::string WindowsFiles::lock_holder(const std::string& path) const {
    const Handle file(CreateFileW(long_path(path).c_str(), GENERIC_READ, k_share_all, nullptr,
                                  OPEN_EXISTING, 0, nullptr));
    std::array<char, 512> text{};
    DWORD count = 0;
    if (!file ||
        ReadFile(file.get(), text.data(), static_cast<DWORD>(text.size()), &count, nullptr) == 0 ||
        count == 0) {
        return {};
    }
    return std::string(lines_of({text.data(), count}).front());
}

} // namespace govern::os
