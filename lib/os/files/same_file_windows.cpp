#include "files/same_file.hpp"

#include "os/utf16.hpp"
#include "system/error_windows.hpp"

namespace govern::os {

namespace {

std::optional<BY_HANDLE_FILE_INFORMATION> facts_of(const std::string& path) {
    const Handle opened(CreateFileW(long_path(path).c_str(), 0, k_share_all, nullptr, OPEN_EXISTING,
                                    FILE_FLAG_BACKUP_SEMANTICS, nullptr));
    BY_HANDLE_FILE_INFORMATION facts{};
    if (!opened || GetFileInformationByHandle(opened.get(), &facts) == 0) {
        return std::nullopt;
    }
    return facts;
}

} // namespace

std::optional<bool> have_one_number(const std::string& a, const std::string& b) {
    const auto left = facts_of(a);
    const auto right = facts_of(b);
    if (!left || !right) {
        return std::nullopt;
    }
    return left->dwVolumeSerialNumber == right->dwVolumeSerialNumber &&
           left->nFileIndexHigh == right->nFileIndexHigh &&
           left->nFileIndexLow == right->nFileIndexLow;
}

} // namespace govern::os
