#include "ops/account/setup.hpp"

#include "base/path.hpp"
#include "cli/command.hpp"
#include "cli/console.hpp"
#include "cli/shells.hpp"
#include "ops/recorded.hpp"
#include "ops/sdk/adopt.hpp"
#include "ops/sdk/messages.hpp"
#include "ops/tool_check.hpp"
#include "os/files.hpp"
#include "os/machine.hpp"
#include "shell/messages.hpp"
#include "shell/render.hpp"
#include "store/home_of_shims.hpp"
#include "store/messages.hpp"

namespace govern::cli {

namespace {

/// The line that does it with an administrator's rights, from where the user is.
std::string elevated_command(const std::vector<std::string>& words, shell::Shell shell) {
    if (path::k_windows) {
        return shell::elevated_to_type(words, shell);
    }
    std::string line = "sudo";
    for (const auto& word : words) {
        const bool option = word.starts_with("--") || word == "setup";
        line += ' ' + (option ? word : shell::quote(word, shell::Shell::sh));
    }
    return line;
}

/// Checks that a home for the machine belongs to the account that runs this, since anybody may make
/// folders in ProgramData. Makes the home if it is missing.
Result<os::FolderAccess> own_home(os::Files& files, const std::string& home) {
    GOVERN_TRY(files.make_home(home));
    GOVERN_TRY_ASSIGN(const auto access, files.folder_access(home));
    if (!access.owned_by_us) {
        return fail(msg::setup_foreign_home, {{"home", home}, {"owner", access.owner}});
    }
    return access;
}

/// Puts govern and the shims into the home. Run from another home's shims folder, where no
/// govern-shim lies beside it, the shim is the `go` there.
Result<void> bring_programs(Context& context, store::Store& store, const Layout& layout,
                            const std::string& program) {
    auto& files = context.host.files;
    const std::string own_folder(path::parent(program));
    const auto named = [](const std::string& folder, std::string_view name) {
        return path::join(folder, std::string(name) + std::string(path::k_exe_suffix));
    };
    GOVERN_TRY_ASSIGN(const auto beside, files.info(named(own_folder, "govern-shim")));
    GOVERN_TRY_ASSIGN(const auto go, files.info(named(own_folder, "go")));
    if (beside || !go || !store::home_of_shims(files, own_folder) ||
        path::same_path(own_folder, layout.shims())) {
        return store.heal_shims(program);
    }
    GOVERN_TRY(files.make_folders(layout.shims()));
    GOVERN_TRY(files.install_program(named(own_folder, "go"), named(layout.shims(), "go")));
    GOVERN_TRY(files.install_program(program, named(layout.shims(), "govern")));
    return store.heal_shims(named(layout.shims(), "govern"));
}

class Setup : public Command {
public:
    void declare(Options& options) override {
        options.flag("--undo", m_undo, "take back what setup changed");
        options.flag("--machine", m_machine,
                     "for every account of this machine; needs an administrator");
        options.dry_run(m_dry_run, "only say what would be changed");
    }

    [[nodiscard]] Needs needs() const override { return Needs::home; }

    [[nodiscard]] bool changes_home() const override { return true; }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto shell, find_shell(context, ""));
        GOVERN_TRY_ASSIGN(const auto program, context.host.machine.program());
        const bool other_home = m_machine && context.globals.home.empty();
        const Job job{
            {m_machine ? ops::SetupScope::machine : ops::SetupScope::user, shell, "", m_dry_run},
            Layout(other_home ? ops::machine_home(context.host.account) : context.layout.home()),
            program};
        if (m_dry_run) {
            return plan(context, job);
        }
        if (m_machine && !context.host.account.is_administrator()) {
            return fail(msg::setup_needs_admin, {{"command", elevated(context, job)}});
        }
        store::Store store(context.host, job.layout,
                           {context.config.log.value, context.config.system_events.value});
        os::FolderAccess access;
        if (m_machine) {
            GOVERN_TRY_ASSIGN(access, own_home(context.host.files, job.layout.home()));
        }
        return m_undo ? undo(context, job, store, access) : set_up(context, job, store, access);
    }

private:
    /// What is to be done, for which home, and with which `govern`.
    struct Job {
        ops::SetupRequest request;
        Layout layout;
        std::string program;
    };

    Result<Outcome> plan(Context& context, const Job& job) const {
        const auto missing = store::Store(context.host, job.layout).missing_shims(job.program);
        if (!m_undo && missing && !missing->empty()) {
            context.host.reporter.status(
                Message(msg::would_bring_programs).with("folder", job.layout.shims()));
        }
        auto& account = context.host.account;
        GOVERN_TRY_ASSIGN(const auto report,
                          m_undo ? ops::undo_set_up(context.host, account, job.layout, job.request)
                                 : ops::set_up(context.host, account, job.layout, job.request));
        return tell(context, report);
    }

