#include "ops/doctor/doctor.hpp"

#include "doctor/examination.hpp"
#include "ops/choice/decision.hpp"
#include "ops/sdk/standing.hpp"
#include "project/messages.hpp"

#include <algorithm>

namespace govern::ops {

bool Diagnosis::has_fault(Fix fix) const {
    return std::any_of(found.begin(), found.end(), [fix](const Finding& one) {
        const bool repairable = one.remedy == Remedy::fix;
        return fix == Fix::all ? one.weight == Weight::changes_go && !repairable
                               : one.weight == Weight::changes_go || repairable;
    });
}

void Examination::found(Message message, Weight weight, Remedy remedy) {
    // A run that repairs does not name itself as the remedy: a hint without its fact is left out.
    if (fix == Fix::all && remedy != Remedy::other) {
        message.with("command", "").with("ours", "");
    }
    message.with("repair", fix == Fix::all ? "" : "govern doctor --fix");
    out.found.push_back({std::move(message), weight, remedy});
}

std::optional<os::UserEnvironment::Value>
Examination::stored_value(os::UserEnvironment::Scope scope, std::string_view name) {
    auto value = stored.get(scope, name);
    if (!value) {
        found(std::move(value).error(), Weight::changes_go); // PATH or GOROOT, unknown
        return std::nullopt;
    }
    return std::move(*value);
}

namespace {

Result<void> write_admin_script(Examination& exam) {
    if (exam.fix == Fix::none || exam.script.empty()) {
        return {};
    }
    if (exam.fix == Fix::dry_run) {
        exam.out.repairs.emplace_back(msg::doctor_would_write_script);
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

Result<void> repair(Examination& exam) {
    for (const auto& one : exam.repairs) {
        if (exam.fix == Fix::dry_run) {
            exam.out.repairs.push_back(Message(msg::doctor_would_fix).with("what", one.what));
        } else if (exam.fix == Fix::all) {
            GOVERN_TRY_ASSIGN(const auto backup, one.carry_out());
            exam.out.repairs.push_back(
                Message(backup.empty() ? msg::doctor_fixed : msg::doctor_fixed_with_backup)
                    .with("what", one.what)
                    .with("backup", backup));
        }
    }
    return write_admin_script(exam);
}

/// Finds what would keep a `go` that is typed here from running.
void examine_choice(Examination& exam) {
    auto decided = decide_anyway(exam.context, false);
    if (decided.error) {
        exam.found(std::move(*decided.error), Weight::changes_go);
        return;
    }
    auto truth = end_up(exam.context, *decided.decision);
    if (truth.failure) {
        if (!truth.failure->is(msg::would_fail_goroot)) { // examine_goenv finds and mends that line
            exam.found(std::move(*truth.failure), Weight::changes_go);
        }
    } else if (!truth.way_out.empty()) {
        const bool downloads = truth.kind == project::Truth::Kind::downloads;
        exam.found(Message(msg::doctor_gotoolchain)
                       .with("because", truth.because)
                       .with("chosen", std::string(decided.decision->version.text()))
                       .with("does", downloads ? "downloads and runs" : "switches to")
                       .with("version", truth.shown())
                       .with("where", truth.stands_in)
                       .with("fix", truth.way_out),
                   Weight::changes_go);
    }
}

/// How many installed versions `govern audit` would have something to say about.
void examine_standing(Examination& exam) {
    const auto sdks = exam.context.store.installed().value_or(std::vector<SdkId>());
    const auto judge = standings(exam.context, sdks, false);
    const auto count = std::count_if(sdks.begin(), sdks.end(), [&](const SdkId& id) {
        const auto fault = judge.gravest_fault(id.version, id.platform.os);
        return fault == Fault::vulnerable || fault == Fault::eol;
    });
    if (count != 0) {
        exam.note(Message(msg::doctor_audit)
                      .with("count", std::to_string(count))
                      .with("total", std::to_string(sdks.size())));
    }
}

} // namespace

Result<Diagnosis> diagnose(Context& context, os::UserEnvironment& stored,
                           const os::SystemFacts& facts, Fix fix, const std::string& program) {
    std::unique_ptr<os::FileLock> lock;
    if (fix == Fix::all) {
        GOVERN_TRY_ASSIGN(lock, lock_changes(context.host, context.layout, SetupScope::user));
    }
    Examination exam{context, stored, facts,
                     program, fix,    Backups(context.host, stored, context.layout),
                     {},      {},     {}};
    examine_choice(exam);
    GOVERN_TRY(examine_path(exam));
    examine_variables(exam);
    examine_others(exam);
    examine_compiler(exam);
    GOVERN_TRY(examine_home(exam));
    examine_system(exam);
    examine_standing(exam);
    GOVERN_TRY(repair(exam));
    return std::move(exam.out);
}

} // namespace govern::ops
