#include "base/messages/cli.hpp"
#include "base/messages/os.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/decision.hpp"
#include "cli/specs.hpp"
#include "ops/after_change.hpp"
#include "os/path.hpp"
#include "os/terminal.hpp"

#include <fmt/format.h>

#include <future>

namespace govern::cli {

namespace {

/// Enough for a test run's report; the rest of a longer output is cut with --json only.
constexpr std::size_t k_max_captured = 64U << 20U;

class Exec : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_flag("--strict", m_strict,
                     "run nothing and exit 1 where the project here cannot be built with it");
        app.add_flag("--parallel", m_parallel,
                     "several versions at once; each one's output follows when it is done");
        app.prefix_command(); // SPEC… [--] COMMAND
    }

    void take_rest(std::vector<std::string> words) override { m_words = std::move(words); }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto words, take_apart());
        const auto& [specs, command] = words;
        if (specs.empty() || command.empty()) {
            return fail(msg::nothing_to_run);
        }
        std::vector<Chosen> chosen;
        for (const auto& text : specs) {
            GOVERN_TRY_ASSIGN(auto one, choose(context, text));
            chosen.push_back(std::move(one));
        }
        if (m_strict && !m_all_fit) {
            return Outcome{"", {}, 1};
        }
        auto outcome = chosen.size() == 1 ? run_one(context, chosen.front(), command)
                                          : run_all(context, chosen, command);
        if (!outcome && outcome.error().is(msg::batch_refused)) {
            outcome.error().with("spec", join(specs, " "));
        }
        return outcome;
    }

