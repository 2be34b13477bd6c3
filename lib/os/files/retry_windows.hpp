#pragma once

#include <windows.h>

#include <chrono>
#include <string>

namespace govern::os {

/// Errors that end by themselves once a virus scanner, an indexer or a dying process closes a file.
[[nodiscard]] bool is_transient(DWORD error);

/// How long something is tried again; several operations may share one.
class Patience {
public:
    explicit Patience(std::chrono::milliseconds limit);
    /// Sleeps, longer each time; false if the time is over or the user wants us to stop.
    [[nodiscard]] bool wait(std::chrono::milliseconds& pause) const;

private:
    std::chrono::steady_clock::time_point m_end;
};

/// One attempt each, without waiting; an error code or 0.
[[nodiscard]] DWORD try_rename(const std::wstring& from, const std::wstring& to);
/// A file, a link or an empty folder, the read-only attribute notwithstanding. 0 if it is
/// absent.
[[nodiscard]] DWORD try_remove(const std::wstring& path);
/// True if this user has the rights to make or replace entries in the folder: then 'access
/// denied' for an entry means that it is in use.
[[nodiscard]] bool may_change(const std::wstring& folder);

/// Tries again until the time limit if `error` is transient and, for 'access denied', the user has
/// the rights. `attempt` returns an error code or 0, and so does this function.
template <typename Attempt>
DWORD retry(const Patience& patience, const std::wstring& folder, Attempt attempt) {
    std::chrono::milliseconds pause(1);
    while (true) {
        const DWORD error = attempt();
        if (!is_transient(error) || (error == ERROR_ACCESS_DENIED && !may_change(folder)) ||
            !patience.wait(pause)) {
            return error;
        }
    }
}

} // namespace govern::os
