#include "cli/command.hpp"
#include "cli/shells.hpp"
#include "cli/specs.hpp"
#include "ops/choice/fixed_go.hpp"

namespace govern::cli {

namespace {

class Env : public Command {
public:
    void declare(Options& options) override {
        options
            .argument("SPEC", &m_spec,
                      "an installed version or a link; without it the one that runs here")
            .of(ValueKind::installed_or_system);
        options.shell(m_shell, "bash, zsh, sh, fish, pwsh or cmd; without it the calling shell");
    }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto shell, find_shell(context, m_shell));
        GOVERN_TRY_ASSIGN(const auto go, go_to_hand_over(context, m_spec));
        Outcome outcome;
        outcome.data["version"] = go.version;
        outcome.data["unverified"] = go.link.has_value();
        outcome.data["path_entry"] = go.bin;
        outcome.data["variables"] = nlohmann::json::object();
        for (const auto& [name, value] : go.variables) {
            outcome.data["variables"][name] = value ? nlohmann::json(*value) : nlohmann::json();
        }
        if (!context.globals.json) {
            GOVERN_TRY_ASSIGN(auto lines, ops::lines_for(context, go, shell));
            outcome.for_programs = true;
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
