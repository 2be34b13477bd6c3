#include "base/messages/doctor.hpp"
#include "cli/command.hpp"
#include "ops/doctor.hpp"
#include "os/machine.hpp"
#include "os/system_facts.hpp"

namespace govern::cli {

namespace {

class Doctor : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_flag("--fix", m_fix,
                     "repair what needs no administrator, with a backup of each thing changed");
    }

    [[nodiscard]] Needs needs() const override { return Needs::home; }

    Result<Outcome> run(Context& context) override {
        const auto stored = os::real_user_environment();
        GOVERN_TRY_ASSIGN(const auto program, os::own_program());
        GOVERN_TRY_ASSIGN(const auto diagnosis,
                          ops::diagnose(context, *stored, os::system_facts(), m_fix, program));
        Outcome outcome;
        for (const auto* list : {"found", "go_on_path", "notes", "repairs"}) {
            outcome.data[list] = nlohmann::json::array();
        }
        for (const auto& fact : diagnosis.facts) {
            outcome.text += render_text(fact, "");
            if (fact.is(msg::doctor_go_on_path)) {
                outcome.data["go_on_path"].push_back(fact.fact("path"));
            } else {
                outcome.data["notes"].push_back(render(fact).text);
            }
        }
        for (const auto& finding : diagnosis.found) {
            outcome.text += render_text(finding, "found");
            const auto parts = render(finding);
            outcome.data["found"].push_back({{"code", parts.code},
                                             {"message", parts.text},
                                             {"notes", parts.notes},
                                             {"hints", parts.hints}});
        }
        for (const auto& repair : diagnosis.repairs) {
            outcome.text += render_text(repair, "");
            outcome.data["repairs"].push_back(render(repair).text);
        }
        if (diagnosis.found.empty()) {
            outcome.text += render_text(Message(msg::doctor_healthy), "");
        }
        return outcome;
    }

private:
    bool m_fix = false;
};

} // namespace

std::unique_ptr<Command> make_doctor() {
    return std::make_unique<Doctor>();
}

} // namespace govern::cli
