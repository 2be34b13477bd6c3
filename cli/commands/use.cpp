#include "base/messages/cli.hpp"
#include "base/messages/os.hpp"
#include "base/messages/shell.hpp"
#include "cli/command.hpp"
#include "cli/commands/job.hpp"
#include "cli/decision.hpp"
#include "cli/specs.hpp"
#include "ops/after_change.hpp"
#include "ops/look_up_go.hpp"
#include "os/path.hpp"
#include "os/user_environment.hpp"
#include "shell/init.hpp"
#include "shell/path_list.hpp"
#include "shell/session.hpp"

namespace govern::cli {

namespace {

using shell::Shell;

constexpr bool k_windows = os::k_separator == '\\';

/// `use` only works out what changes; the shell's own function evaluates it (`--eval`,
/// shell/init.hpp).
class Use : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("SPEC", m_spec, "an installed version, or system");
        app.add_flag("--unset", m_unset, "take back every `use` of this session");
        app.add_flag("--strict", m_strict, "exit 1 where the project here cannot be built with it");
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
        GOVERN_TRY_ASSIGN(const auto job, find_job(context, m_spec));
        if (context.globals.eval.empty()) {
            return no_integration(context, shell, job.version);
        }
        GOVERN_TRY_ASSIGN(const auto path, session_path(context, shell));
        shell::SessionTarget target{job.version, std::nullopt};
        if (job.sdk) {
            target.goroot = context.layout.sdk(*job.sdk);
        }
        const auto changes = use_changes(context.host.environment, path, target);
        GOVERN_TRY_ASSIGN(const auto code, shell::render(changes, shell));
        auto outcome = describe(changes);
        outcome.data["version"] = job.version;
        // The look-up of `go` asks what the shell will find once it has evaluated this.
        auto& environment = context.host.environment;
        environment.set("PATH", shell::move_to_front(environment.raw("PATH").value_or(""),
                                                     context.layout.shims(), k_windows));
        environment.set("GOVERN_VERSION", job.version);
        if (job.sdk && !ops::after_change(context, *job.sdk, ops::Change::session) && m_strict) {
            return Outcome{"", std::move(outcome.data), 1};
        }
        GOVERN_TRY(hand_over(context, shell, code, outcome));
        if (outcome.exit != 0) {
            return outcome;
        }
        context.host.reporter.status(Message(msg::session_is_now).with("version", job.version));
        return outcome;
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

    static Result<shell::SessionPath> session_path(Context& context, Shell shell) {
        return shell::session_path(context.host.environment, context.layout.shims(), shell,
                                   k_windows);
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
    static Result<void> hand_over(Context& context, Shell shell, const std::string& code,
                                  Outcome& outcome) {
        auto& files = context.host.files;
        const auto file = context.host.environment.get("GOVERN_CODE_FILE");
        if (shell != Shell::cmd || !file) {
            outcome.text = code;
            return {};
        }
        if (file->find_first_of("%^") !=
            file->npos) { // `call` expands the one again and doubles the other
            return fail(msg::shell_cannot_hold, {{"name", "TEMP"}, {"shell", "cmd"}});
        }
        const auto lines = os::real_user_environment()->for_batch_file(code);
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
        const std::string folder(os::parent(file));
        Message error(msg::code_file_not_made);
        error.with("path", file).with("folder", folder);
        if (const auto there = files.info(folder); there && !*there) {
            error.with("missing", folder);
        }
        return Failure(std::move(error).because(std::move(why)));
    }

    /// `version` is what to set GOVERN_VERSION to; empty: it shall go.
    static Failure no_integration(Context& context, Shell shell, const std::string& version) {
        // Only the shims obey GOVERN_VERSION.
        const bool needs_path = !version.empty() && ops::look_up_go(context.host, context.layout);
        const auto line_for = [&](Shell one) {
            if (version.empty()) {
                return shell::removal_to_type("GOVERN_VERSION", one);
            }
            const auto line = shell::assignment_to_type("GOVERN_VERSION", version, one);
            const auto* const separator = one == Shell::cmd ? "& " : "; ";
            return needs_path ? shell::path_to_type(context.layout.shims(), one, k_windows) +
                                    separator + line
                              : line;
        };
        const auto stored = os::real_user_environment();
        const auto caller = shell::known_caller(stored->starters(),
                                                context.host.environment.get("SHELL").value_or(""));
        const bool guessed = k_windows && !caller; // then both of Windows's own are told
        shell = guessed ? Shell::cmd : shell;
        std::string hint = "govern setup";
        const auto done = context.host.files.info(os::join(context.layout.state(), "setup"));
        if (!guessed && done &&
            *done) { // this shell was opened before setup, or has no function for `use`
            hint = shell == Shell::cmd ? "govern-use " + (version.empty() ? "--unset" : version)
                   : ops::reads_profile(context.host, *stored, shell)
                       ? ops::line_for_now(context.host, *stored, context.layout, shell)
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
