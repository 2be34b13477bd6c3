#pragma once

#include "core/layout.hpp"
#include "os/host.hpp"
#include "os/user_environment.hpp"
#include "shell/init.hpp"
#include "shell/shell.hpp"

#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

/// The accounts that the home serves.
enum class SetupScope { user, machine };

/// One thing that setup looked after.
struct SetupStep {
    std::string what;   ///< a file, or `the user PATH`
    std::string backup; ///< where its former content is; empty if there was none or nothing changed
    bool changed = false;
};

struct SetupReport {
    std::vector<SetupStep> steps;
    std::size_t failed = 0; ///< profiles that could not be read or written; each was warned of
    /// `go` as a shell opened from now on finds it, where that is not our shim.
    std::optional<Message> look_up;
    /// Windows: cmd, which reads no profile, finds another `go` (on the machine's PATH).
    bool not_in_cmd = false;
    /// The line that makes the calling shell like a new one.
    std::string line_for_now;
};

struct SetupRequest {
    SetupScope scope = SetupScope::user;
    shell::Shell calling_shell = shell::Shell::sh;
    /// Before /etc; only tests give one.
    std::string system_root;
    /// The report says what would change; nothing is.
    bool dry_run = false;
};

/// Puts the shims on PATH for good: writes `<home>/shell/init.*`, govern.ps1 and (Windows)
/// govern-use.cmd, loads them from the profiles of the shells that are there, and on Windows puts
/// the shims in front of the stored PATH. Everything changed outside the home is copied to
/// state/backups first, and recorded in state/setup for the undo. Doing it twice changes nothing,
/// but moves our lines behind others that came after them. The home must exist with its shims.
[[nodiscard]] Result<SetupReport> set_up(os::Host& host, os::UserEnvironment& stored,
                                         const Layout& layout, const SetupRequest& request);

/// Takes all of it back: exactly if nothing has changed since, else only our own lines and
/// entries.
[[nodiscard]] Result<SetupReport> undo_set_up(os::Host& host, os::UserEnvironment& stored,
                                              const Layout& layout, const SetupRequest& request);

/// The paths and names in the integration code of this home. `program` is the running one where the
/// home has no shims.
[[nodiscard]] shell::InitPaths init_paths(const os::Host& host, const Layout& layout);

/// Writes `<home>/shell/` and govern-use.cmd alone: what `init` needs for PowerShell.
[[nodiscard]] Result<void> write_shell_files(os::Host& host, const Layout& layout);

/// The home of `setup --machine`: `%ProgramData%\govern`, elsewhere `/opt/govern`.
[[nodiscard]] std::string machine_home(os::UserEnvironment& stored);

/// A profile that a shell reads, and the shell in whose language it is.
struct ProfileFile {
    std::string path;
    shell::Shell shell;
};
/// The profiles that setup edits: of shells that are this account's login shell, the calling one,
/// or have a profile already. Two of them may be one file. docs/shells.md has the table.
[[nodiscard]] std::vector<ProfileFile> profile_files(os::Host& host, os::UserEnvironment& stored,
                                                     const SetupRequest& request);

} // namespace govern::ops
