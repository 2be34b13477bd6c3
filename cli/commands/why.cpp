#include "base/path.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "core/sdk.hpp"
#include "ops/account/look_up_go.hpp"
#include "ops/choice/decision.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace govern::cli {

namespace {

std::string_view source_name(resolve::Source source) {
    using resolve::Source;
    switch (source) {
    case Source::program_name:
        return "program name";
    case Source::argument:
        return "+SPEC";
    case Source::variable:
        return "GOVERN_VERSION";
    case Source::go_version:
        return ".go-version";
    case Source::tool_versions:
        return ".tool-versions";
    case Source::default_file:
        return "default";
    case Source::toolchain_line:
        return "toolchain line";
    case Source::go_line:
        return "go line";
    case Source::path:
        return "system";
    }
    return "";
}

std::string_view verdict_text(resolve::Verdict verdict) {
    using resolve::Verdict;
    switch (verdict) {
    case Verdict::chosen:
        return "chosen";
    case Verdict::lost:
        return "lost: something stronger decided";
    case Verdict::not_installed:
        return "not installed";
    case Verdict::malformed:
        return "malformed";
    case Verdict::gave_way:
        return "gave way to the floor below";
    case Verdict::met:
        return "a floor; met";
    case Verdict::lifted:
        return "a floor; lifted by `toolchain default`";
    case Verdict::unmet:
        return "a floor; nothing installed meets it";
    case Verdict::absent:
        return "PATH has no go except shims";
    }
    return "";
}

/// A relative one counts nowhere (XDG Base Directory Specification).
std::string ignored_data_home(const Context& context) {
    const auto data = context.host.environment.get("XDG_DATA_HOME");
    return path::k_windows || !data || path::is_absolute(*data)
               ? ""
               : fmt::format(
                     " (XDG_DATA_HOME is '{}', which is not an absolute path and does not count)",
                     printable(*data));
}

class Why : public Command {
public:
    void declare(Options& /*options*/) override {}

    Result<Outcome> run(Context& context) override {
        const auto here = ops::decide_anyway(context, true);
        auto& decision = *here.decision;
        Outcome outcome;
        outcome.data = {{"candidates", nlohmann::json::array()}, {"home", context.layout.home()}};
        for (std::size_t i = 0; i < decision.candidate_count; ++i) {
            add(decision, decision.candidates[i], outcome);
        }
        if (const auto home = context.host.environment.get("GOVERN_HOME")) {
            outcome.text += fmt::format("home: {} (GOVERN_HOME)\n", printable(*home));
        } else {
            outcome.text += fmt::format("home: {}{}\n", printable(context.layout.home()),
                                        ignored_data_home(context));
        }
        add_go_on_path(context, outcome);
        if (here.error) {
            outcome.error = *here.error;
            return outcome;
        }
        conclude(context, decision, outcome);
        return outcome;
    }

private:
    static void add(const resolve::Decision& decision, const resolve::Candidate& candidate,
                    Outcome& outcome) {
        const bool unverified = decision.is_link() && &candidate == decision.decider;
        auto place = std::string(candidate.file);
        if (candidate.line != 0) {
            place += ':' + std::to_string(candidate.line);
        }
        outcome.text +=
            fmt::format("{} {:<15} {:<12} {}{}{}{}\n",
                        candidate.verdict == resolve::Verdict::chosen ? '>' : ' ',
                        source_name(candidate.source), printable(candidate.value),
                        verdict_text(candidate.verdict), unverified ? ", unverified" : "",
                        place.empty() ? "" : "  ", printable(place));
        outcome.data["candidates"].push_back(
            {{"source", source_name(candidate.source)},
             {"value", candidate.value},
             {"file", candidate.file},
             {"line", candidate.line},
             {"verdict", verdict_text(candidate.verdict)},
             {"chosen", candidate.verdict == resolve::Verdict::chosen}});
    }

    /// All of this is about our shim; what is typed may be something else.
    static void add_go_on_path(Context& context, Outcome& outcome) {
        auto& host = context.host;
        const auto go = ops::find_go(host, context.layout, host.environment.path_entries());
        outcome.data["go_on_path"] =
            go ? nlohmann::json{{"path", go->path}, {"ours", go->ours}} : nlohmann::json();
        if (go && !go->ours) {
            const auto origin = ops::origin_of_go(host, *go);
            outcome.text +=
                fmt::format("`go` typed here: {}, not this home's shim{}\n", printable(go->path),
                            origin.empty() ? "" : " (" + printable(origin) + ')');
        }
        if (const auto warning = ops::look_up_go(host, host.environment, context.layout)) {
            host.reporter.warn(*warning);
        }
    }

    static void conclude(Context& context, resolve::Decision& decision, Outcome& outcome) {
        const auto name = ops::chosen_name(decision);
        const bool unknown = decision.version.empty();
        outcome.text += fmt::format("runs: {} ({}){}\n", unknown ? name : decision.version.text(),
                                    printable(decision.program),
                                    decision.is_link() ? ": unverified, not checked" : "");
        outcome.data["chosen"] = {
            {"version", name},
            {"go_version",
             unknown ? nlohmann::json() : nlohmann::json(toolchain_name(decision.version))},
            {"program", decision.program},
            {"unverified", decision.is_link()}};
        const auto truth = ops::end_up(context, decision);
        const bool downloads = truth.kind == project::Truth::Kind::downloads;
        if (truth.held) {
            outcome.text +=
                fmt::format("then: Go itself does not switch to {} ({}): {} in {}\n",
                            printable(truth.held->version), truth.held->because,
                            printable(truth.held->setting), printable(truth.held->place));
        }
        if (truth.failure) {
            outcome.text += "then: " + render(*truth.failure).text + '\n';
        } else if (!truth.because.empty()) {
            outcome.text += fmt::format("then: Go itself {} {} ({})\n",
                                        downloads ? "downloads and runs" : "switches to",
                                        truth.shown(), truth.because);
        }
        outcome.data["go_ends_up"] = {
            {"version", truth.text()},
            {"go_version",
             truth.go_version.empty() ? nlohmann::json() : nlohmann::json(truth.go_version)},
            {"because", truth.because},
            {"downloads", downloads},
            {"held", truth.held ? nlohmann::json{{"version", truth.held->version},
                                                 {"because", truth.held->because},
                                                 {"setting", truth.held->setting},
                                                 {"place", truth.held->place}}
                                : nlohmann::json()},
            {"failure",
             truth.failure ? nlohmann::json(render(*truth.failure).text) : nlohmann::json()}};
    }
};

} // namespace

std::unique_ptr<Command> make_why() {
    return std::make_unique<Why>();
}

} // namespace govern::cli
