#pragma once

#include "core/layout.hpp"
#include "os/host.hpp"
#include "os/user_environment.hpp"
#include "shell/shell.hpp"

#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

/// The shell that called us, as far as it is known.
[[nodiscard]] shell::Shell calling_shell(os::Host& host, os::UserEnvironment& user_environment);

/// The `go` that the calling shell would start.
struct FoundGo {
    std::string path;   ///< the file, as PATH leads to it
    std::string folder; ///< the PATH entry it lies in
    bool ours = false;  ///< this home's shim
};

/// Looks `go` up in these PATH entries in order as a shell does: on Windows by PATHEXT, elsewhere
/// by the execute bit. Nothing if no entry has one.
[[nodiscard]] std::optional<FoundGo> find_go(os::Host& host, const Layout& layout,
                                             const std::vector<std::string>& path_entries);

/// True once `setup` has run for this home, as long as the files that it wrote are there.
[[nodiscard]] bool is_set_up(const os::Files& files, const Layout& layout);

/// The home whose shims folder holds this `go`; empty if no home's does.
[[nodiscard]] std::string home_of_shim(os::Host& host, const FoundGo& go);

/// The origin of a `go`, by its folder: `mise's shims`, `the Go installer (MSI)`, `another
/// govern home, C:\ProgramData\govern` …; empty if the folder does not tell.
[[nodiscard]] std::string origin_of_go(os::Host& host, const FoundGo& go);

/// A warning where `go`, looked up as the calling shell would, is not this home's shim: the path
/// found, where it comes from, and the one command that helps.
struct GoWarning : Message {
    using Message::Message;
    bool doctor_repairs = false; ///< the command that helps is `govern doctor --fix`
};

/// Looks `go` up. Every command that changes which Go runs ends with this (install of the first
/// version, default, use, pin, setup, rollback). Only reads.
[[nodiscard]] std::optional<GoWarning>
look_up_go(os::Host& host, os::UserEnvironment& user_environment, const Layout& layout);
/// The same in a shell of this kind that has these variables.
[[nodiscard]] std::optional<GoWarning> look_up_go(os::Host& host,
                                                  const os::Environment& environment,
                                                  os::UserEnvironment& user_environment,
                                                  const Layout& layout, shell::Shell shell);
/// The same in the calling shell, once it has these variables.
[[nodiscard]] std::optional<GoWarning>
look_up_go(os::Host& host, const os::Environment& environment, const Layout& layout);

/// False for cmd, and for a PowerShell whose execution policy lets no script of ours run.
[[nodiscard]] bool reads_profile(os::Host& host, os::UserEnvironment& user_environment,
                                 shell::Shell shell);

/// The line that puts the shims in front in a shell that is open already, once setup has run.
[[nodiscard]] std::string line_for_now(os::Host& host, os::UserEnvironment& user_environment,
                                       const Layout& layout, shell::Shell shell);

} // namespace govern::ops
