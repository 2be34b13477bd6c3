#pragma once

#include "ops/context.hpp"
#include "os/system_facts.hpp"
#include "os/user_environment.hpp"

#include <string>
#include <vector>

namespace govern::ops {

/// What happens to what the doctor finds.
enum class Fix { none, dry_run, all };

/// Whether a finding changes which Go runs, or keeps one from running, or is only worth knowing.
enum class Weight { note, changes_go };

/// What helps against a finding: `doctor --fix` itself, the script that it writes for an
/// administrator, or something else.
enum class Remedy { fix, script, other };

struct Finding {
    Message message;
    Weight weight;
    Remedy remedy;
};

struct Diagnosis {
    std::vector<Finding> found;          ///< what keeps, or may keep, the right Go from running
    std::vector<Message> facts;          ///< every `go` on PATH, in order, and other useful facts
    std::vector<std::string> go_on_path; ///< the paths of the former
    std::vector<Message> repairs;        ///< what was repaired, or would be

    /// True if a finding is left that changes which Go runs or that `doctor --fix` repairs: all of
    /// them, or after Fix::all those that this run did not repair.
    [[nodiscard]] bool has_fault(Fix fix) const;
};

/// Looks at everything that decides which Go runs on this machine: PATH, GOROOT, the GOENV file,
/// other installers' and managers' leftovers, the C compiler, the home and its shims, the system's
/// limits. With Fix::all, repairs what needs no administrator (each file and variable is copied to
/// state/backups first) and writes an administrator's script, with its undo, for the rest.
/// `program`: the running govern, for the shims.
[[nodiscard]] Result<Diagnosis> diagnose(Context& context, os::UserEnvironment& stored,
                                         const os::SystemFacts& facts, Fix fix,
                                         const std::string& program);

} // namespace govern::ops
