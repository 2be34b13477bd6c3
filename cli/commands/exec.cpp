#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/commands/exec_like.hpp"
#include "cli/messages.hpp"
#include "cli/specs.hpp"
#include "ops/run.hpp"
#include "os/messages.hpp"

#include <fmt/format.h>

namespace govern::cli {

namespace {

class Exec : public Command {
public:
    void declare(Options& options) override {
        options.argument("SPEC", &m_specs, "installed versions, links, or system")
            .of(ValueKind::installed_or_system);
        options.foreign("COMMAND", m_command, "the program to run, and its arguments")
            .tell_dashes(m_dashes);
        options.strict(m_strict,
                       "run nothing and exit 1 where the project here cannot be built with it");
        options.flag("--parallel", m_parallel,
                     "several versions at once; each one's output follows when it is done");
        options
            .valued("--like", "FILE", &m_like.file,
                    "the Go that built this program, for its target and with its flags")
            .of(ValueKind::file);
        options.flag("--install", m_like.install, "with --like: bring that Go where it is missing");
        options.valued("--target", "OS/ARCH", &m_like.target, "with --like: another target");
        options
            .valued("--check", "OUT", &m_like.check,
                    "with --like: the command must make OUT, the same as FILE byte for byte")
            .of(ValueKind::file);
    }

    Result<Outcome> run(Context& context) override {
        if (!m_like.file.empty()) {
            return run_like(context);
        }
        if (m_like.install || !m_like.target.empty() || !m_like.check.empty()) {
            return misused("--install, --target and --check go with --like FILE");
        }
        if (!m_dashes) {
            GOVERN_TRY_ASSIGN(m_dashes, take_links(context, "exec", m_specs, m_command));
        }
        if (m_specs.empty() || m_command.empty()) {
            return fail(msg::nothing_to_run);
        }
        std::vector<ops::Toolchain> chosen;
        bool all_fit = true;
        for (const auto& text : m_specs) {
            GOVERN_TRY_ASSIGN(auto one, installed_toolchain(context, text));
            all_fit = ops::warn_of_toolchain(context, one) && all_fit;
            chosen.push_back(std::move(one));
        }
        if (m_strict && !all_fit) {
            return Outcome{"", {}, 1};
        }
        auto outcome = chosen.size() == 1 ? run_one(context, chosen.front(), m_command)
                                          : run_all(context, chosen, m_command);
        if (!outcome && outcome.error().is(msg::batch_refused)) {
            outcome.error().with("spec", join(m_specs, " "));
        }
        return outcome;
    }

private:
    static Failure misused(const char* what) {
        return fail(msg::usage, {{"what", what}, {"command", "exec"}});
    }

    Result<Outcome> run_like(Context& context) {
        if (!m_specs.empty()) {
            return misused("--like FILE says which version: leave out SPEC");
        }
        if (!m_dashes || m_command.empty()) {
            return misused("with --like FILE the command stands behind --");
        }
        m_like.command = std::move(m_command);
        return cli::run_like(context, m_like, m_strict);
    }

    static Result<Outcome> run_one(Context& context, const ops::Toolchain& toolchain,
                                   const std::vector<std::string>& words) {
        ops::RunOptions options;
        options.capture = context.globals.json;
        GOVERN_TRY_ASSIGN(const auto ran, ops::run(context, toolchain, words, options));
        Outcome outcome;
        outcome.exit = static_cast<int>(ran.code);
        if (options.capture) {
            outcome.data = row_of(toolchain, ran);
        }
        return outcome;
    }

    static nlohmann::json row_of(const ops::Toolchain& toolchain, const ops::Ran& ran) {
        return {{"version", toolchain.spec()},
                {"exit", ran.code},
                {"stdout", ran.out},
                {"stderr", ran.err}};
    }

    /// Shows each run of several, and gathers their outcome.
    class Shown final : public ops::MatrixListener {
    public:
        explicit Shown(Context& context) : m_context(context) {
            outcome.data["runs"] = nlohmann::json::array();
        }

        void begins(const ops::Toolchain& toolchain) override {
            if (!m_context.globals.json) {
                say(fmt::format("--- {}\n", toolchain.name()));
            }
        }

        void ended(const ops::Toolchain& toolchain, const ops::Ran& ran) override {
            if (m_context.globals.json) {
                outcome.data["runs"].push_back(row_of(toolchain, ran));
            } else {
                m_context.out.write(ran.out);
                m_context.out.flush();
                say(ran.err);
            }
            const int code = static_cast<int>(ran.code);
            m_table +=
                fmt::format("{:<14} {:<10} {:.1f} s\n", toolchain.name(),
                            code == 0 ? "ok" : fmt::format("exit {}", code), ran.wall.count());
            outcome.exit = outcome.exit != 0 ? outcome.exit : code;
        }

        /// On stderr: stdout is for the programs' own output.
        void show_table() {
            if (!m_context.globals.json) {
                say(m_table);
            }
        }

        Outcome outcome;

    private:
        void say(const std::string& text) {
            m_context.err.write(text);
            m_context.err.flush();
        }

        Context& m_context;
        std::string m_table;
    };

    /// The matrix: one after the other, or all at once.
    Result<Outcome> run_all(Context& context, const std::vector<ops::Toolchain>& all,
                            const std::vector<std::string>& words) const {
        ops::RunOptions options;
        options.capture = context.globals.json || m_parallel;
        Shown shown(context);
        GOVERN_TRY_ASSIGN(const bool interrupted,
                          ops::run_matrix(context, all, words, options, m_parallel, shown));
        shown.show_table();
        if (interrupted) {
            // An interrupt ends the whole matrix, whatever the program did with it.
            shown.outcome.exit = static_cast<int>(Exit::interrupted);
        }
        return std::move(shown.outcome);
    }

    std::vector<std::string> m_specs;
    std::vector<std::string> m_command;
    ExecLike m_like;
    bool m_dashes = false; ///< `--` stood before the command
    bool m_strict = false;
    bool m_parallel = false;
};

} // namespace

std::unique_ptr<Command> make_exec() {
    return std::make_unique<Exec>();
}

} // namespace govern::cli
