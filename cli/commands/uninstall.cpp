#include "ops/sdk/uninstall.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/render.hpp"
#include "cli/specs.hpp"
#include "ops/choice/decision.hpp"
#include "ops/messages.hpp"
#include "os/machine.hpp"

#include <algorithm>

namespace govern::cli {

namespace {

class Uninstall : public Command {
public:
    void declare(Options& options) override {
        options.argument("SPEC", &m_specs, "installed versions")
            .of(ValueKind::installed)
            .must_be_given();
        options.flag("--force", m_force, "also what is in use; clears such a default");
        options.dry_run(m_dry_run, "only say what would be removed");
        options.platform(m_os, m_arch);
    }

    [[nodiscard]] bool changes_home() const override { return true; }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto platform,
                          read_platform(context.host.machine.platform(), m_os, m_arch));
        ops::UninstallRequest request;
        for (const auto& text : m_specs) {
            GOVERN_TRY_ASSIGN(const auto spec, read_release_spec(text, "uninstall"));
            auto id = platform ? ops::installed_for(context, spec, text, *platform)
                               : ops::installed_match(context, spec, text);
            if (!id && id.error().is(msg::other_platform)) {
                // Removing is not running: an SDK of one other platform only is meant.
                id = ops::installed_elsewhere(context, spec, text);
            }
            if (!id) {
                auto error = std::move(id).error();
                return Failure(error.is(msg::no_match_installed)
                                   ? std::move(error).with("hint", "govern list")
                                   : std::move(error));
            }
            if (std::find(request.sdks.begin(), request.sdks.end(), *id) == request.sdks.end()) {
                request.sdks.push_back(std::move(*id));
            }
        }
        request.force = m_force;
        request.dry_run = m_dry_run;
        GOVERN_TRY_ASSIGN(request.program, context.host.machine.program());
        request.asked = ops::pinned_here(context);
        std::vector<ops::UninstallOutcome> done;
        const auto verdict = ops::uninstall(context, request, done);
        if (!verdict && done.empty()) {
            return Failure(verdict.error());
        }
        Outcome outcome;
        if (!verdict) {
            outcome.error = verdict.error();
        }
        outcome.data["removed"] = nlohmann::json::array();
        for (const auto& one : done) {
            const auto name = toolchain_name(one.id.version);
            context.host.reporter.status(Message(m_dry_run ? msg::would_remove : msg::removed)
                                             .with("name", name)
                                             .with("freed", format_bytes(one.bytes)));
            if (one.cleared_default) {
                context.host.reporter.status(
                    Message(m_dry_run ? msg::would_clear_default : msg::default_cleared)
                        .with("name", name));
            }
            outcome.data["removed"].push_back(
                json_of(one.id, {{"bytes", one.bytes},
                                 {"cleared_default", one.cleared_default},
                                 {"dry_run", m_dry_run}}));
        }
        return outcome;
    }

private:
    std::vector<std::string> m_specs;
    std::string m_os;
    std::string m_arch;
    bool m_force = false;
    bool m_dry_run = false;
};

} // namespace

std::unique_ptr<Command> make_uninstall() {
    return std::make_unique<Uninstall>();
}

} // namespace govern::cli
