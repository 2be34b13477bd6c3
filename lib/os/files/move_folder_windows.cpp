// Moving a folder in which programs run: Windows refuses to rename it, but not their files.
#include "base/messages.hpp"
#include "base/path.hpp"
#include "files/files_windows.hpp"
#include "files/retry_windows.hpp"
#include "os/messages.hpp"
#include "os/utf16.hpp"
#include "system/error_windows.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace govern::os {

namespace {

/// Long enough for a virus scanner to finish with one file. A program that runs in the folder may
/// take longer than any limit.
constexpr std::chrono::milliseconds k_whole_folder{2000};

class FolderMove {
public:
    FolderMove(WindowsFiles& files, const FileFaults& faults) : m_files(files), m_faults(faults) {}

    Result<void> run(const std::string& from, const std::string& to) {
        const DWORD error = move(from, to, std::min(k_whole_folder, m_faults.patience));
        if (error == 0 || !is_transient(error)) {
            return error == 0 ? Result<void>() : file_failure("rename", from, error);
        }
        auto moved = move_entries(from, to);
        if (!moved) {
            put_back(to);
        }
        return moved;
    }

private:
    DWORD move(const std::string& from, const std::string& to, std::chrono::milliseconds limit) {
        const Patience patience(limit);
        std::chrono::milliseconds pause(1);
        while (true) {
            const int fault = m_faults.rename ? m_faults.rename(from, to) : 0;
            const DWORD error =
                fault != 0 ? static_cast<DWORD>(fault) : try_rename(long_path(from), long_path(to));
            if (error == 0 || !is_transient(error) || !patience.wait(pause)) {
                return error;
            }
        }
    }

    Result<void> move_entries(const std::string& from, const std::string& to) {
        GOVERN_TRY(m_files.make_folders(to));
        GOVERN_TRY_ASSIGN(const auto names, m_files.list(from));
        for (const auto& name : names) {
            GOVERN_TRY(move_entry(path::join(from, name), path::join(to, name)));
        }
        const DWORD error = retry(Patience(m_faults.patience), long_path(path::parent(from)),
                                  [&] { return try_remove(long_path(from)); });
        return error == 0 ? Result<void>() : refusal(from, error);
    }

    Result<void> move_entry(const std::string& from, const std::string& to) {
        GOVERN_TRY_ASSIGN(const auto info, m_files.info(from));
        const bool folder = info && info->kind == FileInfo::Kind::directory;
        const DWORD error =
            move(from, to, folder ? std::chrono::milliseconds(0) : m_faults.patience);
        if (error == 0) {
            m_moved.emplace_back(from, to);
            return {};
        }
        return folder && is_transient(error) ? move_entries(from, to) : refusal(from, error);
    }

    static Result<void> refusal(const std::string& path, DWORD error) {
        return is_transient(error) ? in_use_failure("move", path, error)
                                   : file_failure("move", path, error);
    }

    void put_back(const std::string& to) {
        for (auto entry = m_moved.rbegin(); entry != m_moved.rend(); ++entry) {
            if (m_files.make_folders(std::string(path::parent(entry->first)))) {
                (void)move(entry->second, entry->first, m_faults.patience);
            }
        }
        remove_empty(to);
    }

    void remove_empty(const std::string& folder) {
        const auto names = m_files.list(folder);
        for (const auto& name : names ? *names : std::vector<std::string>()) {
            remove_empty(path::join(folder, name));
        }
        if (names) {
            (void)try_remove(long_path(folder)); // refused where something is left in it
        }
    }

    WindowsFiles& m_files;
    const FileFaults& m_faults;
    std::vector<std::pair<std::string, std::string>> m_moved;
};

} // namespace

Result<void> WindowsFiles::move_folder(const std::string& from, const std::string& to) {
    GOVERN_TRY_ASSIGN(const auto present, info(to));
    if (present) {
        return file_failure("rename " + from + " to", to, ERROR_ALREADY_EXISTS);
    }
    GOVERN_TRY_ASSIGN(const auto source, info(from));
    if (source && source->kind != FileInfo::Kind::directory) {
        return rename(from, to); // The target of a link stays where it is.
    }
    return FolderMove(*this, m_faults).run(from, to);
}

} // namespace govern::os
