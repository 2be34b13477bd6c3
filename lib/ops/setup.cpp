#include "ops/setup.hpp"

#include "backups.hpp"
#include "base/messages/os.hpp"
#include "base/messages/shell.hpp"
#include "ops/look_up_go.hpp"
#include "ops/user_path.hpp"
#include "os/path.hpp"
#include "shell/init.hpp"
#include "shell/path_list.hpp"
#include "shell/profile.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <span>

namespace govern::ops {

namespace {

using nlohmann::json;
using os::UserEnvironment;

constexpr std::size_t k_max_profile = 4U << 20U;
constexpr bool k_windows = os::k_separator == '\\';

UserEnvironment::Scope stored_scope(SetupScope scope) {
    return scope == SetupScope::user ? UserEnvironment::Scope::user
                                     : UserEnvironment::Scope::machine;
}

/// The content; nothing where there is no such file.
Result<std::optional<std::string>> read_profile(os::Host& host, const std::string& path) {
    GOVERN_TRY_ASSIGN(const auto info, host.files.info(path));
    if (!info) {
        return std::nullopt;
    }
    GOVERN_TRY_ASSIGN(auto content, host.files.read(path, k_max_profile));
    return content;
}

/// What setup did outside the home, kept in state/setup for the undo:
/// `{"files": {PATH: {"backup", "existed"}}, "path": {"before", "expandable", "existed", "after",
/// "go_bin"}}`.
class Record {
public:
    Record(os::Host& host, const Layout& layout)
        : m_host(host), m_file(os::join(layout.state(), "setup")) {}

    /// What is none of ours is kept in a backup, told of and not gone by.
    Result<void> read(Backups& backups) {
        GOVERN_TRY_ASSIGN(const auto text, read_profile(m_host, m_file));
        if (!text) {
            return {};
        }
        m_data = json::parse(*text, nullptr, false);
        if (!is_whole(m_data)) {
            m_data = json::object();
            GOVERN_TRY_ASSIGN(auto backup, backups.keep("setup", *text));
            m_host.reporter.warn(Message(msg::setup_record_damaged)
                                     .with("file", m_file)
                                     .with("backup", std::move(backup)));
        }
        return {};
    }

    /// A file's first state stays: what an undo goes back to.
    void add_file(const std::string& path, bool existed, const std::string& backup) {
        auto& files = m_data["files"];
        if (!files.contains(path)) {
            files[path] = {{"existed", existed}, {"backup", backup}};
        }
    }
    /// `before` goes with `after`: once another program changed PATH in between, the first state is
    /// no longer what to go back to.
    void add_path(const PathPlan& plan, const std::string& go_bin) {
        auto& path = m_data["path"];
        const bool first = !path.contains("existed");
        if (first) {
            path["existed"] = plan.before.has_value();
            path["before"] = plan.before ? plan.before->text : "";
            path["expandable"] = plan.after.expandable;
        }
        if (plan.adds_go_bin) {
            path["go_bin"] = go_bin;
        }
        if (first ||
            (plan.before && path.contains("after") && path["after"] == plan.before->text)) {
            path["after"] = plan.after.text;
        } else {
            path.erase("after");
        }
    }
    [[nodiscard]] const json& data() const { return m_data; }

    Result<void> save() {
        return m_host.files.write_atomic(
            m_file, m_data.dump(2, ' ', false, json::error_handler_t::replace) + '\n');
    }
    Result<void> forget() { return m_host.files.remove(m_file); }

private:
    /// The members that are there are of the kind that save() writes.
    static bool is_whole(const json& data) {
        const auto holds = [](const json& object, const char* name, json::value_t kind) {
            const auto at = object.find(name);
            return at == object.end() || at->type() == kind;
        };
        using Kind = json::value_t;
        if (!data.is_object() || !holds(data, "files", Kind::object) ||
            !holds(data, "path", Kind::object)) {
            return false;
        }
        const auto files = data.value("files", json::object());
        const auto path = data.value("path", json::object());
        return std::all_of(files.begin(), files.end(),
                           [&](const json& one) {
                               return one.is_object() && holds(one, "backup", Kind::string) &&
                                      holds(one, "existed", Kind::boolean);
                           }) &&
               holds(path, "existed", Kind::boolean) && holds(path, "expandable", Kind::boolean) &&
               holds(path, "before", Kind::string) && holds(path, "after", Kind::string) &&
               holds(path, "go_bin", Kind::string);
    }

