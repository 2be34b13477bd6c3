#include "base/path.hpp"
#include "files/account_windows.hpp"
#include "files/files_windows.hpp"
#include "files/retry_windows.hpp"
#include "os/messages.hpp"
#include "os/utf16.hpp"
#include "system/error_windows.hpp"

#include <aclapi.h>
#include <sddl.h>

#include <array>
#include <cstring>
#include <iterator>
#include <memory>
#include <vector>

namespace govern::os {

namespace {

std::string sid_text(PSID sid) {
    wchar_t* text = nullptr;
    if (ConvertSidToStringSidW(sid, &text) == 0) {
        return {};
    }
    const LocalMemory owner(text);
    return to_utf8(text);
}

/// The SID of the account this process runs as; `buffer` keeps it alive.
PSID own_sid(std::vector<std::byte>& buffer) {
    HANDLE opened = nullptr;
    if (OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &opened) == 0) {
        return nullptr;
    }
    const Handle token(opened);
    DWORD size = 0;
    GetTokenInformation(token.get(), TokenUser, nullptr, 0, &size);
    buffer.resize(size);
    if (size == 0 || GetTokenInformation(token.get(), TokenUser, buffer.data(), size, &size) == 0) {
        return nullptr;
    }
    return reinterpret_cast<const TOKEN_USER*>(buffer.data())->User.Sid;
}

} // namespace

std::string account_name(PSID sid) {
    std::array<wchar_t, 257> name{};
    std::array<wchar_t, 257> domain{};
    DWORD name_size = name.size();
    DWORD domain_size = domain.size();
    SID_NAME_USE use = SidTypeUnknown;
    if (LookupAccountSidW(nullptr, sid, name.data(), &name_size, domain.data(), &domain_size,
                          &use) == 0) {
        return sid_text(sid);
    }
    return domain[0] == L'\0' ? to_utf8(name.data())
                              : to_utf8(domain.data()) + '\\' + to_utf8(name.data());
}

bool is_our_account(PSID sid) {
    std::vector<std::byte> buffer;
    const PSID user = own_sid(buffer);
    if (user != nullptr && EqualSid(user, sid) != 0) {
        return true;
    }
    BOOL member = FALSE; // An elevated administrator's files belong to the group.
    return CheckTokenMembership(nullptr, sid, &member) != 0 && member != FALSE;
}

bool is_administrator(PSID sid) {
    if (IsWellKnownSid(sid, WinLocalSystemSid) != 0 ||
        IsWellKnownSid(sid, WinBuiltinAdministratorsSid) != 0) {
        return true;
    }
    // TrustedInstaller, the owner of Windows' own folders.
    return sid_text(sid) == "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464";
}

namespace {

/// The owner, ourselves (an elevated shell's folders belong to a group, yet name its user), and
/// accounts that may write anywhere by their nature.
bool is_trusted(PSID sid, PSID owner, PSID user) {
    return EqualSid(sid, owner) != 0 || (user != nullptr && EqualSid(sid, user) != 0) ||
           is_administrator(sid) || IsWellKnownSid(sid, WinCreatorOwnerRightsSid) != 0;
}

/// True where an entry of the list lets an account that is not trusted write. Entries that deny are
/// not weighed against it: who needs those should not keep programs there.
bool others_may_write(PACL list, PSID owner) {
    if (list == nullptr) {
        return true; // No list at all: everybody may do anything.
    }
    std::vector<std::byte> buffer;
    const PSID user = own_sid(buffer);
    constexpr DWORD writing = FILE_ADD_FILE | FILE_ADD_SUBDIRECTORY | FILE_DELETE_CHILD |
                              WRITE_DAC | WRITE_OWNER | GENERIC_WRITE | GENERIC_ALL;
    for (DWORD i = 0; i < list->AceCount; ++i) {
        void* entry = nullptr;
        if (GetAce(list, i, &entry) == 0) {
            continue;
        }
        auto* allowed = static_cast<ACCESS_ALLOWED_ACE*>(entry);
        const bool applies = allowed->Header.AceType == ACCESS_ALLOWED_ACE_TYPE &&
                             (allowed->Header.AceFlags & INHERIT_ONLY_ACE) == 0;
        if (applies && (allowed->Mask & writing) != 0 &&
            !is_trusted(&allowed->SidStart, owner, user)) {
            return true;
        }
    }
    return false;
}

} // namespace

Result<FolderAccess> WindowsFiles::folder_access(const std::string& folder) const {
    auto wide = long_path(folder);
    PSID owner = nullptr;
    PACL list = nullptr;
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    const DWORD error = GetNamedSecurityInfoW(
        wide.data(), SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, &owner,
        nullptr, &list, nullptr, &descriptor);
    if (error != 0) {
        return file_failure("look at", folder, error);
    }
    const LocalMemory memory(descriptor);
    FolderAccess access;
    access.owner = account_name(owner);
    access.owned_by_us = is_our_account(owner);
    access.owned_by_administrator = is_administrator(owner);
    access.writable = may_change(wide);
    access.others_may_write = others_may_write(list, owner);
    return access;
}

