#include "cli/command.hpp"
#include "ops/choice/decision.hpp"

namespace govern::cli {

namespace {

class Current : public Command {
public:
    void declare(Options& /*options*/) override {}

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto here, ops::decide(context));
        (void)ops::warn_if_unverified(context, *here);
        const auto truth = ops::end_up(context, *here);
        Outcome outcome;
        outcome.text = truth.shown() + '\n';
        outcome.data = {{"version", truth.text()},
                        {"go_version", truth.go_version.empty() ? nlohmann::json()
                                                                : nlohmann::json(truth.go_version)},
                        {"system", here->system},
                        {"unverified", here->is_link()},
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
