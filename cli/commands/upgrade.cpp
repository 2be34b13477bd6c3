#include "ops/upgrade.hpp"

#include "base/command_line.hpp"
#include "base/duration.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "ci/ci.hpp"
#include "cli/command.hpp"
#include "cli/console.hpp"
#include "cli/host_files.hpp"
#include "cli/messages.hpp"
#include "cli/specs.hpp"
#include "ops/choice/after_change.hpp"
#include "ops/messages.hpp"
#include "ops/tools.hpp"
#include "os/machine.hpp"
#include "store/history.hpp"

#include <fmt/format.h>

namespace govern::cli {

namespace {

nlohmann::json spec_or_null(const std::optional<SdkId>& id) {
    return id ? nlohmann::json(spec_name(id->version)) : nlohmann::json();
}

class Upgrade : public Command {
public:
    void declare(Options& options) override {
        options
            .argument("SPEC", &m_spec,
                      "latest, a line or a version; without it the newest patch of the default's "
                      "line")
            .of(ValueKind::published);
        options
            .foreign("CMD", m_words,
                     "the check: the default changes only where it ends with exit code 0")
            .tell_dashes(m_dashes);
        options.flag("--live", m_live,
                     "switch first, then try; the old version comes back where the check fails");
        options.valued("--time-limit", "DURATION", &m_time_limit,
                       "how long the check may run, such as 90s or 1h30m (15m)");
        options.valued("--max-slower", "PERCENT", &m_max_slower,
                       "the check may take that much longer than under the version in use");
        options.flag("--pin", m_pin, "upgrade this folder's version file instead of the default");
        options.flag("--retry", m_retry, "also versions that failed in an earlier upgrade");
        options.flag("--check", m_check, "only tell: exit 0 newest, 1 there is a newer one");
        options.dry_run(m_dry_run, "only say what would be done");
    }

    [[nodiscard]] bool changes_home() const override { return !m_check; }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto request, read_request());
        GOVERN_TRY_ASSIGN(const auto plan, ops::plan_upgrade(context, request));
        for (const auto& [version, id] : plan.passed_over) {
            context.host.reporter.warn(Message(msg::failed_before)
                                           .with("version", spec_name(version))
                                           .with("command", retry_of(version))
                                           .with("id", std::to_string(id)));
        }
        if (!plan.to || m_check || m_dry_run) {
            return tell(context, plan);
        }
        GOVERN_TRY_ASSIGN(const auto program, context.host.machine.program());
        const auto output = [&](os::Output, std::string_view piece) {
            if (!context.globals.quiet) {
                context.err.write(piece); // stdout is for the report
            }
        };
        GOVERN_TRY_ASSIGN(const auto report, ops::carry_out(context, plan, program, output));
        auto outcome = outcome_of(context, plan, report);
        if (!report.error) {
            (void)ops::after_change(
                context, *plan.to, plan.request.pin ? ops::Change::pin : ops::Change::user_default);
            ops::offer_tools(context, *plan.to);
        }
        return outcome;
    }

private:
    static Failure usage(std::string what) {
        return fail(msg::usage, {{"what", std::move(what)}, {"command", "upgrade"}});
    }

    [[nodiscard]] Result<ops::UpgradeRequest> read_request() const {
        ops::UpgradeRequest request;
        if (!m_spec.empty()) {
            GOVERN_TRY_ASSIGN(request.spec, read_release_spec(m_spec, "upgrade"));
            request.spec_text = m_spec;
        }
        request.words = m_words;
        request.live = m_live;
        request.pin = m_pin;
        request.retry = m_retry;
        if (!m_words.empty() && !m_dashes) {
            return usage("put -- before the check: -- " + quote_arguments(m_words));
        }
        if (m_words.empty() && (m_live || !m_max_slower.empty())) {
            return usage(std::string(m_live ? "--live" : "--max-slower") +
                         " needs a check: -- CMD");
        }
        if (!m_time_limit.empty()) {
            const auto limit = parse_duration(m_time_limit);
            if (!limit || limit->count() == 0) {
                return usage("--time-limit takes a duration such as 90s, 15m or 1h30m, not '" +
                             m_time_limit + "'");
            }
            request.time_limit = *limit;
        }
        if (!m_max_slower.empty()) {
            request.max_slower = parse_percent(m_max_slower);
            if (!request.max_slower) {
                return usage("--max-slower takes a percentage such as 20%, not '" + m_max_slower +
                             "'");
            }
        }
        return request;
    }

    /// This command for a version that failed before, its check and limits included.
    [[nodiscard]] std::string retry_of(const Version& version) const {
        auto command = "govern upgrade " + spec_name(version) + (m_pin ? " --pin" : "") +
                       (m_live ? " --live" : "");
        for (const auto& [option, value] :
             {std::pair("time-limit", &m_time_limit), std::pair("max-slower", &m_max_slower)}) {
            command += value->empty() ? "" : " --" + std::string(option) + ' ' + *value;
        }
        command += m_words.empty() ? "" : " --";
        const auto check = quote_arguments(m_words);
        bool can_be_typed = redact_command(check) == check; // a secret is not shown
        for (const auto& word : m_words) {
            const auto typed = word_to_type(word, path::k_windows);
            can_be_typed = can_be_typed && typed;
            command += ' ' + typed.value_or("");
        }
        return can_be_typed ? command : "the same command with --retry";
    }

