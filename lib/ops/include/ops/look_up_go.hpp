#pragma once

#include "core/layout.hpp"
#include "os/host.hpp"
#include "os/user_environment.hpp"
#include "shell/shell.hpp"

#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

/// The `go` that the calling shell would start.
struct FoundGo {
    std::string path;   ///< the file, as PATH leads to it
    std::string folder; ///< the PATH entry it lies in
    bool ours = false;  ///< this home's shim
};

/// Looks `go` up in these PATH entries in order as a shell does: on Windows by PATHEXT, elsewhere
/// by the execute bit. Nothing where no entry has one.
[[nodiscard]] std::optional<FoundGo> find_go(os::Host& host, const Layout& layout,
                                             const std::vector<std::string>& path_entries);

/// The home in whose shims folder this `go` lies; empty where it is no home's.
[[nodiscard]] std::string home_of_shim(os::Host& host, const FoundGo& go);

/// Where a `go` comes from, by the folder it lies in: `the shims of asdf`, `the Go installer
/// (MSI)`, `another govern home, C:\ProgramData\govern` …; empty where the folder tells nothing.
[[nodiscard]] std::string origin_of_go(os::Host& host, const FoundGo& go);

/// A warning where `go`, looked up as the calling shell would, is not this home's shim: the path
/// found, where it comes from, and the one command that helps. Every command that changes which Go
/// runs ends with it (install of the first version, default, use, pin, setup, rollback). Only
/// reads.
[[nodiscard]] std::optional<Message>
look_up_go(os::Host& host, os::UserEnvironment& user_environment, const Layout& layout);
/// The same with this account's real environment.
[[nodiscard]] std::optional<Message> look_up_go(os::Host& host, const Layout& layout);

/// False for cmd, and for a PowerShell whose execution policy lets no script of ours run.
[[nodiscard]] bool reads_profile(os::Host& host, os::UserEnvironment& user_environment,
                                 shell::Shell shell);

/// The line that puts the shims in front in a shell that is open already, once setup has run.
[[nodiscard]] std::string line_for_now(os::Host& host, os::UserEnvironment& user_environment,
                                       const Layout& layout, shell::Shell shell);

} // namespace govern::ops
