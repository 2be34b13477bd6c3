#include "base/path.hpp"
#include "files/files_windows.hpp"
#include "files/retry_windows.hpp"
#include "files/tree.hpp"
#include "os/utf16.hpp"
#include "system/error_windows.hpp"

#include <algorithm>

namespace govern::os {

namespace {

struct Folder final : FolderToRemove {
    std::wstring path;
};

class WindowsTreeRemover final : public TreeRemover {
public:
    explicit WindowsTreeRemover(std::chrono::milliseconds limit) : m_patience(limit) {}

protected:
    Folders empty(FolderToRemove& base) override {
        auto& folder = static_cast<Folder&>(base);
        Folders below;
        for (const auto& entry : entries_of(folder)) {
            auto path = folder.path + L'\\' + entry.name;
            if (entry.real_folder) {
                auto next = std::make_unique<Folder>();
                next->path = std::move(path);
                below.push_back(std::move(next));
            } else {
                remove_one(folder.path, path);
            }
        }
        return below;
    }

    Result<void> remove_empty(FolderToRemove& base) override {
        const auto& path = static_cast<Folder&>(base).path;
        remove_one(path.substr(0, path.rfind(L'\\')), path);
        return {};
    }

private:
    struct Entry {
        std::wstring name;
        bool real_folder; ///< not a junction or link: those are removed, not entered
    };

    std::vector<Entry> entries_of(const Folder& folder) {
        std::vector<Entry> entries;
        WIN32_FIND_DATAW data{};
        const HANDLE search =
            FindFirstFileExW((folder.path + L"\\*").c_str(), FindExInfoBasic, &data,
                             FindExSearchNameMatch, nullptr, FIND_FIRST_EX_LARGE_FETCH);
        if (search == INVALID_HANDLE_VALUE) {
            const DWORD error = GetLastError();
            if (error != ERROR_FILE_NOT_FOUND && error != ERROR_PATH_NOT_FOUND) {
                report(file_failure("list", plain_path(folder.path), error));
            }
            return entries;
        }
        do {
            const std::wstring_view name = data.cFileName;
            if (name != L"." && name != L"..") {
                const bool folder_kind = (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
                entries.push_back(
                    {std::wstring(name),
                     folder_kind && !is_link(data.dwFileAttributes, data.dwReserved0)});
            }
        } while (FindNextFileW(search, &data) != 0);
        FindClose(search);
        return entries;
    }

    void remove_one(const std::wstring& folder, const std::wstring& path) {
        const DWORD error = retry(m_patience, folder, [&] { return try_remove(path); });
        if (error == 0 || has_failed()) {
            return; // Only the first failure is reported: to find a file's holder takes long.
        }
        if (is_transient(error) && may_change(folder)) {
            report(in_use_failure("remove", plain_path(path), error));
        } else {
            report(file_failure("remove", plain_path(path), error));
        }
    }

    Patience m_patience; ///< one for the whole tree
};

} // namespace

Result<void> WindowsFiles::remove_tree(const std::string& path) {
    return remove_tree_within(path, m_faults.patience);
}

void WindowsFiles::discard_tree(const std::string& path) {
    constexpr std::chrono::milliseconds k_scanner(1000);
    (void)remove_tree_within(path, std::min(k_scanner, m_faults.patience));
}

Result<void> WindowsFiles::remove_tree_within(const std::string& path,
                                              std::chrono::milliseconds patience) {
    GOVERN_TRY_ASSIGN(const auto present, info(path));
    if (!present) {
        return {};
    }
    if (present->kind != FileInfo::Kind::directory) {
        return remove(path);
    }
    auto root = std::make_unique<Folder>();
    root->path = long_path(path);
    return WindowsTreeRemover(patience).remove(std::move(root));
}

} // namespace govern::os
