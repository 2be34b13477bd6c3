#include "ops/rollback.hpp"

#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/specs.hpp"
#include "core/release.hpp"
#include "ops/choice/after_change.hpp"
#include "ops/choice/links.hpp"
#include "ops/messages.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace govern::cli {

namespace {

class Rollback : public Command {
public:
    void declare(Options& options) override {
        options
            .argument(
                "TARGET", &m_target,
                "a change's number, or a version: the last change to it; without it one step back")
            .of(ValueKind::installed);
        options.flag("--verify", m_verify, "hash every file of the version first");
        options.flag("--any", m_any,
                     "where the version is gone or damaged, take the next older one that is whole");
        options.dry_run(m_dry_run, "only say what would be done");
        options.strict(m_strict, "exit 1 where the project here cannot be built with it");
    }

    [[nodiscard]] bool changes_home() const override { return true; }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY(
            ops::refuse_link(context, m_target, "govern default " + m_target + " --unverified"));
        GOVERN_TRY_ASSIGN(const auto request, read_request());
        if (!m_dry_run) {
            GOVERN_TRY(context.store.require_writable());
        }
        if (context.put_back && m_target.empty()) {
            return put_back_already(context);
        }
        GOVERN_TRY_ASSIGN(const auto plan, ops::plan_rollback(context, request));
        std::uint64_t id = 0;
        if (!m_dry_run) {
            GOVERN_TRY_ASSIGN(id, ops::carry_out(context, plan));
        }
        say(context, plan, id);
        auto outcome = outcome_of(plan, id);
        if (!m_dry_run) {
            const bool fits = ops::after_change(context, plan.sdk, ops::Change::user_default);
            outcome.exit = m_strict && !fits ? 1 : 0;
        }
        return outcome;
    }

private:
    /// The last change was an upgrade on trial, which is taken back by now: one step is enough.
    Result<Outcome> put_back_already(Context& context) const {
        GOVERN_TRY_ASSIGN(const auto now, context.store.default_name());
        Outcome outcome;
        outcome.data = {{"from", nullptr},
                        {"to", now ? nlohmann::json(*now) : nlohmann::json()},
                        {"undoes", nlohmann::json::array()},
                        {"next", nullptr},
                        {"id", nullptr},
                        {"dry_run", m_dry_run},
                        {"verified_seconds", nullptr},
                        {"passed", nlohmann::json::array()}};
        return outcome;
    }

    [[nodiscard]] Result<ops::RollbackRequest> read_request() const {
        ops::RollbackRequest request;
        request.verify = m_verify;
        request.any = m_any;
        if (const auto id = parse_number(m_target)) {
            request.id = *id;
        } else if (!m_target.empty()) {
            GOVERN_TRY_ASSIGN(request.spec, read_release_spec(m_target, "rollback"));
            request.spec_text = m_target;
        }
        return request;
    }

    /// `go1.22.5`, a link's NAME, `none`.
    static std::string name_of(const std::string& stored) {
        const auto release = exact_release(stored);
        return release ? toolchain_name(*release) : stored.empty() ? "none" : stored;
    }

    [[nodiscard]] std::string undone_words(const std::vector<std::uint64_t>& ids) const {
        std::vector<std::string> words;
        for (const auto id : ids) {
            words.push_back(std::to_string(id));
        }
        return (words.empty() ? "no change" : "change " + join(words, ", ")) +
               (m_dry_run ? " would be taken back" : " is taken back");
    }

    void say(Context& context, const ops::RollbackPlan& plan, std::uint64_t id) const {
        for (const auto& why : plan.passed) { // --any: as asked, so it is not an error
            context.host.reporter.status(why);
        }
        if (!m_dry_run && id == 0) {
            context.host.reporter.status(
                Message(msg::default_already).with("name", toolchain_name(plan.sdk.version)));
            return;
        }
        Message line(m_dry_run ? msg::would_roll_back : msg::rolled_back);
        line.with("name", toolchain_name(plan.sdk.version))
            .with("from", name_of(plan.from))
            .with("undone", undone_words(plan.step.undoes))
            .with("next", plan.next.empty() ? "nothing: this is the oldest" : plan.next);
        if (!m_dry_run) {
            line.with("id", std::to_string(id));
            if (m_verify) {
                line.with("seconds", fmt::format("{:.1f}", plan.verified.count()));
            }
            if (!plan.from.empty()) {
                line.with("from_spec",
                          plan.from + (exact_release(plan.from) ? "" : " --unverified"));
            }
        }
        context.host.reporter.status(line);
    }

    [[nodiscard]] Outcome outcome_of(const ops::RollbackPlan& plan, std::uint64_t id) const {
        Outcome outcome;
        const auto or_null = [](const std::string& text) {
            return text.empty() ? nlohmann::json() : nlohmann::json(text);
        };
        outcome.data = {
            {"from", or_null(plan.from)},
            {"to", spec_name(plan.sdk.version)},
            {"undoes", plan.step.undoes},
            {"next", or_null(plan.next)},
            {"id", id == 0 ? nlohmann::json() : nlohmann::json(id)},
            {"dry_run", m_dry_run},
            {"verified_seconds",
             m_verify ? nlohmann::json(plan.verified.count()) : nlohmann::json()},
            {"passed", nlohmann::json::array()},
        };
        for (const auto& why : plan.passed) {
            outcome.data["passed"].push_back(render(why).text);
        }
        return outcome;
    }

    std::string m_target;
    bool m_verify = false;
    bool m_any = false;
    bool m_dry_run = false;
    bool m_strict = false;
};

} // namespace

std::unique_ptr<Command> make_rollback() {
    return std::make_unique<Rollback>();
}

} // namespace govern::cli
