#include "base/messages/cli.hpp"
#include "base/messages/shell.hpp"
#include "cli/command.hpp"
#include "cli/commands/job.hpp"
#include "cli/decision.hpp"
#include "cli/specs.hpp"
#include "ops/after_change.hpp"
#include "ops/look_up_go.hpp"
#include "os/path.hpp"
#include "os/user_environment.hpp"
#include "shell/path_list.hpp"
#include "shell/session.hpp"

namespace govern::cli {

namespace {

using shell::Shell;

constexpr bool k_windows = os::k_separator == '\\';

/// `use` only works out what changes; the shell's own function evaluates it (`--eval`, shell/init.hpp).
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
            return fail(msg::usage, {{"what", "`use` changes this shell by what it prints, so it cannot print JSON"},
                                     {"command", "use"}});
        }
        GOVERN_TRY_ASSIGN(const auto shell, find_shell(context, context.globals.eval));
        return m_unset ? unset(context, shell) : use(context, shell);
    }

private:
    Result<Outcome> use(Context& context, Shell shell) {
        GOVERN_TRY_ASSIGN(const auto job, find_job(context, m_spec));
        if (context.globals.eval.empty()) {
            return no_integration(context, shell, shell::assignment_to_type("GOVERN_VERSION", job.version, shell),
                                  job.version);
        }
        GOVERN_TRY_ASSIGN(const auto path, session_path(context, shell));
        shell::SessionTarget target{job.version, std::nullopt};
        if (job.sdk) {
            target.goroot = context.layout.sdk(*job.sdk);
        }
        GOVERN_TRY_ASSIGN(auto outcome, hand_over(context, shell, use_changes(context.host.environment, path, target)));
        outcome.data["version"] = job.version;
        // The look-up of `go` asks what the shell will find once it has evaluated this.
        auto& environment = context.host.environment;
        environment.set("PATH", shell::move_to_front(environment.raw("PATH").value_or(""), context.layout.shims(), k_windows));
        if (job.sdk && !ops::after_change(context, *job.sdk, ops::Change::session) && m_strict) {
            return Outcome{"", std::move(outcome.data), 1};
        }
        context.host.reporter.status(Message(msg::session_is_now).with("version", job.version));
        return outcome;
    }

    Result<Outcome> unset(Context& context, Shell shell) {
        if (context.globals.eval.empty()) {
            return no_integration(context, shell, shell::removal_to_type("GOVERN_VERSION", shell), "--unset");
        }
        GOVERN_TRY_ASSIGN(const auto path, session_path(context, shell));
        const auto changes = unset_changes(context.host.environment, path);
        context.host.reporter.status(Message(changes.empty() ? msg::session_nothing_to_undo : msg::session_undone));
        return hand_over(context, shell, changes);
    }

    static Result<shell::SessionPath> session_path(Context& context, Shell shell) {
        return shell::session_path(context.host.environment, context.layout.shims(), shell, k_windows);
    }

    /// The code: on stdout, but for cmd in the file that govern-use.cmd names.
    Result<Outcome> hand_over(Context& context, Shell shell, const std::vector<shell::Change>& changes) const {
        Outcome outcome;
        outcome.data["changes"] = nlohmann::json::object();
        for (const auto& [name, value] : changes) {
            outcome.data["changes"][name] = value ? nlohmann::json(*value) : nlohmann::json();
        }
        GOVERN_TRY_ASSIGN(outcome.text, shell::render(changes, shell));
        const auto file = context.host.environment.get("GOVERN_CODE_FILE");
        if (shell != Shell::cmd || !file) {
            return outcome;
        }
        const auto code = os::real_user_environment()->for_batch_file(outcome.text);
        outcome.text.clear();
        auto out = context.host.files.create(*file);
        if (!out) {
            return Failure(Message(msg::code_file_exists).with("path", *file).with("version", m_unset ? "--unset" : m_spec)
                               .because(std::move(out).error()));
        }
        GOVERN_TRY((*out)->write(std::as_bytes(std::span(code))));
        GOVERN_TRY((*out)->finish());
        return outcome;
    }

    static Failure no_integration(Context& context, Shell shell, const std::string& line, const std::string& version) {
        std::string hint = "govern setup";
        if (shell == Shell::cmd) {
            hint = "govern-use " + version;
        } else if (const auto done = context.host.files.info(os::join(context.layout.state(), "setup")); done && *done) {
            hint = ops::line_for_now(context.layout, shell); // this shell was opened before setup
        }
        return fail(msg::no_integration, {{"shell", std::string(name_of(shell))},
                                          {"line", line},
                                          {"version", version == "--unset" ? "" : version},
                                          {"hint", hint}});
    }

    std::string m_spec;
    bool m_unset = false;
    bool m_strict = false;
};

} // namespace

std::unique_ptr<Command> make_use() { return std::make_unique<Use>(); }

} // namespace govern::cli
