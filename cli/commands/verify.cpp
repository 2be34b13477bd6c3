#include "base/messages/ops.hpp"
#include "cli/command.hpp"
#include "cli/specs.hpp"
#include "ops/evidence.hpp"
#include "ops/verify.hpp"

#include <fmt/format.h>

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
        for (const auto& id : sdks) {
            GOVERN_TRY_ASSIGN(const auto verified, ops::verify(context, id));
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
                {"log_checked", verified.log_checked},
                {"proof", ops::describe_proof(verified.receipt)},
            });
            if (!same) {
                const auto error = ops::tree_differs_error(verified);
                if (!context.globals.json) {
                    return Failure(error);
                }
                context.host.reporter.warn(error);
                outcome.exit = static_cast<int>(Exit::verification);
                continue;
            }
            outcome.text += fmt::format("{}: {} files, all as installed; {}\n", id.text(), verified.files,
                                        ops::describe_proof(verified.receipt));
        }
        return outcome;
    }

private:
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

std::unique_ptr<Command> make_verify() { return std::make_unique<Verify>(); }

} // namespace govern::cli
