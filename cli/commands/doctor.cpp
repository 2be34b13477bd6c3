#include "ops/doctor/doctor.hpp"
#include "cli/command.hpp"
#include "cli/console.hpp"
#include "ops/doctor/messages.hpp"
#include "ops/recorded.hpp"
#include "ops/tool_check.hpp"
#include "ops/upgrade.hpp"
#include "os/machine.hpp"
#include "os/system_facts.hpp"

namespace govern::cli {

namespace {

class Doctor : public Command {
public:
    void declare(Options& options) override {
        options.flag("--fix", m_fix,
                     "repair what needs no administrator, with a backup of each thing changed");
        options.dry_run(m_dry_run, "with --fix: only say what would be repaired");
    }

    [[nodiscard]] Needs needs() const override { return Needs::home; }

    [[nodiscard]] bool changes_home() const override { return m_fix; }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto program, context.host.machine.program());
        std::optional<ops::Recorded> record;
        if (fix() == ops::Fix::all) {
            record.emplace(
                context.host, context.store, context.layout,
                store::ChangeNote{store::ChangeKind::doctor, context.command, {}, {}, 0});
        }
        const auto examined = ops::diagnose(context, context.host.account,
                                            context.host.machine.facts(), fix(), program);
        if (record) {
            record->end(examined ? nullptr : &examined.error());
        }
        GOVERN_TRY_ASSIGN(auto diagnosis, examined);
        if (auto note = ops::programs_to_rebuild(context)) {
            diagnosis.facts.push_back(std::move(*note));
        }
        add_interrupted_upgrade(context, diagnosis);
        Outcome outcome;
        for (const auto* list : {"found", "notes", "repairs"}) {
            outcome.data[list] = nlohmann::json::array();
        }
        outcome.data["dry_run"] = m_dry_run;
        outcome.data["go_on_path"] = diagnosis.go_on_path;
        for (const auto& fact : diagnosis.facts) {
            outcome.text += render_text(console_of(context).rendered(fact), "");
            if (!fact.is(msg::doctor_go_on_path)) {
                outcome.data["notes"].push_back(render(fact).text);
            }
        }
        for (const auto& finding : diagnosis.found) {
            const auto parts = console_of(context).rendered(finding.message);
            outcome.text += render_text(parts, "found");
            outcome.data["found"].push_back(
                {{"code", parts.code},
                 {"message", parts.text},
                 {"notes", parts.notes},
                 {"hints", parts.hints},
                 {"changes_go", finding.weight == ops::Weight::changes_go},
                 {"fix_repairs", finding.remedy == ops::Remedy::fix}});
        }
        for (const auto& repair : diagnosis.repairs) {
            outcome.text += render_text(console_of(context).rendered(repair), "");
            outcome.data["repairs"].push_back(render(repair).text);
        }
        if (diagnosis.has_fault(fix())) {
            outcome.exit = 1;
        } else {
            outcome.text += render_text(Message(msg::doctor_healthy), "");
        }
        return outcome;
    }

private:
    /// What runs passed no check. --fix put it back before it came here; what is left then, it
    /// could not.
    void add_interrupted_upgrade(Context& context, ops::Diagnosis& diagnosis) const {
        if (auto pending = ops::interrupted_upgrade(context)) {
            const bool is_left = fix() == ops::Fix::all;
            diagnosis.found.push_back({std::move(*pending), ops::Weight::changes_go,
                                       is_left ? ops::Remedy::other : ops::Remedy::fix});
        }
    }

    [[nodiscard]] ops::Fix fix() const {
        return m_dry_run ? ops::Fix::dry_run : m_fix ? ops::Fix::all : ops::Fix::none;
    }

    bool m_fix = false;
    bool m_dry_run = false;
};

} // namespace

std::unique_ptr<Command> make_doctor() {
    return std::make_unique<Doctor>();
}

} // namespace govern::cli
