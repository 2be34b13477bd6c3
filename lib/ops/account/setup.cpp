#include "ops/account/setup.hpp"

#include "account/backups.hpp"
#include "account/profile_change.hpp"
#include "account/setup_record.hpp"
#include "base/path.hpp"
#include "base/path_list.hpp"
#include "ops/account/look_up_go.hpp"
#include "ops/account/user_path.hpp"
#include "os/messages.hpp"
#include "shell/messages.hpp"
#include "shell/path_list.hpp"

namespace govern::ops {

namespace {

using os::UserEnvironment;

/// The changes of set_up outside the home.
struct SetupPlan {
    std::optional<PathPlan> path; ///< nothing: this system stores no PATH
    std::string go_bin;
    std::vector<ProfileFile> files;
    std::vector<ProfileChange> profiles; ///< of the files that can be edited
    std::size_t failed = 0;              ///< of the others

    [[nodiscard]] std::optional<bool> path_changes() const {
        return path ? std::optional(path->changes()) : std::nullopt;
    }
};

Result<SetupPlan> plan_set_up(os::Host& host, UserEnvironment& stored, const Layout& layout,
                              const SetupRequest& request) {
    SetupPlan plan;
    if (!shell::is_representable(layout.shims(), path::k_windows)) { // no code could say it
        return fail(msg::shims_not_representable, {{"folder", layout.shims()}});
    }
    if (request.scope == SetupScope::user) {
        plan.go_bin = go_install_folder(host);
    }
    if (stored.has_store()) { // PATH may refuse: before anything is changed
        GOVERN_TRY_ASSIGN(plan.path, plan_path(host, stored, stored_scope(request.scope),
                                               layout.shims(), plan.go_bin));
    }
    plan.files = profile_files(host, stored, request);
    for (const auto& profile : one_for_each_file(host, plan.files)) {
        auto change = plan_profile(host, layout, profile);
        if (!change) { // one file of several: the others still help
            warn_of_profile(host, profile.path, std::move(change).error());
            plan.failed++;
            continue;
        }
        plan.profiles.push_back(std::move(*change));
    }
    return plan;
}

Result<SetupStep> edit_profile(os::Host& host, Backups& backups, SetupRecord& record,
                               const Layout& layout, const ProfileChange& change) {
    SetupStep step{change.path, {}, change.changes()};
    if (!step.changed) {
        return step;
    }
    GOVERN_TRY_ASSIGN(step.backup, back_up(backups, change));
    if (!change.other_home.empty()) {
        host.reporter.warn(Message(msg::setup_replaced)
                               .with("file", change.path)
                               .with("home", layout.home())
                               .with("line", change.other_home));
    }
    record.add_file(change.path, change.before.has_value(), step.backup);
    GOVERN_TRY(record.save());
    GOVERN_TRY(carry_out(host, change));
    return step;
}

Result<SetupStep> edit_path(os::Host& host, UserEnvironment& stored, Backups& backups,
                            SetupRecord& record, SetupScope scope, const SetupPlan& plan) {
    const auto& path = *plan.path;
    SetupStep step{name_of_path(scope), {}, path.changes()};
    for (const auto& warning : path.warnings) {
        host.reporter.warn(warning);
    }
    if (!step.changed) {
        return step;
    }
    if (path.before) {
        GOVERN_TRY_ASSIGN(step.backup, backups.keep("PATH", path.before->text));
    }
    record.add_path(path, plan.go_bin);
    GOVERN_TRY(record.save());
    GOVERN_TRY(stored.set(stored_scope(scope), "Path", path.after));
    stored.announce();
    return step;
}

/// PowerShell may refuse to load scripts. Warns of that and names the commands that still work.
void warn_of_policy(os::Host& host, UserEnvironment& stored,
                    const std::vector<ProfileFile>& files) {
    for (const auto& file : files) {
        const bool core = file.path.find("WindowsPowerShell") == file.path.npos;
        const auto policy =
            file.shell == shell::Shell::pwsh ? stored.execution_policy(core) : std::nullopt;
        if (policy == "Restricted" || policy == "AllSigned") {
            host.reporter.warn(Message(msg::scripts_blocked)
                                   .with("shell", core ? "PowerShell 7" : "Windows PowerShell")
                                   .with("policy", *policy)
                                   .with("file", file.path));
        }
    }
}

/// `go` as a shell of this kind will find it that is opened from now on.
std::optional<Message> look_up_in_future(os::Host& host, UserEnvironment& stored,
                                         const Layout& layout, shell::Shell shell) {
    auto future = host.environment;
    if (stored.has_store()) {
        auto path = path::join_list(future_path(host, stored), true);
        if (reads_profile(host, stored, shell)) { // which puts the shims in front
            path = shell::move_to_front(path, layout.shims(), true);
        }
        future.set("PATH", std::move(path));
    } else {
        const auto path = host.environment.raw("PATH").value_or("");
        future.set("PATH", shell::move_to_front(path, layout.shims(), false));
    }
    return look_up_go(host, future, stored, layout, shell);
}

Result<SetupReport> carry_out(os::Host& host, UserEnvironment& stored, const Layout& layout,
                              const SetupRequest& request, const SetupPlan& plan) {
    Backups backups(host, stored, layout);
    SetupRecord record(host, layout);
    GOVERN_TRY(record.read(&backups));
    GOVERN_TRY(write_shell_files(host, layout));
    std::optional<SetupStep> path_step;
    if (plan.path) {
        GOVERN_TRY_ASSIGN(path_step, edit_path(host, stored, backups, record, request.scope, plan));
    }
    SetupReport report;
    report.failed = plan.failed;
    for (const auto& change : plan.profiles) {
        auto step = edit_profile(host, backups, record, layout, change);
        if (!step) {
            warn_of_profile(host, change.path, std::move(step).error());
            report.failed++;
            continue;
        }
        report.steps.push_back(std::move(*step));
    }
    if (path_step) {
        report.steps.push_back(std::move(*path_step));
        warn_of_policy(host, stored, plan.files);
    }
    GOVERN_TRY(record.save());
    return report;
}

} // namespace

Result<SetupReport> set_up(os::Host& host, UserEnvironment& stored, const Layout& layout,
                           const SetupRequest& request) {
    std::unique_ptr<os::FileLock> lock;
    if (!request.dry_run) {
        GOVERN_TRY_ASSIGN(lock, lock_changes(host, layout, request.scope));
    }
    GOVERN_TRY_ASSIGN(const auto plan, plan_set_up(host, stored, layout, request));
    auto report = told(plan.profiles, plan.failed, plan.path_changes(), request.scope);
    if (!request.dry_run) {
        GOVERN_TRY_ASSIGN(report, carry_out(host, stored, layout, request, plan));
    }
    if (report.steps.empty()) {
        return fail(msg::setup_without_profile,
                    {{"home", host.environment.get("HOME").value_or("")},
                     {"shims", layout.shims()},
                     {"line", line_for_now(host, stored, layout, request.calling_shell)}});
    }
    if (request.dry_run) {
        return report;
    }
    report.look_up = look_up_in_future(host, stored, layout, request.calling_shell);
    report.not_in_cmd = stored.has_store() &&
                        look_up_in_future(host, stored, layout, shell::Shell::cmd).has_value();
    report.line_for_now = line_for_now(host, stored, layout, request.calling_shell);
    return report;
}

} // namespace govern::ops
