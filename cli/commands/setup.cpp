#include "ops/setup.hpp"

#include "base/messages/shell.hpp"
#include "base/messages/store.hpp"
#include "cli/command.hpp"
#include "cli/commands/job.hpp"
#include "os/files.hpp"
#include "os/machine.hpp"
#include "os/path.hpp"
#include "shell/render.hpp"

namespace govern::cli {

namespace {

constexpr bool k_windows = os::k_separator == '\\';

/// The line that does it with an administrator's rights, from where the user is.
std::string elevated_command(const std::vector<std::string>& words, shell::Shell shell) {
    if (k_windows) {
        return shell::elevated_to_type(words, shell);
    }
    std::string line = "sudo";
    for (const auto& word : words) {
        const bool option = word.starts_with("--") || word == "setup";
        line += ' ' + (option ? word : shell::quote(word, shell::Shell::sh));
    }
    return line;
}

/// A home for the machine is believed only where it belongs to who runs this: anybody may make
/// folders in ProgramData. It is made where it is missing.
Result<os::FolderAccess> own_home(const std::string& home) {
    GOVERN_TRY(os::make_home(home));
    GOVERN_TRY_ASSIGN(const auto access, os::folder_access(home));
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
    const std::string own_folder(os::parent(program));
    const auto named = [](const std::string& folder, std::string_view name) {
        return os::join(folder, std::string(name) + std::string(os::k_exe_suffix));
    };
    GOVERN_TRY_ASSIGN(const auto beside, files.info(named(own_folder, "govern-shim")));
    GOVERN_TRY_ASSIGN(const auto go, files.info(named(own_folder, "go")));
    if (beside || !go || os::filename(own_folder) != "shims" ||
        os::same_path(own_folder, layout.shims())) {
        return store.heal_shims(program);
    }
    GOVERN_TRY(files.make_folders(layout.shims()));
    GOVERN_TRY(files.install_program(named(own_folder, "go"), named(layout.shims(), "go")));
    GOVERN_TRY(files.install_program(program, named(layout.shims(), "govern")));
    return store.heal_shims(named(layout.shims(), "govern"));
}

class Setup : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_flag("--undo", m_undo, "take back what setup changed");
        app.add_flag("--machine", m_machine,
                     "for every account of this machine; needs an administrator");
    }

    [[nodiscard]] Needs needs() const override { return Needs::home; }

    Result<Outcome> run(Context& context) override {
        const auto stored = os::real_user_environment();
        GOVERN_TRY_ASSIGN(const auto shell, find_shell(context, ""));
        const ops::SetupRequest request{
            m_machine ? ops::SetupScope::machine : ops::SetupScope::user, shell, ""};
        const bool other_home = m_machine && context.globals.home.empty();
        const Layout layout(other_home ? ops::machine_home(*stored) : context.layout.home());
        GOVERN_TRY_ASSIGN(const auto program, os::own_program());
        if (m_machine && !stored->is_administrator()) {
            std::vector<std::string> words = {program};
            if (!other_home) {
                words.insert(words.end(), {"--home", context.globals.home});
            }
            words.insert(words.end(), {"setup", "--machine"});
            if (m_undo) {
                words.emplace_back("--undo");
            }
            return fail(msg::setup_needs_admin, {{"command", elevated_command(words, shell)}});
        }
        store::Store store(context.host, layout);
        os::FolderAccess access;
        if (m_machine) {
            GOVERN_TRY_ASSIGN(access, own_home(layout.home()));
        }
        if (m_undo) {
            if (access.others_may_write) { // the record may be theirs
                return Failure(store::home_shared_error(layout.home(), access));
            }
            GOVERN_TRY_ASSIGN(const auto report,
                              ops::undo_set_up(context.host, *stored, layout, request));
            auto outcome = tell(context, report);
            if (report.failed != 0) {
                outcome.exit = 1;
                return outcome;
            }
            context.host.reporter.status(Message(msg::setup_undone).with("home", layout.home()));
            return outcome;
        }
        if (m_machine) {
            GOVERN_TRY(stored->protect_folder(layout.home()));
            if (access.others_may_write) {
                context.host.reporter.warn(
                    Message(msg::home_was_shared).with("home", layout.home()));
            }
        }
        GOVERN_TRY(store.require_writable());
        GOVERN_TRY(bring_programs(context, store, layout, program));
        GOVERN_TRY_ASSIGN(const auto report, ops::set_up(context.host, *stored, layout, request));
        auto outcome = tell(context, report);
        if (report.look_up) {
            context.host.reporter.warn(*report.look_up);
        }
        context.host.reporter.status(Message(msg::setup_next).with("line", report.line_for_now));
        outcome.exit = report.failed == 0 ? 0 : 1;
        return outcome;
    }

private:
    static Outcome tell(Context& context, const ops::SetupReport& report) {
        Outcome outcome;
        outcome.data["steps"] = nlohmann::json::array();
        for (const auto& step : report.steps) {
            outcome.data["steps"].push_back(
                {{"what", step.what}, {"changed", step.changed}, {"backup", step.backup}});
            context.host.reporter.status(
                Message(step.changed ? msg::setup_changed : msg::setup_unchanged)
                    .with("what", step.what));
            if (!step.backup.empty()) {
                context.host.reporter.status(
                    Message(msg::setup_backup).with("backup", step.backup));
            }
        }
        return outcome;
    }

    bool m_undo = false;
    bool m_machine = false;
};

} // namespace

std::unique_ptr<Command> make_setup() {
    return std::make_unique<Setup>();
}

} // namespace govern::cli
