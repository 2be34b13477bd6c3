#include "ops/uninstall.hpp"
#include "base/messages/ops.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/decision.hpp"
#include "cli/specs.hpp"
#include "os/machine.hpp"

#include <algorithm>

namespace govern::cli {

namespace {

class Uninstall : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("SPEC", m_specs, "installed versions")->required();
        app.add_flag("--force", m_force, "also what is in use; clears such a default");
        app.add_option("--os", m_os, "another GOOS");
        app.add_option("--arch", m_arch, "another GOARCH");
    }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto platform, read_platform(m_os, m_arch));
        ops::UninstallRequest request;
        for (const auto& text : m_specs) {
            GOVERN_TRY_ASSIGN(const auto spec, read_release_spec(text, "uninstall"));
            auto id = platform ? installed_for(context, spec, text, *platform)
                               : installed_match(context, spec, text);
            if (!id && id.error().is(msg::other_platform)) {
                // Removing is not running: an SDK of one other platform only is meant.
                id = installed_elsewhere(context, spec, text);
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
        GOVERN_TRY_ASSIGN(request.program, os::own_program());
        if (const auto asked = pinned_here(context)) {
            request.asked_for = asked->version;
            request.asked_by = asked->by;
        }
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
            context.host.reporter.status(
                Message(msg::removed).with("name", name).with("freed", format_bytes(one.bytes)));
            if (one.cleared_default) {
                context.host.reporter.status(Message(msg::default_cleared).with("name", name));
            }
            outcome.data["removed"].push_back({{"version", spec_name(one.id.version)},
                                               {"os", one.id.platform.os},
                                               {"arch", one.id.platform.arch},
                                               {"bytes", one.bytes},
                                               {"cleared_default", one.cleared_default}});
        }
        return outcome;
    }

private:
    std::vector<std::string> m_specs;
    std::string m_os;
    std::string m_arch;
    bool m_force = false;
};

} // namespace

std::unique_ptr<Command> make_uninstall() {
    return std::make_unique<Uninstall>();
}

} // namespace govern::cli
