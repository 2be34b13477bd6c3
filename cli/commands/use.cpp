#include "base/command_line.hpp"
#include "base/path.hpp"
#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/shells.hpp"
#include "cli/specs.hpp"
#include "ops/account/look_up_go.hpp"
#include "ops/choice/after_change.hpp"
#include "ops/choice/fixed_go.hpp"
#include "os/messages.hpp"
#include "os/user_environment.hpp"
#include "shell/init.hpp"
#include "shell/messages.hpp"
#include "shell/path_list.hpp"
#include "shell/session.hpp"

namespace govern::cli {

namespace {

using shell::Shell;

/// `use` only works out what changes; the shell's own function evaluates it (`--eval`,
/// shell/init.hpp).
class Use : public Command {
public:
    void declare(Options& options) override {
        options.argument("SPEC", &m_spec, "an installed version, a link, or system")
            .of(ValueKind::installed_or_system);
        options.flag("--unset", m_unset, "take back every `use` of this session");
        options.strict(m_strict, "exit 1 where the project here cannot be built with it");
    }

    Result<Outcome> run(Context& context) override {
        if (m_spec.empty() != m_unset) {
            return fail(msg::use_needs_one);
        }
        if (context.globals.json && !context.globals.eval.empty()) {
            return fail(
                msg::usage,
                {{"what", "`use` changes this shell by what it prints, so it cannot print JSON"},
                 {"command", "use"}});
        }
        GOVERN_TRY_ASSIGN(const auto shell, find_shell(context, context.globals.eval));
        return m_unset ? unset(context, shell) : use(context, shell);
    }

private:
    Result<Outcome> use(Context& context, Shell shell) {
        GOVERN_TRY_ASSIGN(const auto go, find_go(context));
        if (context.globals.eval.empty()) {
            return no_integration(context, shell, go.version);
        }
        GOVERN_TRY_ASSIGN(const auto path, session_path(context, shell));
        // No GOROOT for a link: the shims give it to no other Go, but `system` would keep it.
        shell::SessionTarget target{go.version, std::nullopt};
        if (go.sdk) {
            target.goroot = context.layout.sdk(*go.sdk);
        }
        const auto changes = use_changes(context.host.environment, path, target);
        GOVERN_TRY_ASSIGN(const auto code, shell::render(changes, shell));
        auto outcome = describe(changes);
        outcome.data["version"] = go.version;
        // As the shell will have it once it has evaluated the code.
        auto environment = context.host.environment;
        environment.set("PATH", shell::move_to_front(environment.raw("PATH").value_or(""),
                                                     context.layout.shims(), path::k_windows));
        environment.set("GOVERN_VERSION", go.version);
        if (go.link) {
            ops::after_change(context, *go.link, environment);
        }
        if (go.sdk && !ops::after_change(context, *go.sdk, ops::Change::session, environment) &&
            m_strict) {
            outcome.exit = 1;
            return outcome;
        }
        GOVERN_TRY(hand_over(context, shell, code, outcome));
        if (outcome.exit != 0) {
            return outcome;
        }
        context.host.reporter.status(Message(msg::session_is_now).with("version", go.version));
        return outcome;
    }

    [[nodiscard]] Result<ops::FixedGo> find_go(Context& context) const {
        if (const auto link = context.store.link(m_spec)) {
            return ops::fixed_go(context, *link);
        }
        GOVERN_TRY_ASSIGN(const auto spec, read_spec(m_spec));
        return ops::fixed_go(context, spec, m_spec);
    }

    Result<Outcome> unset(Context& context, Shell shell) {
        if (context.globals.eval.empty()) {
            return no_integration(context, shell, "");
        }
        GOVERN_TRY_ASSIGN(const auto path, session_path(context, shell));
        const auto changes = unset_changes(context.host.environment, path);
        GOVERN_TRY_ASSIGN(const auto code, shell::render(changes, shell));
        auto outcome = describe(changes);
        GOVERN_TRY(hand_over(context, shell, code, outcome));
        if (outcome.exit == 0) {
            context.host.reporter.status(
                Message(changes.empty() ? msg::session_nothing_to_undo : msg::session_undone));
        }
        return outcome;
    }

    /// PowerShell and Git Bash start a new cmd for a batch file, in which a switch is lost.
    [[nodiscard]] Result<void> check_that_cmd_stays(const Context& context) const {
        const auto& account = context.host.account;
        if (!shell::runs_govern_use_alone(account.starter_line())) {
            return {};
        }
        const auto starters = account.starters();
        const std::string starter = starters.size() > 1 ? starters[1] : std::string();
        const auto above = shell::parse_shell(starter);
        const std::string spec = word_to_type(m_spec, path::k_windows).value_or("SPEC");
        const std::string words = m_unset ? "--unset" : spec;
        const bool has_use = above && *above != Shell::cmd;
        return fail(msg::use_in_own_cmd,
                    {{"shell", above ? std::string(name_of(*above)) : starter},
                     {"command", has_use   ? "govern use " + words
                                 : m_unset ? std::string()
                                           : "govern exec " + spec + " COMMAND"}});
    }

