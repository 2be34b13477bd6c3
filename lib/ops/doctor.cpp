#include "ops/doctor.hpp"

#include "examination.hpp"
#include "ops/decision.hpp"

namespace govern::ops {

namespace {
constexpr std::string_view k_repair = "doctor --fix";
}

void Examination::found(Message message) {
    // In the run that repairs it would lead nowhere: a hint without its fact is left out.
    if (fix && message.fact("command").ends_with(k_repair)) {
        message.with("command", "");
    }
    message.with("repair", fix ? "" : "govern " + std::string(k_repair));
    out.found.push_back(std::move(message));
}

std::optional<os::UserEnvironment::Value>
Examination::stored_value(os::UserEnvironment::Scope scope, std::string_view name) {
    auto value = stored.get(scope, name);
    if (!value) {
        found(std::move(value).error());
        return std::nullopt;
    }
    return std::move(*value);
}

void Examination::fixed(std::string what, std::string backup) {
    Message message(backup.empty() ? msg::doctor_fixed : msg::doctor_fixed_with_backup);
    message.with("what", std::move(what)).with("backup", std::move(backup));
    out.repairs.push_back(std::move(message));
}

namespace {

Result<void> write_admin_script(Examination& exam) {
    if (!exam.fix || exam.script.empty()) {
        return {};
    }
    GOVERN_TRY_ASSIGN(const auto undo,
                      exam.backups.keep_once("doctor-admin-undo.ps1", exam.script.undo()));
    GOVERN_TRY_ASSIGN(const auto script,
                      exam.backups.keep_once("doctor-admin.ps1", exam.script.text()));
    exam.out.repairs.push_back(
        Message(msg::doctor_admin_script).with("path", script).with("undo", undo));
    return {};
}

/// What would keep a `go` that is typed here from running.
void examine_choice(Examination& exam) {
    auto decided = decide_anyway(exam.context, false);
    if (!decided.error) {
        decided.error = end_up(exam.context, *decided.decision).failure;
    }
    if (decided.error) {
        exam.found(std::move(*decided.error));
    }
}

} // namespace

Result<Diagnosis> diagnose(Context& context, os::UserEnvironment& stored,
                           const os::SystemFacts& facts, bool fix, const std::string& program) {
    std::unique_ptr<os::FileLock> lock;
    if (fix) {
        GOVERN_TRY_ASSIGN(lock, lock_changes(context.host, context.layout));
    }
    Examination exam{context, stored, facts,
                     program, fix,    Backups(context.host, stored, context.layout),
                     {},      {}};
    examine_choice(exam);
    GOVERN_TRY(examine_path(exam));
    GOVERN_TRY(examine_variables(exam));
    examine_others(exam);
    examine_compiler(exam);
    GOVERN_TRY(examine_home(exam));
    examine_system(exam);
    GOVERN_TRY(write_admin_script(exam));
    return std::move(exam.out);
}

} // namespace govern::ops
