#include "cli/command.hpp"
#include "cli/commands/job.hpp"

namespace govern::cli {

namespace {

class Env : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("SPEC", m_spec, "an installed version; without it the one that runs here");
        app.add_option("--shell", m_shell,
                       "bash, zsh, sh, fish, pwsh or cmd; without it the calling shell");
    }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto shell, find_shell(context, m_shell));
        GOVERN_TRY_ASSIGN(const auto job, job_to_hand_over(context, m_spec));
        Outcome outcome;
        outcome.data["version"] = job.version;
        outcome.data["path_entry"] = job.bin;
        outcome.data["variables"] = nlohmann::json::object();
        for (const auto& [name, value] : job.variables) {
            outcome.data["variables"][name] = value ? nlohmann::json(*value) : nlohmann::json();
        }
        if (!context.globals.json) {
            GOVERN_TRY_ASSIGN(auto lines, lines_for(context, job, shell));
            outcome.text = code_for_stdout(context, std::move(lines), shell);
        }
        return outcome;
    }

private:
    std::string m_spec;
    std::string m_shell;
};

} // namespace

std::unique_ptr<Command> make_env() {
    return std::make_unique<Env>();
}

} // namespace govern::cli
