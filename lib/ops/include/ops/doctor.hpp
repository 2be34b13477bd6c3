#pragma once

#include "ops/context.hpp"
#include "os/system_facts.hpp"
#include "os/user_environment.hpp"

#include <string>
#include <vector>

namespace govern::ops {

struct Diagnosis {
    std::vector<Message> found;   ///< what keeps, or may keep, the right Go from running
    std::vector<Message> facts;   ///< every `go` on PATH, in order, and what else is good to know
    std::vector<Message> repairs; ///< what `fix` did
};

/// Looks at everything that decides which Go runs on this machine: PATH, GOROOT, the GOENV file,
/// other installers' and managers' leftovers, the C compiler, the home and its shims, the system's
/// limits. With `fix`, repairs what needs no administrator (each file and variable is copied to
/// state/backups first) and writes an administrator's script, with its undo, for the rest.
/// `program`: the running govern, for the shims.
[[nodiscard]] Result<Diagnosis> diagnose(Context& context, os::UserEnvironment& stored,
                                         const os::SystemFacts& facts, bool fix,
                                         const std::string& program);

} // namespace govern::ops
