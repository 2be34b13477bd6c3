#include "files/own_file_windows.hpp"

#include "files/account_windows.hpp"
#include "os/messages.hpp"

#include <aclapi.h>

namespace govern::os {

Failure foreign_failure(std::string_view action, const std::string& path, std::string reason) {
    return fail(msg::file_foreign,
                {{"action", std::string(action)}, {"path", path}, {"reason", std::move(reason)}});
}

DWORD names_of(HANDLE file) {
    BY_HANDLE_FILE_INFORMATION info{};
    return GetFileInformationByHandle(file, &info) != 0 ? info.nNumberOfLinks : 1;
}

Result<void> require_own(HANDLE file, const std::string& path, std::string_view action) {
    FILE_ATTRIBUTE_TAG_INFO tag{};
    if (GetFileInformationByHandleEx(file, FileAttributeTagInfo, &tag, sizeof tag) != 0 &&
        is_link(tag.FileAttributes, tag.ReparseTag)) {
        return foreign_failure(action, path, "it is a link");
    }
    PSID owner = nullptr;
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    if (GetSecurityInfo(file, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, nullptr, nullptr,
                        nullptr, &descriptor) != ERROR_SUCCESS) {
        return {}; // A file system without owners.
    }
    const LocalMemory memory(descriptor);
    if (owner != nullptr && !is_our_account(owner) && !is_administrator(owner)) {
        return foreign_failure(action, path, "it belongs to " + account_name(owner));
    }
    return {};
}

} // namespace govern::os