    static Result<shell::SessionPath> session_path(Context& context, Shell shell) {
        return shell::session_path(context.host.environment, context.layout.shims(), shell,
                                   path::k_windows);
    }

    static Outcome describe(const std::vector<shell::Change>& changes) {
        Outcome outcome;
        outcome.data["changes"] = nlohmann::json::object();
        for (const auto& [name, value] : changes) {
            outcome.data["changes"][name] = value ? nlohmann::json(*value) : nlohmann::json();
        }
        return outcome;
    }

    /// The code: on stdout, but for cmd in the file that govern-use.cmd names, which draws another
    /// name where that one is taken.
    [[nodiscard]] Result<void> hand_over(Context& context, Shell shell, const std::string& code,
                                         Outcome& outcome) const {
        auto& files = context.host.files;
        const auto file = context.host.environment.get("GOVERN_CODE_FILE");
        if (shell != Shell::cmd || !file) {
            outcome.for_programs = true;
            outcome.text = code;
            return {};
        }
        GOVERN_TRY(check_that_cmd_stays(context));
        if (file->find_first_of("%^") !=
            file->npos) { // `call` expands the one again and doubles the other
            return fail(msg::shell_cannot_hold, {{"name", "TEMP"}, {"shell", "cmd"}});
        }
        const auto lines = context.host.account.for_batch_file(code);
        auto out = files.create(*file);
        if (!out && out.error().is(msg::file_exists)) {
            outcome.exit = shell::k_code_file_taken;
            return {};
        }
        if (!out) {
            return cannot_write(files, *file, std::move(out).error());
        }
        auto written = (*out)->write(std::as_bytes(std::span(lines)));
        if (written) {
            written = (*out)->finish();
        }
        if (!written) { // half a file would be run
            out->reset();
            (void)files.remove(*file);
            return cannot_write(files, *file, std::move(written).error());
        }
        return {};
    }

    static Failure cannot_write(os::Files& files, const std::string& file, Error why) {
        const std::string folder(path::parent(file));
        Message error(msg::code_file_not_made);
        error.with("path", file).with("folder", folder);
        if (folder.find('"') != folder.npos) {
            auto unquoted = folder;
            std::erase(unquoted, '"');
            error.with("command", "set \"TEMP=" + unquoted + "\"");
        } else if (const auto there = files.info(folder); there && !*there) {
            error.with("command", "mkdir \"" + folder + "\"");
        }
        return Failure(std::move(error).because(std::move(why)));
    }

    /// `version` is the new value of GOVERN_VERSION; empty: the variable is removed.
    static Failure no_integration(Context& context, Shell shell, const std::string& version) {
        // Only the shims obey GOVERN_VERSION.
        const bool needs_path =
            !version.empty() &&
            ops::look_up_go(context.host, context.host.environment, context.layout);
        const auto line_for = [&](Shell one) {
            if (version.empty()) {
                return shell::removal_to_type("GOVERN_VERSION", one);
            }
            const auto line = shell::assignment_to_type("GOVERN_VERSION", version, one);
            const auto* const separator = one == Shell::cmd ? "& " : "; ";
            return needs_path ? shell::path_to_type(context.layout.shims(), one, path::k_windows) +
                                    separator + line
                              : line;
        };
        auto& account = context.host.account;
        const auto caller = shell::known_caller(account.starters(),
                                                context.host.environment.get("SHELL").value_or(""));
        const bool guessed = path::k_windows && !caller; // then both of Windows' shells are named
        shell = guessed ? Shell::cmd : shell;
        std::string hint = "govern setup";
        // This shell was opened before setup, or has no function for `use`.
        if (!guessed && ops::is_set_up(context.host.files, context.layout)) {
            hint = shell == Shell::cmd ? "govern-use " + (version.empty() ? "--unset" : version)
                   : ops::reads_profile(context.host, account, shell)
                       ? ops::line_for_now(context.host, account, context.layout, shell)
                       : "Set-ExecutionPolicy -Scope CurrentUser RemoteSigned";
        }
        Message error(msg::no_integration);
        error.with("shell", guessed ? "shell" : std::string(name_of(shell)))
            .with("line", line_for(shell))
            .with("other_line", guessed ? line_for(Shell::pwsh) : "")
            .with("version", version)
            .with("hint", hint);
        return Failure(std::move(error));
    }

    std::string m_spec;
    bool m_unset = false;
    bool m_strict = false;
};

} // namespace

std::unique_ptr<Command> make_use() {
    return std::make_unique<Use>();
}

} // namespace govern::cli
