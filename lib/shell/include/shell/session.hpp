#pragma once

#include "base/result.hpp"
#include "os/environment.hpp"
#include "shell/render.hpp"

#include <optional>
#include <string>
#include <vector>

namespace govern::shell {

/// A session's PATH as the shell sees it that evaluates our lines.
struct SessionPath {
    std::string list;      ///< the current value, exactly
    std::string shims;     ///< the shims folder as an entry of it
    bool windows = false;  ///< `;` lists; false: `:` lists, also in Git Bash
    std::string folder;    ///< the shims folder as the system names it
    std::string moved;     ///< the entry that `use` moved in this session: perhaps another home's
    bool git_bash = false; ///< a `:` list of /c/… on Windows
};

/// PATH as this shell writes it. On Windows bash, zsh, sh and fish are Git Bash's and their like:
/// folders become /c/…; the list is GOVERN_SHELL_PATH (the shell's own PATH, passed untouched by
/// the `govern` function) or else our PATH converted. msg::shims_not_representable where the folder
/// cannot be an entry.
[[nodiscard]] Result<SessionPath> session_path(const os::Environment& environment,
                                               const std::string& shims, Shell shell, bool windows);

/// The version that a session switches to.
struct SessionTarget {
    std::string version;               ///< full version, or `system`
    std::optional<std::string> goroot; ///< the SDK's folder; nothing for `system`: as it was before
};

/// What `use` changes: GOVERN_VERSION, GOROOT, and PATH with the shims folder moved to the front.
/// What was there before the first `use` is kept in GOVERN_UNDO_VERSION and GOVERN_UNDO_GOROOT
/// (`=value`, or `-` for unset, so that an empty value stays empty) and GOVERN_UNDO_PATH (`-`, or
/// where the shims folder stood: `=` and a list like PATH of how many entries followed, a blank,
/// and the next one; on Windows GOVERN_UNDO_PLACES, a `;` list of Windows' names in every shell, so
/// that PowerShell and Git Bash read each other's), and whose shims these are in GOVERN_UNDO_SHIMS;
/// a second `use` leaves those alone, so that one undo goes back to the start. One of another home
/// first puts the other's shims back.
[[nodiscard]] std::vector<Change> use_changes(const os::Environment& environment, SessionPath path,
                                              const SessionTarget& target);

/// The exact undo of all `use` in this session; other edits of PATH in between stay. Without a
/// session it only removes a GOVERN_VERSION, if there is one; nothing to do gives no changes.
[[nodiscard]] std::vector<Change> unset_changes(const os::Environment& environment,
                                                const SessionPath& path);

} // namespace govern::shell
