#pragma once

#include "account/admin_script.hpp"
#include "account/backups.hpp"
#include "ops/doctor/doctor.hpp"
#include "ops/doctor/messages.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::ops {

/// A planned repair.
struct Repair {
    std::string what; ///< what it mends, as doctor_fixed and doctor_would_fix say it
    /// Mends it, and gives the backup's path; empty: nothing had to be kept.
    std::function<Result<std::string>()> carry_out;
};

/// The input of each part of the doctor, and the place for its findings.
struct Examination {
    Context& context;
    os::UserEnvironment& stored;
    const os::SystemFacts& facts;
    const std::string& program; ///< the running govern
    Fix fix;
    Backups backups;
    AdminScript script;
    std::vector<Repair>
        repairs; ///< of what was found: --dry-run prints them, --fix carries them out
    Diagnosis out;

    [[nodiscard]] const os::Environment& environment() const { return context.host.environment; }
    void found(Message message, Weight weight, Remedy remedy = Remedy::other);
    void note(Message message) { out.facts.push_back(std::move(message)); }
    /// A stored variable; one that cannot be read is found, and counts as absent.
    [[nodiscard]] std::optional<os::UserEnvironment::Value>
    stored_value(os::UserEnvironment::Scope scope, std::string_view name);
};

/// Every `go` on PATH; what shadows the shims now and in new shells; how long PATH is.
[[nodiscard]] Result<void> examine_path(Examination& exam);
/// GOROOT, wherever it is set, and the GOENV file.
void examine_variables(Examination& exam);
/// The traces of other installers and managers.
void examine_others(Examination& exam);
/// cgo and the C compiler that it would use.
void examine_compiler(Examination& exam);
/// The home's rights, folders without receipt, shims.
[[nodiscard]] Result<void> examine_home(Examination& exam);
/// Obstacles in the operating system itself.
void examine_system(Examination& exam);

} // namespace govern::ops
