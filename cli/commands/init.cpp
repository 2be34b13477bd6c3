#include "shell/init.hpp"

#include "cli/command.hpp"
#include "cli/shells.hpp"
#include "ops/account/setup.hpp"

namespace govern::cli {

namespace {

class Init : public Command {
public:
    void declare(Options& options) override {
        const auto& names = shell::shell_names();
        options
            .argument("SHELL", &m_shell,
                      "bash, zsh, sh, fish, pwsh or cmd; without it the calling shell")
            .suggest({names.begin(), names.end()});
    }

    [[nodiscard]] Needs needs() const override { return Needs::home; }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto shell, find_shell(context, m_shell));
        auto paths = ops::init_paths(context.host, context.layout);
        paths.by_hand = true;
        if (shell == shell::Shell::pwsh) { // its alias starts a script file
            GOVERN_TRY(ops::write_shell_files(context.host, context.layout));
        }
        Outcome outcome;
        GOVERN_TRY_ASSIGN(auto code, shell::init_code(paths, shell));
        outcome.data = {{"shell", std::string(name_of(shell))}, {"code", code}};
        outcome.for_programs = true;
        outcome.text = code_for_stdout(context, std::move(code), shell);
        return outcome;
    }

private:
    std::string m_shell;
};

} // namespace

std::unique_ptr<Command> make_init() {
    return std::make_unique<Init>();
}

} // namespace govern::cli
