#include "base/messages/cli.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/decision.hpp"
#include "cli/specs.hpp"
#include "ops/after_change.hpp"
#include "os/path.hpp"

#include <fmt/format.h>

namespace govern::cli {

namespace {

/// Enough for a test run's report; the rest of a longer output is cut with --json only.
constexpr std::size_t k_max_captured = 64U << 20U;

class Exec : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_flag("--strict", m_strict,
                     "run nothing and exit 1 where the project here cannot be built with it");
        app.prefix_command(); // SPEC… [--] COMMAND
    }

    void take_rest(std::vector<std::string> words) override { m_words = std::move(words); }

    Result<Outcome> run(Context& context) override {
        const auto [specs, command] = take_apart();
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
        return chosen.size() == 1 ? run_one(context, chosen.front(), command)
                                  : run_all(context, chosen, command);
    }

private:
    struct Chosen {
        std::string name;
        os::Environment environment;
        std::string bin; ///< the SDK's; empty for system
    };

    std::pair<std::vector<std::string>, std::vector<std::string>> take_apart() const {
        std::vector<std::string> specs;
        std::size_t at = 0;
        while (at < m_words.size() && m_words[at] != "--" &&
               parse_spec(m_words[at]).error == SpecError::none) {
            specs.push_back(m_words[at++]);
        }
        if (at < m_words.size() && m_words[at] == "--") {
            ++at;
        }
        return {specs, {m_words.begin() + static_cast<std::ptrdiff_t>(at), m_words.end()}};
    }

    Result<Chosen> choose(Context& context, const std::string& text) {
        GOVERN_TRY_ASSIGN(const auto spec, read_spec(text));
        Chosen out;
        std::string argument = text;
        if (spec.kind != Spec::Kind::system) {
            GOVERN_TRY_ASSIGN(const auto id, installed_match(context, spec, text));
            argument = spec_name(id.version);
            m_all_fit = ops::warn_of_misfits(context, id) && m_all_fit;
            out.bin = os::join(context.layout.sdk(id), "bin");
        }
        GOVERN_TRY_ASSIGN(const auto decision, decide_as(context, '+' + argument));
        out.name = decision->system ? "system" : toolchain_name(decision->version);
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

    static Result<Outcome> run_one(Context& context, const Chosen& chosen,
                                   const std::vector<std::string>& words) {
        GOVERN_TRY_ASSIGN(const auto command, command_for(context, chosen, words));
        Outcome outcome;
        if (context.globals.json) {
            GOVERN_TRY_ASSIGN(outcome.data, captured(context, chosen, command, outcome.exit));
            return outcome;
        }
        GOVERN_TRY_ASSIGN(const auto ended, context.host.processes.run(command));
        outcome.exit = static_cast<int>(ended.code);
        return outcome;
    }

    static Result<nlohmann::json> captured(Context& context, const Chosen& chosen,
                                           const os::Command& command, int& exit) {
        GOVERN_TRY_ASSIGN(const auto done, context.host.processes.capture(command, k_max_captured));
        exit = static_cast<int>(done.exit.code);
        return nlohmann::json{{"version", chosen.name},
                              {"exit", done.exit.code},
                              {"stdout", done.out},
                              {"stderr", done.err}};
    }

    /// By the convention of shells, and as Windows ends a program on Ctrl-C.
    static bool was_interrupted(int exit) {
        constexpr int k_signal = 128;
        constexpr auto k_control_c = static_cast<int>(0xC000013AU);
        return exit == k_signal + 2 || exit == k_signal + 15 || exit == k_control_c;
    }

    static Result<Outcome> run_all(Context& context, const std::vector<Chosen>& all,
                                   const std::vector<std::string>& words) {
        Outcome outcome;
        outcome.data["runs"] = nlohmann::json::array();
        std::string table;
        for (const auto& chosen : all) {
            GOVERN_TRY_ASSIGN(const auto command, command_for(context, chosen, words));
            const auto begin = context.host.clock.steady();
            int exit = 0;
            if (context.globals.json) {
                GOVERN_TRY_ASSIGN(auto row, captured(context, chosen, command, exit));
                outcome.data["runs"].push_back(std::move(row));
            } else {
                context.err.write(fmt::format("--- {}\n", chosen.name));
                context.err.flush();
                GOVERN_TRY_ASSIGN(const auto ended, context.host.processes.run(command));
                exit = static_cast<int>(ended.code);
            }
            const auto seconds =
                std::chrono::duration<double>(context.host.clock.steady() - begin).count();
            table += fmt::format("{:<14} {:<10} {:.1f} s\n", chosen.name,
                                 exit == 0 ? "ok" : fmt::format("exit {}", exit), seconds);
            outcome.exit = outcome.exit != 0 ? outcome.exit : exit;
            if (was_interrupted(exit)) {
                // Who ended this run means all of them.
                outcome.exit = static_cast<int>(Exit::interrupted);
                break;
            }
        }
        if (!context.globals.json) {
            // The commands' own output is what stdout is for.
            context.err.write(table);
            context.err.flush();
        }
        return outcome;
    }

    std::vector<std::string> m_words;
    bool m_strict = false;
    bool m_all_fit = true;
};

} // namespace

std::unique_ptr<Command> make_exec() {
    return std::make_unique<Exec>();
}

} // namespace govern::cli
