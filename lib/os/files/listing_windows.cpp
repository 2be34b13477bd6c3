#include "os/listing.hpp"

#include "os/utf16.hpp"
#include "system/error_windows.hpp"

#include <string_view>

namespace govern::os {

namespace {

Listed listed(const WIN32_FIND_DATAW& entry) {
    Listed out{to_utf8(entry.cFileName), FileInfo::Kind::file,
               (std::uint64_t{entry.nFileSizeHigh} << 32U) | entry.nFileSizeLow};
    if (is_link(entry.dwFileAttributes, entry.dwReserved0)) {
        out.kind = FileInfo::Kind::link;
    } else if ((entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
        out.kind = FileInfo::Kind::directory;
    }
    return out;
}

} // namespace

Result<std::vector<Listed>> list_with_sizes(const std::string& folder) {
    WIN32_FIND_DATAW entry{};
    const HANDLE search =
        FindFirstFileExW((long_path(folder) + L"\\*").c_str(), FindExInfoBasic, &entry,
                         FindExSearchNameMatch, nullptr, FIND_FIRST_EX_LARGE_FETCH);
    if (search == INVALID_HANDLE_VALUE) {
        return file_failure("list", folder, GetLastError());
    }
    std::vector<Listed> out;
    do {
        const std::wstring_view name = entry.cFileName;
        if (name != L"." && name != L"..") {
            out.push_back(listed(entry));
        }
    } while (FindNextFileW(search, &entry) != 0);
    const DWORD error = GetLastError();
    FindClose(search);
    if (error != ERROR_NO_MORE_FILES) {
        return file_failure("list", folder, error);
    }
    return out;
}

} // namespace govern::os