    /// This command again, for an administrator to type.
    [[nodiscard]] std::string elevated(const Context& context, const Job& job) const {
        std::vector<std::string> words = {job.program};
        if (!context.globals.home.empty()) {
            words.insert(words.end(), {"--home", context.globals.home});
        }
        words.insert(words.end(), {"setup", "--machine"});
        if (m_undo) {
            words.emplace_back("--undo");
        }
        return elevated_command(words, job.request.calling_shell);
    }

    Result<Outcome> undo(Context& context, const Job& job, store::Store& store,
                         const os::FolderAccess& access) const {
        const auto& layout = job.layout;
        if (access.others_may_write) { // the record may be theirs
            return Failure(store::home_shared_error(layout.home(), layout.home(), access));
        }
        ops::Recorded record(context.host, store, layout, note_of(context));
        const auto undone =
            ops::undo_set_up(context.host, context.host.account, layout, job.request);
        record.end(undone ? nullptr : &undone.error());
        GOVERN_TRY_ASSIGN(const auto report, undone);
        auto outcome = tell(context, report);
        if (report.failed == 0) {
            context.host.reporter.status(Message(msg::setup_undone).with("home", layout.home()));
        } else {
            const auto again = m_machine ? "govern setup --machine --undo" : "govern setup --undo";
            context.host.reporter.status(Message(msg::setup_partly_undone)
                                             .with("folder", layout.shell_files())
                                             .with("command", console_of(context).to_type(again)));
        }
        return outcome;
    }

    Result<Outcome> set_up(Context& context, const Job& job, store::Store& store,
                           const os::FolderAccess& access) const {
        auto& account = context.host.account;
        if (m_machine) {
            GOVERN_TRY(close_home(context, job.layout, store, access));
        }
        GOVERN_TRY(store.require_writable());
        GOVERN_TRY(bring_programs(context, store, job.layout, job.program));
        ops::Recorded record(context.host, store, job.layout, note_of(context));
        const auto done = ops::set_up(context.host, account, job.layout, job.request);
        record.end(done ? nullptr : &done.error());
        GOVERN_TRY_ASSIGN(const auto report, done);
        auto outcome = tell(context, report);
        say_what_next(context, report);
        return outcome;
    }

    /// A home for every account is its administrators' alone to change.
    static Result<void> close_home(Context& context, const Layout& layout, store::Store& store,
                                   const os::FolderAccess& access) {
        GOVERN_TRY(store.require_owned());
        GOVERN_TRY(context.host.account.protect_folder(layout.home()));
        GOVERN_TRY_ASSIGN(const auto closed, context.host.files.close_below(layout.home()));
        if (access.others_may_write || !closed.empty()) {
            context.host.reporter.warn(Message(msg::home_was_shared).with("home", layout.home()));
        }
        return {};
    }

    void say_what_next(Context& context, const ops::SetupReport& report) const {
        auto& reporter = context.host.reporter;
        if (report.look_up) {
            reporter.warn(*report.look_up);
        }
        if (const auto count = m_machine ? 0 : ops::count_adoptable(context); count > 0) {
            reporter.status(Message(msg::adoptable).with("count", std::to_string(count)));
        }
        if (const auto note = m_machine ? std::nullopt : ops::programs_to_rebuild(context)) {
            reporter.status(*note);
        }
        reporter.status(
            Message(report.not_in_cmd ? msg::setup_next_not_in_cmd : msg::setup_next)
                .with("line", report.line_for_now)
                .with("shells", path::k_windows ? "shells" : "interactive and login shells"));
    }

    static store::ChangeNote note_of(const Context& context) {
        return {store::ChangeKind::setup, context.command, {}, {}, 0};
    }

    [[nodiscard]] Outcome tell(Context& context, const ops::SetupReport& report) const {
        const auto& changed = m_dry_run ? msg::would_change : msg::setup_changed;
        Outcome outcome;
        outcome.exit = report.failed == 0 ? 0 : 1;
        outcome.data["dry_run"] = m_dry_run;
        outcome.data["steps"] = nlohmann::json::array();
        for (const auto& step : report.steps) {
            outcome.data["steps"].push_back(
                {{"what", step.what}, {"changed", step.changed}, {"backup", step.backup}});
            context.host.reporter.status(
                Message(step.changed ? changed : msg::setup_unchanged).with("what", step.what));
            if (!step.backup.empty()) {
                context.host.reporter.status(
                    Message(msg::setup_backup).with("backup", step.backup));
            }
        }
        return outcome;
    }

    bool m_undo = false;
    bool m_machine = false;
    bool m_dry_run = false;
};

} // namespace

std::unique_ptr<Command> make_setup() {
    return std::make_unique<Setup>();
}

} // namespace govern::cli
