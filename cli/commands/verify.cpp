#include "ops/verify.hpp"
#include "base/messages/common.hpp"
#include "base/messages/ops.hpp"
#include "cli/command.hpp"
#include "cli/console.hpp"
#include "cli/specs.hpp"
#include "ops/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace govern::cli {

namespace {

class Verify : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("SPEC", m_specs, "installed versions; without it all of them");
        app.add_option("--os", m_os, "another GOOS");
        app.add_option("--arch", m_arch, "another GOARCH");
    }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto sdks, chosen(context));
        Outcome outcome;
        outcome.data["verified"] = nlohmann::json::array();
        std::vector<Error> errors;
        for (const auto& id : sdks) {
            const auto checked = ops::verify(context, id);
            if (!checked && checked.error().is(msg::interrupted)) {
                return Failure(checked.error());
            }
            if (!checked) {
                // One damaged receipt must not hide what is wrong with the others.
                outcome.data["verified"].push_back({{"version", spec_name(id.version)},
                                                    {"os", id.platform.os},
                                                    {"arch", id.platform.arch},
                                                    {"ok", false},
                                                    {"error", to_json(render(checked.error()))}});
                errors.push_back(checked.error());
                continue;
            }
            const auto& verified = *checked;
            const bool same = verified.differences.none();
            outcome.data["verified"].push_back({
                {"version", spec_name(id.version)},
                {"os", id.platform.os},
                {"arch", id.platform.arch},
                {"ok", same},
                {"files", verified.files},
                {"changed", verified.differences.changed},
                {"missing", verified.differences.missing},
                {"added", verified.differences.added},
                {"mode", verified.differences.mode},
                {"log_checked", verified.log_checked},
                {"log_why", verified.log_why},
                {"proof", ops::describe_proof(verified.receipt)},
            });
            if (!same) {
                errors.push_back(ops::tree_differs_error(verified));
                continue;
            }
            outcome.text += fmt::format(
                "{}: {} files, all as installed; {}{}\n", id.text(), verified.files,
                ops::describe_proof(verified.receipt),
                verified.log_checked ? ""
                                     : ", says its receipt; without the log: " + verified.log_why);
        }
        if (sdks.empty() && !context.globals.json) {
            context.host.reporter.status(
                Message(msg::nothing_installed).with("home", context.layout.home()));
        }
        conclude(context, outcome, std::move(errors));
        return outcome;
    }

private:
    /// One error ends the command; where there are more, the others are warnings before it.
    static void conclude(Context& context, Outcome& outcome, std::vector<Error> errors) {
        if (errors.empty()) {
            return;
        }
        const auto worst = std::find_if(errors.begin(), errors.end(), [](const Error& error) {
            return error.exit() == Exit::verification;
        });
        auto last = worst == errors.end() ? errors.begin() : worst;
        std::rotate(last, last + 1, errors.end());
        for (std::size_t i = 0; i + 1 < errors.size(); ++i) {
            context.host.reporter.warn(errors[i]);
        }
        outcome.error = std::move(errors.back());
    }

    Result<std::vector<SdkId>> chosen(Context& context) {
        GOVERN_TRY_ASSIGN(const auto platform, read_platform(m_os, m_arch));
        GOVERN_TRY_ASSIGN(const auto all, context.store.installed());
        if (m_specs.empty()) {
            return all;
        }
        std::vector<SdkId> out;
        for (const auto& text : m_specs) {
            GOVERN_TRY_ASSIGN(const auto spec, read_release_spec(text, "verify"));
            if (!platform) {
                GOVERN_TRY_ASSIGN(auto id, installed_match(context, spec, text));
                out.push_back(std::move(id));
                continue;
            }
            GOVERN_TRY_ASSIGN(auto id, installed_for(context, spec, text, *platform));
            out.push_back(std::move(id));
        }
        return out;
    }

    std::vector<std::string> m_specs;
    std::string m_os;
    std::string m_arch;
};

} // namespace

std::unique_ptr<Command> make_verify() {
    return std::make_unique<Verify>();
}

} // namespace govern::cli