    os::Host& m_host;
    std::string m_file;
    json m_data = json::object();
};

/// Writes into the file itself: its rights, owner and any link to it stay. A backup exists.
Result<void> write_profile(os::Host& host, const std::string& path, bool existed,
                           const std::string& content) {
    if (!existed) {
        GOVERN_TRY(host.files.make_folders(std::string(os::parent(path))));
        return host.files.write_atomic(path, content);
    }
    GOVERN_TRY_ASSIGN(const auto out, host.files.create(path, 0));
    GOVERN_TRY(out->write(std::as_bytes(std::span(content))));
    return out->finish();
}

/// The line that loads this home's code into a shell.
std::string line_for(const Layout& layout, shell::Shell shell) {
    const auto init = os::join(os::join(layout.home(), "shell"), shell::init_file_name(shell));
    const bool posix_on_windows = k_windows && shell != shell::Shell::pwsh;
    return shell::source_line(posix_on_windows ? shell::msys_path(init) : init, shell);
}

/// False for a block that loads another home.
bool is_ours(const Layout& layout, std::string_view content) {
    using shell::Shell;
    const auto line = shell::line_of_block(content);
    const auto shells = {Shell::bash, Shell::zsh, Shell::sh, Shell::fish, Shell::pwsh};
    return line.empty() || std::any_of(shells.begin(), shells.end(), [&](Shell shell) {
               return line == line_for(layout, shell);
           });
}

Result<SetupStep> edit_profile(os::Host& host, Backups& backups, Record& record,
                               const Layout& layout, const ProfileFile& file) {
    const auto line = line_for(layout, file.shell);
    GOVERN_TRY_ASSIGN(const auto before, read_profile(host, file.path));
    if (before && !shell::is_text(*before)) {
        return fail(msg::file_error,
                    {{"action", "edit"},
                     {"path", file.path},
                     {"reason", "it looks like UTF-16 without a byte order mark"}});
    }
    const auto after = shell::with_block(before.value_or(""), line, file.shell);
    SetupStep step{file.path, {}, after != before};
    if (!step.changed) {
        return step;
    }
    if (before) {
        GOVERN_TRY_ASSIGN(step.backup, backups.keep(os::filename(file.path), *before));
    }
    if (before && !is_ours(layout, *before)) {
        host.reporter.warn(Message(msg::setup_replaced)
                               .with("file", file.path)
                               .with("home", layout.home())
                               .with("line", shell::line_of_block(*before)));
    }
    record.add_file(file.path, before.has_value(), step.backup);
    GOVERN_TRY(record.save());
    GOVERN_TRY(write_profile(host, file.path, before.has_value(), after));
    return step;
}

Result<SetupStep> edit_path(os::Host& host, UserEnvironment& stored, Backups& backups,
                            Record& record, SetupScope scope, const PathPlan& plan,
                            const std::string& go_bin) {
    SetupStep step{
        scope == SetupScope::user ? "the user PATH" : "the machine PATH", {}, plan.changes()};
    for (const auto& warning : plan.warnings) {
        host.reporter.warn(warning);
    }
    if (!step.changed) {
        return step;
    }
    if (plan.before) {
        GOVERN_TRY_ASSIGN(step.backup, backups.keep("PATH", plan.before->text));
    }
    record.add_path(plan, go_bin);
    GOVERN_TRY(record.save());
    GOVERN_TRY(stored.set(stored_scope(scope), "Path", plan.after));
    stored.announce();
    return step;
}

/// Scripts that PowerShell refuses to load are no use; what then still works is said.
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

/// `go` as a shell will find it that is opened from now on.
std::optional<Message> look_up_in_future(os::Host& host, UserEnvironment& stored,
                                         const Layout& layout) {
    os::Host future{host.files,       host.processes, host.clock,
                    host.environment, host.reporter,  host.current_folder};
    if (stored.has_store()) {
        future.environment.set("PATH", shell::join_path(future_path(host, stored), true));
    } else {
        const auto path = host.environment.raw("PATH").value_or("");
        future.environment.set("PATH", shell::move_to_front(path, layout.shims(), false));
    }
    return look_up_go(future, stored, layout);
}

Result<SetupStep> undo_file(os::Host& host, Backups& backups, const Layout& layout,
                            const std::string& path, const json& known) {
    SetupStep step{path, {}, false};
    GOVERN_TRY_ASSIGN(const auto now, read_profile(host, path));
    if (!now || !shell::has_block(*now) || !is_ours(layout, *now)) {
        return step;
    }
    step.changed = true;
    auto after = shell::without_block(*now);
    if (known.is_object()) {
        const auto original = host.files.read(known.value("backup", ""), k_max_profile);
        // Where only our lines came, the former bytes come back, down to a missing last line end.
        if (original &&
            (after == *original || after == *original + '\n' || after == *original + "\r\n")) {
            after = *original;
        }
        if (!known.value("existed", true) && after.empty()) {
            GOVERN_TRY(host.files.remove(path));
            return step;
        }
    }
    GOVERN_TRY_ASSIGN(step.backup, backups.keep(os::filename(path), *now));
    GOVERN_TRY(write_profile(host, path, true, after));
    return step;
}

Result<SetupStep> undo_path(os::Host& host, UserEnvironment& stored, Backups& backups,
                            const Layout& layout, SetupScope scope, const json& known) {
    SetupStep step{scope == SetupScope::user ? "the user PATH" : "the machine PATH", {}, false};
    const auto where = stored_scope(scope);
    GOVERN_TRY_ASSIGN(const auto now, stored.get(where, "Path"));
    if (!now) {
        return step;
    }
    auto after = *now;
    const bool untouched =
        known.is_object() && known.contains("after") && known["after"] == now->text;
    const auto go_bin = known.is_object() ? known.value("go_bin", "") : std::string();
    after.text = untouched ? known.value("before", "")
                           : path_without(host, now->text, layout.shims(), go_bin);
    if (after == *now) {
        return step;
    }
    // An empty value is what two homes of one account leave where there was none.
    const bool came_by_us = after.text.empty() && (!untouched || !known.value("existed", true));
    step.changed = true;
    GOVERN_TRY_ASSIGN(step.backup, backups.keep("PATH", now->text));
    GOVERN_TRY(came_by_us ? stored.remove(where, "Path") : stored.set(where, "Path", after));
    stored.announce();
    return step;
}

} // namespace

Result<SetupReport> set_up(os::Host& host, UserEnvironment& stored, const Layout& layout,
                           const SetupRequest& request) {
    SetupReport report;
    GOVERN_TRY_ASSIGN(const auto lock, lock_changes(host, layout));
    Backups backups(host, stored, layout);
    Record record(host, layout);
    GOVERN_TRY(record.read(backups));
    std::optional<SetupStep> path_step;
    // PATH may refuse: before anything else is changed.
    const auto go_bin = request.scope == SetupScope::user ? go_install_folder(host) : std::string();
    std::optional<PathPlan> plan;
    if (stored.has_store()) {
        GOVERN_TRY_ASSIGN(
            plan, plan_path(host, stored, stored_scope(request.scope), layout.shims(), go_bin));
    }
    GOVERN_TRY(write_shell_files(host, layout));
    if (plan) {
        GOVERN_TRY_ASSIGN(path_step,
                          edit_path(host, stored, backups, record, request.scope, *plan, go_bin));
    }
    const auto files = profile_files(host, stored, request);
    for (const auto& file : files) {
        auto step = edit_profile(host, backups, record, layout, file);
        if (!step) { // one file of several: the others still help
            host.reporter.warn(Message(msg::profile_not_changed)
                                   .with("file", file.path)
                                   .because(std::move(step).error()));
            report.failed++;
            continue;
        }
        report.steps.push_back(std::move(*step));
    }
    if (report.steps.empty() && !path_step) {
        return fail(msg::setup_without_profile,
                    {{"home", host.environment.get("HOME").value_or("")},
                     {"shims", layout.shims()},
                     {"line", line_for_now(host, stored, layout, request.calling_shell)}});
    }
    if (path_step) {
        report.steps.push_back(std::move(*path_step));
        warn_of_policy(host, stored, files);
    }
    GOVERN_TRY(record.save());
    report.look_up = look_up_in_future(host, stored, layout);
    report.line_for_now = line_for_now(host, stored, layout, request.calling_shell);
    return report;
}

Result<SetupReport> undo_set_up(os::Host& host, UserEnvironment& stored, const Layout& layout,
                                const SetupRequest& request) {
    SetupReport report;
    GOVERN_TRY_ASSIGN(const auto lock, lock_changes(host, layout));
    Backups backups(host, stored, layout);
    Record record(host, layout);
    GOVERN_TRY(record.read(backups));
    std::optional<SetupStep> path_step; // first, because it alone may refuse
    if (stored.has_store()) {
        GOVERN_TRY_ASSIGN(path_step, undo_path(host, stored, backups, layout, request.scope,
                                               record.data().value("path", json())));
    }
    const auto known = record.data().value("files", json::object());
    std::vector<std::string> paths;
    for (const auto& file : profile_files(host, stored, request)) {
        paths.push_back(file.path);
    }
    for (const auto& [path, entry] : known.items()) {
        if (std::find(paths.begin(), paths.end(), path) == paths.end()) {
            paths.push_back(path);
        }
    }
    for (const auto& path : paths) {
        auto step = undo_file(host, backups, layout, path, known.value(path, json()));
        if (!step) { // the rest is undone all the same
            host.reporter.warn(Message(msg::profile_not_changed)
                                   .with("file", path)
                                   .because(std::move(step).error()));
            report.failed++;
            continue;
        }
        report.steps.push_back(std::move(*step));
    }
    if (path_step) {
        report.steps.push_back(std::move(*path_step));
    }
    GOVERN_TRY(host.files.remove_tree(os::join(layout.home(), "shell")));
    GOVERN_TRY(host.files.remove(os::join(layout.shims(), "govern-use.cmd")));
    if (report.failed == 0) { // else a second run needs it
        GOVERN_TRY(record.forget());
    }
    return report;
}

} // namespace govern::ops
