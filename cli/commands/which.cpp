#include "cli/command.hpp"
#include "cli/decision.hpp"
#include "cli/specs.hpp"

namespace govern::cli {

namespace {

class Which : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("SPEC", m_spec, "an installed version; without it the one that runs here");
    }

    Result<Outcome> run(Context& context) override {
        std::string path;
        if (m_spec.empty()) {
            GOVERN_TRY_ASSIGN(const auto here, decide(context, false));
            path = std::string(here->program);
        } else {
            GOVERN_TRY_ASSIGN(const auto spec, read_spec(m_spec));
            if (spec.kind == Spec::Kind::system) {
                GOVERN_TRY_ASSIGN(path, system_go(context));
            } else {
                GOVERN_TRY_ASSIGN(const auto id, installed_match(context, spec, m_spec));
                path = context.layout.sdk_go(id);
            }
        }
        Outcome outcome;
        outcome.text = path + '\n';
        outcome.data["path"] = path;
        return outcome;
    }

private:
    std::string m_spec;
};

} // namespace

std::unique_ptr<Command> make_which() {
    return std::make_unique<Which>();
}

} // namespace govern::cli