namespace {

/// A security descriptor from its text (SDDL); nothing and GetLastError() where it is none.
LocalMemory descriptor_of(const std::string& sddl) {
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    ConvertStringSecurityDescriptorToSecurityDescriptorW(to_utf16(sddl).c_str(), SDDL_REVISION_1,
                                                         &descriptor, nullptr);
    return LocalMemory(descriptor);
}

/// Owner, then protected (not inheriting) rights: owner, SYSTEM and Administrators all; Users read
/// and execute. OICI: for everything below, too. Empty where the account cannot be asked.
std::string home_rights() {
    std::vector<std::byte> buffer;
    const PSID user = own_sid(buffer);
    if (user == nullptr) {
        return {};
    }
    const auto name = sid_text(user);
    return "O:" + name + "D:P(A;OICI;FA;;;" + name +
           ")(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FRFX;;;BU)";
}

} // namespace

LocalMemory owner_only_rights(bool of_folder) {
    std::vector<std::byte> buffer;
    const PSID user = own_sid(buffer);
    if (user == nullptr) {
        return {};
    }
    const std::string all = of_folder ? "(A;OICI;FA;;;" : "(A;;FA;;;";
    return descriptor_of("D:P" + all + sid_text(user) + ')' + all + "SY)" + all + "BA)");
}

namespace {

std::string rights_text(PSECURITY_DESCRIPTOR descriptor) {
    wchar_t* text = nullptr;
    if (ConvertSecurityDescriptorToStringSecurityDescriptorW(
            descriptor, SDDL_REVISION_1, DACL_SECURITY_INFORMATION, &text, nullptr) == 0) {
        return {};
    }
    const LocalMemory owner(text);
    return to_utf8(text);
}

} // namespace

bool WindowsFiles::starts_programs(const std::string&) const {
    return true; // No volume of Windows has such a switch.
}

Result<void> WindowsFiles::make_home(const std::string& folder) {
    GOVERN_TRY_ASSIGN(const auto present, info(folder));
    if (present) {
        return make_folders(folder);
    }
    GOVERN_TRY(make_folders(std::string(path::parent(folder))));
    const auto descriptor = descriptor_of(home_rights());
    if (descriptor == nullptr) {
        return file_failure("make the folder", folder, GetLastError());
    }
    SECURITY_ATTRIBUTES attributes{sizeof(attributes), descriptor.get(), FALSE};
    if (CreateDirectoryW(long_path(folder).c_str(), &attributes) == 0) {
        const DWORD error = GetLastError();
        if (error != ERROR_ALREADY_EXISTS) {
            return file_failure("make the folder", folder, error);
        }
    }
    return {};
}

Result<std::string> WindowsFiles::close_home(const std::string& folder) {
    auto wide = long_path(folder);
    PSECURITY_DESCRIPTOR read = nullptr;
    DWORD error = GetNamedSecurityInfoW(wide.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION,
                                        nullptr, nullptr, nullptr, nullptr, &read);
    const LocalMemory before(read);
    const auto wanted = descriptor_of(home_rights());
    PACL list = nullptr;
    BOOL present = FALSE;
    BOOL defaulted = FALSE;
    if (error == 0 && (wanted == nullptr ||
                       GetSecurityDescriptorDacl(wanted.get(), &present, &list, &defaulted) == 0)) {
        error = GetLastError();
    }
    if (error == 0) {
        error =
            SetNamedSecurityInfoW(wide.data(), SE_FILE_OBJECT,
                                  DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
                                  nullptr, nullptr, list, nullptr);
    }
    if (error != 0) {
        return file_failure("change the rights of", folder, error);
    }
    return rights_text(before.get());
}

namespace {

/// Gives an entry the rights of the folder above it alone, where others may write to it by an entry
/// of its own; the rights it had, or nothing where it was as it should be.
Result<std::string> inherit_rights(const std::string& path) {
    auto wide = long_path(path);
    PSID owner = nullptr;
    PACL list = nullptr;
    PSECURITY_DESCRIPTOR read = nullptr;
    DWORD error = GetNamedSecurityInfoW(wide.data(), SE_FILE_OBJECT,
                                        OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
                                        &owner, nullptr, &list, nullptr, &read);
    const LocalMemory before(read);
    if (error == 0 && !others_may_write(list, owner)) {
        return std::string();
    }
    ACL none{};
    if (error == 0 && InitializeAcl(&none, sizeof none, ACL_REVISION) == 0) {
        error = GetLastError();
    }
    if (error == 0) {
        error =
            SetNamedSecurityInfoW(wide.data(), SE_FILE_OBJECT,
                                  DACL_SECURITY_INFORMATION | UNPROTECTED_DACL_SECURITY_INFORMATION,
                                  nullptr, nullptr, &none, nullptr);
    }
    if (error != 0) {
        return file_failure("change the rights of", path, error);
    }
    return rights_text(before.get());
}

} // namespace

Result<std::vector<std::string>> WindowsFiles::close_below(const std::string& folder) {
    std::vector<std::string> out;
    GOVERN_TRY_ASSIGN(const auto names, list(folder));
    for (const auto& name : names) {
        const auto path = path::join(folder, name);
        GOVERN_TRY_ASSIGN(const auto entry, info(path));
        if (!entry || entry->kind == FileInfo::Kind::link) {
            continue;
        }
        GOVERN_TRY_ASSIGN(const auto before, inherit_rights(path));
        if (!before.empty()) {
            out.push_back(before + ' ' + path);
        }
        if (entry->kind == FileInfo::Kind::directory) {
            GOVERN_TRY_ASSIGN(auto below, close_below(path));
            std::move(below.begin(), below.end(), std::back_inserter(out));
        }
    }
    return out;
}

Result<void> WindowsFiles::open_to_readers(const std::string& /*path*/) {
    return {}; // what is served there has the rights of its folder
}

} // namespace govern::os
