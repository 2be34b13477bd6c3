// Moves and removes single entries, also while programs hold them open.
#include "base/messages.hpp"
#include "base/path.hpp"
#include "files/files_windows.hpp"
#include "files/retry_windows.hpp"
#include "os/terminal.hpp"
#include "os/utf16.hpp"
#include "system/error_windows.hpp"

#include "base/text.hpp"

#include <atomic>

namespace govern::os {

namespace {

/// The last word on a failed rename or removal that was retried.
Failure moved_failure(std::string_view action, const std::string& path, DWORD error,
                      bool permitted) {
    if (is_transient(error) && interrupted()) {
        return fail(msg::interrupted);
    }
    if (is_transient(error) && permitted) {
        return in_use_failure(action, path, error);
    }
    return file_failure(action, path, error);
}

/// A name beside a program that runs: Windows lets it be renamed, but not removed.
std::string name_aside(const std::string& path) {
    static std::atomic<unsigned> counter = 0;
    return path + ".old-" + std::to_string(GetCurrentProcessId()) + '-' +
           std::to_string(GetTickCount64()) + '-' + std::to_string(++counter);
}

bool is_program(const std::string& path) {
    return path.size() > 4 &&
           equals_ignoring_case(std::string_view(path).substr(path.size() - 4), ".exe");
}

/// The name that name_aside gave to a program.
bool is_aside(const std::string& path) {
    return to_lower(path::filename(path)).find(".exe.old-") != std::string::npos;
}

/// Removes what was moved aside before and runs no more.
void sweep_aside(WindowsFiles& files, const std::string& path) {
    const std::string folder(path::parent(path));
    const auto names = files.list(folder);
    const auto prefix = std::string(path::filename(path)) + ".old-";
    if (!names) {
        return;
    }
    for (const auto& name : *names) {
        if (equals_ignoring_case(std::string_view(name).substr(0, prefix.size()), prefix)) {
            (void)try_remove(long_path(path::join(folder, name)));
        }
    }
}

} // namespace

Result<void> WindowsFiles::rename(const std::string& from, const std::string& to) {
    const auto source = long_path(from);
    const auto target = long_path(to);
    const auto source_folder = long_path(path::parent(from));
    const auto target_folder = long_path(path::parent(to));
    const Patience patience(m_faults.patience);
    std::chrono::milliseconds pause(1);
    while (true) {
        GOVERN_TRY_ASSIGN(const auto present, info(to));
        if (present && present->kind == FileInfo::Kind::directory && !path::same_path(from, to)) {
            return file_failure("rename " + from + " to", to, ERROR_ALREADY_EXISTS);
        }
        const int fault = m_faults.rename ? m_faults.rename(from, to) : 0;
        const DWORD error = fault != 0 ? static_cast<DWORD>(fault) : try_rename(source, target);
        if (error == 0) {
            return {};
        }
        const bool permitted = may_change(source_folder) && may_change(target_folder);
        if (!is_transient(error) || !permitted || !patience.wait(pause)) {
            return moved_failure("rename", from, error, permitted);
        }
    }
}

Result<void> WindowsFiles::remove(const std::string& path) {
    GOVERN_TRY_ASSIGN(const auto present, info(path));
    if (!present) {
        return {};
    }
    if (present->kind == FileInfo::Kind::directory) {
        return file_failure("remove", path, k_directory_not_supported);
    }
    const auto wide = long_path(path);
    const auto folder = long_path(path::parent(path));
    if (is_aside(path)) { // not waited for: it may run for hours
        const DWORD error = try_remove(wide);
        return error == 0 ? Result<void>() : file_failure("remove", path, error);
    }
    if (is_program(path)) {
        const Patience brief(std::chrono::milliseconds(100));
        if (retry(brief, folder, [&] { return try_remove(wide); }) == 0 ||
            try_rename(wide, long_path(name_aside(path))) == 0) {
            return {};
        }
    }
    const DWORD error =
        retry(Patience(m_faults.patience), folder, [&] { return try_remove(wide); });
    if (error != 0) {
        return moved_failure("remove", path, error, may_change(folder));
    }
    return {};
}

/// Over the old one where possible; a running one is moved aside and swept later.
Result<void> WindowsFiles::replace_program(const std::string& temporary, const std::string& to) {
    sweep_aside(*this, to);
    const auto source = long_path(temporary);
    const auto target = long_path(to);
    const auto folder = long_path(path::parent(to));
    const DWORD error = retry(Patience(m_faults.patience), folder, [&] {
        const DWORD first = try_rename(source, target);
        if (!is_transient(first)) {
            return first;
        }
        const auto aside = long_path(name_aside(to));
        if (try_rename(target, aside) != 0) {
            return first;
        }
        const DWORD second = try_rename(source, target);
        if (second != 0) {
            (void)try_rename(aside, target);
        } else {
            (void)try_remove(aside);
        }
        return second;
    });
    if (error != 0) {
        return moved_failure("replace", to, error, may_change(folder));
    }
    return {};
}

} // namespace govern::os