    static nlohmann::json json_of(const ops::UpgradePlan& plan) {
        const auto& request = plan.request;
        auto passed = nlohmann::json::array();
        auto check = nlohmann::json::array();
        for (const auto& word : request.words) {
            check.push_back(redact_command(word));
        }
        for (const auto& [version, id] : plan.passed_over) {
            passed.push_back({{"version", spec_name(version)}, {"id", id}});
        }
        return {{"from", spec_name(plan.from)},
                {"to", spec_or_null(plan.to)},
                {"installed", plan.is_installed},
                {"file", plan.file.empty() ? nlohmann::json() : nlohmann::json(plan.file)},
                {"check", std::move(check)},
                {"live", request.live},
                {"time_limit_seconds", std::chrono::duration<double>(request.time_limit).count()},
                {"max_slower",
                 request.max_slower ? nlohmann::json(*request.max_slower) : nlohmann::json()},
                {"passed_over", std::move(passed)}};
    }

    /// `the default`, or the version file.
    static std::string thing(const ops::UpgradePlan& plan) {
        return plan.file.empty() ? "the default" : plan.file;
    }

    [[nodiscard]] Outcome tell(Context& context, const ops::UpgradePlan& plan) const {
        Outcome outcome;
        outcome.data = json_of(plan);
        outcome.data["dry_run"] = m_dry_run;
        if (!plan.to) {
            context.host.reporter.status(Message(msg::nothing_newer)
                                             .with("what", thing(plan))
                                             .with("version", spec_name(plan.from)));
            return outcome;
        }
        const auto name = toolchain_name(plan.to->version);
        if (m_check) {
            outcome.text = spec_name(plan.to->version) + '\n';
            outcome.exit = 1;
            return outcome;
        }
        ops::say_what_is_forced(context, plan);
        std::vector<std::string> lines = {plan.is_installed ? name + " is installed already"
                                                            : "install " + name};
        const auto switching =
            "make " + thing(plan) + ' ' + name + ", it is " + toolchain_name(plan.from);
        const auto trial =
            "run " + redact_command(quote_arguments(plan.request.words)) + " under " + name;
        if (plan.request.live) {
            lines.insert(lines.end(), {switching, trial, "put the old one back where it fails"});
        } else if (!plan.request.words.empty()) {
            lines.insert(lines.end(), {trial, "where it exits with 0: " + switching});
        } else {
            lines.insert(lines.end(), {"nothing is tried: no check was given", switching});
        }
        for (std::size_t i = 0; i < lines.size(); ++i) {
            outcome.text += fmt::format("{} {}\n", i + 1, lines[i]);
        }
        return outcome;
    }

    static std::string_view end_word(const ops::UpgradeReport& report) {
        switch (report.end) {
        case store::ChangeEnd::done:
            return "done";
        case store::ChangeEnd::rolled_back:
            return "rolled back";
        case store::ChangeEnd::failed:
        case store::ChangeEnd::interrupted:
            break;
        }
        return "failed";
    }

    static std::string table_of(const ops::UpgradeReport& report) {
        std::string out;
        for (const auto& step : report.steps) {
            out += fmt::format("{:<9} {:>8.1f} s  {}\n", step.name, step.took.count(),
                               printable(step.result));
        }
        return out;
    }

    /// GitHub shows this file's Markdown on the job's page.
    static void add_to_summary(Context& context, const std::string& text) {
        const auto& environment = context.host.environment;
        constexpr const char* k_variable = "GITHUB_STEP_SUMMARY";
        const auto file = environment.get(k_variable);
        if (file && ci::detect_ci_host(environment) == ci::CiHost::github) {
            const auto added = append_to(
                context, {{k_variable, *file, "### govern upgrade\n\n```\n" + text + "```\n"}});
            if (!added) {
                context.host.reporter.warn(added.error());
            }
        }
    }

    [[nodiscard]] Outcome outcome_of(Context& context, const ops::UpgradePlan& plan,
                                     const ops::UpgradeReport& report) const {
        Outcome outcome;
        outcome.data = json_of(plan);
        outcome.data["dry_run"] = false;
        outcome.data["id"] = report.id;
        outcome.data["outcome"] = end_word(report);
        outcome.data["log"] = report.log.empty() ? nlohmann::json() : nlohmann::json(report.log);
        outcome.data["output_tail"] = report.tail;
        outcome.data["steps"] = nlohmann::json::array();
        for (const auto& step : report.steps) {
            outcome.data["steps"].push_back(
                {{"step", step.name}, {"seconds", step.took.count()}, {"result", step.result}});
        }
        outcome.text = table_of(report);
        for (const auto& line : report.tail) {
            outcome.text += "| " + line + '\n';
        }
        if (report.error) {
            outcome.error = *report.error;
            add_to_summary(context,
                           outcome.text +
                               render_text(console_of(context).rendered(*report.error), "error"));
            return outcome;
        }
        const Message said =
            Message(msg::upgraded)
                .with("what", thing(plan))
                .with("name", toolchain_name(plan.to->version))
                .with("from", toolchain_name(plan.from))
                .with("tried", plan.request.words.empty() ? "nothing was tried: no check was given"
                                                          : "the check passed")
                .with("id", std::to_string(report.id))
                .with("back", plan.file.empty() ? "govern rollback"
                                                : ops::way_to_pin(context, plan.file, plan.from));
        context.host.reporter.status(said);
        add_to_summary(context, outcome.text + render_text(console_of(context).rendered(said), ""));
        return outcome;
    }

    std::string m_spec;
    std::vector<std::string> m_words;
    bool m_dashes = false; ///< `--` stood before the check
    std::string m_time_limit;
    std::string m_max_slower;
    bool m_live = false;
    bool m_pin = false;
    bool m_retry = false;
    bool m_check = false;
    bool m_dry_run = false;
};

} // namespace

std::unique_ptr<Command> make_upgrade() {
    return std::make_unique<Upgrade>();
}

} // namespace govern::cli