private:
    struct Chosen {
        std::string name;
        std::string spec; ///< the version as JSON has it
        os::Environment environment;
        std::string bin; ///< the SDK's; empty for system
    };

    struct Words {
        std::vector<std::string> specs;
        std::vector<std::string> command;
    };

    /// Our own options may also stand behind a SPEC; what follows `--` or is neither is the
    /// command.
    Result<Words> take_apart() {
        Words out;
        std::size_t at = 0;
        for (; at < m_words.size() && m_words[at] != "--"; ++at) {
            const auto& word = m_words[at];
            const auto flaw = parse_spec(word).error;
            const bool foreign =
                flaw == SpecError::semver_range || flaw == SpecError::setup_go_alias;
            if (flaw == SpecError::none ||
                (foreign && out.specs.empty())) { // choose() says what to write
                out.specs.push_back(word);
            } else if (word == "--strict" || word == "--parallel") {
                (word == "--strict" ? m_strict : m_parallel) = true;
            } else if (word.starts_with('-')) {
                return fail(msg::unknown_option,
                            {{"program", "govern exec"},
                             {"option", word},
                             {"nearest", join(nearest(word, {"--strict", "--parallel"}), ", ")}});
            } else {
                break;
            }
        }
        if (at < m_words.size() && m_words[at] == "--") {
            ++at;
        }
        out.command.assign(m_words.begin() + static_cast<std::ptrdiff_t>(at), m_words.end());
        return out;
    }

    Result<Chosen> choose(Context& context, const std::string& text) {
        GOVERN_TRY_ASSIGN(const auto spec, read_spec(text));
        Chosen out;
        std::string argument = text;
        bool fits = true;
        if (spec.kind != Spec::Kind::system) {
            GOVERN_TRY_ASSIGN(const auto id, installed_match(context, spec, text));
            argument = spec_name(id.version);
            fits = ops::warn_of_misfits(context, id);
            m_all_fit = fits && m_all_fit;
            out.bin = os::join(context.layout.sdk(id), "bin");
        }
        GOVERN_TRY_ASSIGN(const auto decision, decide_as(context, '+' + argument));
        ops::warn_of_truth(context, *decision, fits);
        out.name = decision->system ? "system" : toolchain_name(decision->version);
        out.spec = decision->system ? "system" : spec_name(decision->version);
        out.environment = environment_of(context, *decision);
        // A nested `go` must find our shims, which follow GOVERN_VERSION.
        auto entries = context.host.environment.path_entries();
        std::erase_if(entries, [&](const std::string& entry) {
            return os::same_path(entry, context.layout.shims());
        });
        entries.insert(entries.begin(), context.layout.shims());
        out.environment.set("PATH", join(entries, std::string(1, os::k_list_separator)));
        return out;
    }

    static Result<os::Command> command_for(Context& context, const Chosen& chosen,
                                           const std::vector<std::string>& words) {
        os::Command command;
        command.arguments.assign(words.begin() + 1, words.end());
        command.environment = chosen.environment;
        const auto& name = words.front();
        if (os::is_absolute(name) || name.find_first_of("/\\") != name.npos) {
            command.program =
                os::is_absolute(name) ? name : os::join(context.host.current_folder, name);
            return command;
        }
        if (!chosen.bin.empty()) {
            auto stem = name;
            if (!os::k_exe_suffix.empty() && to_lower(stem).ends_with(os::k_exe_suffix)) {
                stem.resize(stem.size() - os::k_exe_suffix.size());
            }
            const auto own = os::join(chosen.bin, stem + std::string(os::k_exe_suffix));
            const auto info = context.host.files.info(own);
            if (info && *info) {
                command.program = own;
                return command;
            }
        }
        if (auto found = os::find_in_path(name, chosen.environment)) {
            command.program = std::move(*found);
            return command;
        }
        return fail(msg::program_not_found, {{"program", name}});
    }

    /// One version's run; its output where that was not passed straight on.
    struct Done {
        std::uint32_t code = 0;
        double seconds = 0;
        os::Captured captured;
    };

    static Result<Outcome> run_one(Context& context, const Chosen& chosen,
                                   const std::vector<std::string>& words) {
        GOVERN_TRY_ASSIGN(const auto command, command_for(context, chosen, words));
        const bool json = context.globals.json;
        GOVERN_TRY_ASSIGN(const auto done,
                          json ? run_captured(context, command) : run_here(context, command));
        Outcome outcome;
        outcome.exit = static_cast<int>(done.code);
        if (json) {
            outcome.data = row_of(chosen, done);
        }
        return outcome;
    }

    static double seconds_since(Context& context, std::chrono::steady_clock::time_point begin) {
        return std::chrono::duration<double>(context.host.clock.steady() - begin).count();
    }

    static Result<Done> run_here(Context& context, const os::Command& command) {
        const auto begin = context.host.clock.steady();
        GOVERN_TRY_ASSIGN(const auto ended, context.host.processes.run(command));
        return Done{ended.code, seconds_since(context, begin), {}};
    }

    static Result<Done> run_captured(Context& context, const os::Command& command) {
        const auto begin = context.host.clock.steady();
        GOVERN_TRY_ASSIGN(auto captured, context.host.processes.capture(command, k_max_captured));
        const auto code = captured.exit.code;
        return Done{code, seconds_since(context, begin), std::move(captured)};
    }

    static nlohmann::json row_of(const Chosen& chosen, const Done& done) {
        return {{"version", chosen.spec},
                {"exit", done.code},
                {"stdout", done.captured.out},
                {"stderr", done.captured.err}};
    }

    /// By the convention of shells, and as Windows ends a program on Ctrl-C.
    static bool was_interrupted(std::uint32_t code) {
        constexpr std::uint32_t k_signal = 128;
        constexpr std::uint32_t k_control_c = 0xC000013A;
        return code == k_signal + 2 || code == k_signal + 15 || code == k_control_c;
    }

    /// The matrix: one after the other, or all at once.
    Result<Outcome> run_all(Context& context, const std::vector<Chosen>& all,
                            const std::vector<std::string>& words) const {
        std::vector<os::Command> commands;
        for (const auto& chosen : all) {
            GOVERN_TRY_ASSIGN(auto command, command_for(context, chosen, words));
            commands.push_back(std::move(command));
        }
        const bool json = context.globals.json;
        std::vector<std::future<Result<Done>>> running;
        for (const auto& command : commands) {
            running.push_back(
                std::async(m_parallel ? std::launch::async : std::launch::deferred, [&] {
                    return json || m_parallel ? run_captured(context, command)
                                              : run_here(context, command);
                }));
        }
        Outcome outcome;
        outcome.data["runs"] = nlohmann::json::array();
        std::string table;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (!json) {
                context.err.write(fmt::format("--- {}\n", all[i].name));
                context.err.flush();
            }
            GOVERN_TRY_ASSIGN(const auto done, running[i].get());
            if (json) {
                outcome.data["runs"].push_back(row_of(all[i], done));
            } else {
                context.out.write(done.captured.out);
                context.out.flush();
                context.err.write(done.captured.err);
            }
            table += fmt::format(
                "{:<14} {:<10} {:.1f} s\n", all[i].name,
                done.code == 0 ? "ok" : fmt::format("exit {}", static_cast<int>(done.code)),
                done.seconds);
            outcome.exit = outcome.exit != 0 ? outcome.exit : static_cast<int>(done.code);
            if (os::interrupted() || was_interrupted(done.code)) {
                // Who ended this run means all of them, whatever the command made of it.
                outcome.exit = static_cast<int>(Exit::interrupted);
                break;
            }
        }
        if (!json) {
            // The commands' own output is what stdout is for.
            context.err.write(table);
            context.err.flush();
        }
        return outcome;
    }

    std::vector<std::string> m_words;
    bool m_strict = false;
    bool m_parallel = false;
    bool m_all_fit = true;
};

} // namespace

std::unique_ptr<Command> make_exec() {
    return std::make_unique<Exec>();
}

} // namespace govern::cli
