#pragma once

#include "os/host.hpp"
#include "os/user_environment.hpp"

#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

/// How a stored PATH (Windows) shall change. Entries of others stay as they are, unexpanded, in
/// their order; the kind of value (REG_SZ, REG_EXPAND_SZ) too.
struct PathPlan {
    std::optional<os::UserEnvironment::Value> before; ///< nothing if there is no value yet
    os::UserEnvironment::Value after;
    bool adds_go_bin = false;
    std::vector<Message> warnings; ///< about its length
    [[nodiscard]] bool changes() const { return !before || !(*before == after); }
};

/// The shims folder first in the stored PATH of this scope, and nowhere else in it; with the
/// user's, the folder of `go install` (`go_bin`, empty for none) last, unless it is in either PATH
/// already. Limits, in characters: what a process may have at all is 32,767 (msg::path_too_long);
/// cmd passes on no line above 8,191, and older tools cut at 2,047 (learn.microsoft.com: "Command
/// prompt line string limitation", "Environment Variables"): warnings.
[[nodiscard]] Result<PathPlan> plan_path(os::Host& host, os::UserEnvironment& stored,
                                         os::UserEnvironment::Scope scope, const std::string& shims,
                                         const std::string& go_bin);

/// The same PATH without the shims folder; `go_bin` is taken out too where it is given.
[[nodiscard]] std::string path_without(os::Host& host, const std::string& path,
                                       const std::string& shims, const std::string& go_bin);

/// PATH as a new process will get it: the machine's, then the user's, expanded. Nothing without a
/// store.
[[nodiscard]] std::vector<std::string> future_path(os::Host& host, os::UserEnvironment& stored);

/// Where `go install` puts programs: GOBIN, else bin in the first GOPATH, else in the home's `go`.
[[nodiscard]] std::string go_install_folder(os::Host& host);

} // namespace govern::ops
