#include "cli/command.hpp"
#include "cli/decision.hpp"
#include "core/sdk.hpp"
#include "ops/look_up_go.hpp"

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
        return "no go on PATH that is no shim";
    }
    return "";
}

class Why : public Command {
public:
    void declare(CLI::App&) override {}

    Result<Outcome> run(Context& context) override {
        const auto here = decide_anyway(context, true);
        auto& decision = *here.decision;
        Outcome outcome;
        outcome.data = {{"candidates", nlohmann::json::array()}, {"home", context.layout.home()}};
        for (std::size_t i = 0; i < decision.candidate_count; ++i) {
            add(decision.candidates[i], outcome);
        }
        if (const auto home = context.host.environment.get("GOVERN_HOME")) {
            outcome.text += fmt::format("home: {} (GOVERN_HOME)\n", *home);
        } else {
            outcome.text += fmt::format("home: {}\n", context.layout.home());
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
    static void add(const resolve::Candidate& candidate, Outcome& outcome) {
        auto place = std::string(candidate.file);
        if (candidate.line != 0) {
            place += ':' + std::to_string(candidate.line);
        }
        outcome.text += fmt::format(
            "{} {:<15} {:<12} {}{}{}\n", candidate.verdict == resolve::Verdict::chosen ? '>' : ' ',
            source_name(candidate.source), candidate.value, verdict_text(candidate.verdict),
            place.empty() ? "" : "  ", place);
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
            outcome.text += fmt::format("`go` typed here: {}, not this home's shim{}\n", go->path,
                                        origin.empty() ? "" : " (" + origin + ')');
        }
        if (const auto warning = ops::look_up_go(host, context.layout)) {
            host.reporter.warn(*warning);
        }
    }

    static void conclude(Context& context, resolve::Decision& decision, Outcome& outcome) {
        const auto name = decision.system ? std::string("system") : spec_name(decision.version);
        outcome.text += fmt::format("runs: {} ({})\n", name, decision.program);
        outcome.data["chosen"] = {{"version", name}, {"program", decision.program}};
        const auto truth = end_up(context, decision);
        if (truth.failure) {
            outcome.text += "then: " + render(*truth.failure).text + '\n';
        } else if (!truth.switched_by.empty()) {
            outcome.text += fmt::format("then: Go itself {} {} ({})\n",
                                        truth.downloads ? "downloads and runs" : "switches to",
                                        truth.version, truth.switched_by);
        }
        outcome.data["go_ends_up"] = {{"version", truth.version},
                                      {"because", truth.switched_by},
                                      {"downloads", truth.downloads},
                                      {"failure", truth.failure
                                                      ? nlohmann::json(render(*truth.failure).text)
                                                      : nlohmann::json()}};
    }
};

} // namespace

std::unique_ptr<Command> make_why() {
    return std::make_unique<Why>();
}

} // namespace govern::cli
