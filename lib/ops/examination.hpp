#pragma once

#include "admin_script.hpp"
#include "backups.hpp"
#include "base/messages/doctor.hpp"
#include "ops/doctor.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace govern::ops {

/// What each part of the doctor works with, and where it puts what it found.
struct Examination {
    Context& context;
    os::UserEnvironment& stored;
    const os::SystemFacts& facts;
    const std::string& program; ///< the running govern
    bool fix;
    Backups backups;
    AdminScript script;
    Diagnosis out;

    [[nodiscard]] const os::Environment& environment() const { return context.host.environment; }
    void found(Message message);
    void note(Message message) { out.facts.push_back(std::move(message)); }
    void fixed(std::string what, std::string backup);
    /// A stored variable; one that cannot be read is found, and counts as absent.
    [[nodiscard]] std::optional<os::UserEnvironment::Value>
    stored_value(os::UserEnvironment::Scope scope, std::string_view name);
};

/// Every `go` on PATH; what shadows the shims now and in new shells; how long PATH is.
[[nodiscard]] Result<void> examine_path(Examination& exam);
/// GOROOT, wherever it is set, and the GOENV file.
[[nodiscard]] Result<void> examine_variables(Examination& exam);
/// What other installers and managers left.
void examine_others(Examination& exam);
/// cgo and the C compiler that it would use.
void examine_compiler(Examination& exam);
/// The home's rights, folders without receipt, shims.
[[nodiscard]] Result<void> examine_home(Examination& exam);
/// What the operating system itself puts in the way.
void examine_system(Examination& exam);

} // namespace govern::ops
