#include "ops/account/setup.hpp"

#include "account/backups.hpp"
#include "account/profile_change.hpp"
#include "account/setup_record.hpp"
#include "base/path.hpp"
#include "ops/account/user_path.hpp"
#include "os/same_file.hpp"
#include "shell/messages.hpp"

#include <algorithm>

namespace govern::ops {

namespace {

using nlohmann::json;
using os::UserEnvironment;

/// A planned change of the stored PATH.
struct StoredPathChange {
    std::optional<UserEnvironment::Value> before;
    std::optional<UserEnvironment::Value> after; ///< nothing: the value goes

    [[nodiscard]] bool changes() const { return before != after; }
};

/// The changes of undo_set_up outside the home.
struct UndoPlan {
    std::optional<StoredPathChange> path; ///< nothing: this system stores no PATH
    std::vector<ProfileChange> profiles;
    std::vector<std::string> failed; ///< profiles that cannot be read or edited

    [[nodiscard]] std::optional<bool> path_changes() const {
        return path ? std::optional(path->changes()) : std::nullopt;
    }
};

Result<StoredPathChange> plan_undo_of_path(os::Host& host, UserEnvironment& stored,
                                           const Layout& layout, SetupScope scope,
                                           const json& known) {
    StoredPathChange change;
    GOVERN_TRY_ASSIGN(change.before, stored.get(stored_scope(scope), "Path"));
    change.after = change.before;
    if (!change.before) {
        return change;
    }
    const auto& now = change.before->text;
    const bool untouched = known.is_object() && known.contains("after") && known["after"] == now;
    const auto go_bin = known.is_object() ? known.value("go_bin", "") : std::string();
    change.after->text =
        untouched ? known.value("before", "") : path_without(host, now, layout.shims(), go_bin);
    // Two homes of one account leave an empty value if there was none before.
    if (change.changes() && change.after->text.empty() &&
        (!untouched || !known.value("existed", true))) {
        change.after.reset();
    }
    return change;
}

/// The profiles of the record, and those that setup would edit now and that can be read: a block of
/// ours may be in them too. Of several names of one file one of the record, which knows its former
/// bytes.
std::vector<std::string> profiles_to_undo(os::Host& host, UserEnvironment& stored,
                                          const SetupRequest& request, const json& known) {
    std::vector<std::string> paths;
    const auto add = [&](const std::string& path) {
        if (std::none_of(paths.begin(), paths.end(), [&](const std::string& one) {
                return os::is_same_file(host.files, one, path);
            })) {
            paths.push_back(path);
        }
    };
    for (const auto& [path, entry] : known.items()) {
        add(path);
    }
    for (const auto& file : profile_files(host, stored, request)) {
        if (read_profile(host, file.path)) {
            add(file.path);
        }
    }
    return paths;
}

Result<UndoPlan> plan_undo(os::Host& host, UserEnvironment& stored, const Layout& layout,
                           const SetupRequest& request, const json& record) {
    UndoPlan plan;
    if (stored.has_store()) { // first, because it alone may refuse
        GOVERN_TRY_ASSIGN(plan.path, plan_undo_of_path(host, stored, layout, request.scope,
                                                       record.value("path", json())));
    }
    const auto known = record.value("files", json::object());
    for (const auto& path : profiles_to_undo(host, stored, request, known)) {
        auto change = plan_undo_of_profile(host, layout, path, known.value(path, json()));
        if (!change) { // the rest is still undone
            warn_of_profile(host, path, std::move(change).error());
            plan.failed.push_back(path);
            continue;
        }
        plan.profiles.push_back(std::move(*change));
    }
    return plan;
}

Result<void> write_path(UserEnvironment& stored, Backups& backups, SetupScope scope,
                        const StoredPathChange& change, SetupStep& step) {
    if (!change.changes()) {
        return {};
    }
    GOVERN_TRY_ASSIGN(step.backup, backups.keep("PATH", change.before->text));
    const auto where = stored_scope(scope);
    GOVERN_TRY(change.after ? stored.set(where, "Path", *change.after)
                            : stored.remove(where, "Path"));
    stored.announce();
    return {};
}

/// A profile that fails now is added to those of the plan.
Result<SetupReport> carry_out(os::Host& host, UserEnvironment& stored, Backups& backups,
                              SetupScope scope, UndoPlan& plan) {
    SetupReport report;
    std::optional<SetupStep> path_step;
    if (plan.path) {
        path_step = {name_of_path(scope), {}, plan.path->changes()};
        GOVERN_TRY(write_path(stored, backups, scope, *plan.path, *path_step));
    }
    for (const auto& change : plan.profiles) {
        SetupStep step{change.path, {}, change.changes()};
        auto backup = step.changed ? back_up(backups, change) : Result<std::string>();
        const auto done = !backup        ? Result<void>(Failure(backup.error()))
                          : step.changed ? carry_out(host, change)
                                         : Result<void>();
        if (!done) {
            warn_of_profile(host, change.path, done.error());
            plan.failed.push_back(change.path);
            continue;
        }
        step.backup = std::move(*backup);
        report.steps.push_back(std::move(step));
    }
    if (path_step) {
        report.steps.push_back(std::move(*path_step));
    }
    report.failed = plan.failed.size();
    return report;
}

/// The written files, which no profile loads any more.
Result<void> remove_shell_files(os::Host& host, const Layout& layout) {
    GOVERN_TRY(host.files.remove_tree(layout.shell_files()));
    return host.files.remove(path::join(layout.shims(), "govern-use.cmd"));
}

} // namespace

Result<SetupReport> undo_set_up(os::Host& host, UserEnvironment& stored, const Layout& layout,
                                const SetupRequest& request) {
    std::unique_ptr<os::FileLock> lock;
    if (!request.dry_run) {
        GOVERN_TRY_ASSIGN(lock, lock_changes(host, layout, request.scope));
    }
    Backups backups(host, stored, layout);
    SetupRecord record(host, layout);
    GOVERN_TRY(record.read(request.dry_run ? nullptr : &backups));
    GOVERN_TRY_ASSIGN(auto plan, plan_undo(host, stored, layout, request, record.data()));
    if (request.dry_run) {
        return told(plan.profiles, plan.failed.size(), plan.path_changes(), request.scope);
    }
    GOVERN_TRY_ASSIGN(auto report, carry_out(host, stored, backups, request.scope, plan));
    if (!plan.failed.empty()) { // these may load the written files, and a second run needs the rest
        record.keep_only(plan.failed);
        GOVERN_TRY(record.save());
        return report;
    }
    GOVERN_TRY(record.forget()); // first: whoever finds it takes the written files to be there
    GOVERN_TRY(remove_shell_files(host, layout));
    return report;
}

} // namespace govern::ops
