#include "cli/command.hpp"
#include "cli/decision.hpp"

namespace govern::cli {

namespace {

class Current : public Command {
public:
    void declare(CLI::App&) override {}

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto here, decide(context, false));
        const auto truth = end_up(context, *here);
        Outcome outcome;
        outcome.text = truth.version + '\n';
        outcome.data = {{"version", truth.version},
                        {"system", here->system},
                        {"program", std::string(here->program)},
                        {"would_fail", truth.failure ? nlohmann::json(render(*truth.failure).text)
                                                     : nlohmann::json()}};
        if (truth.failure) {
            context.host.reporter.warn(*truth.failure);
        }
        return outcome;
    }
};

} // namespace

std::unique_ptr<Command> make_current() {
    return std::make_unique<Current>();
}

} // namespace govern::cli
