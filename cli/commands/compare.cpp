#include "ops/compare.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/specs.hpp"
#include "ops/messages.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace govern::cli {

namespace {

using nlohmann::json;
using ops::ComparedVersion;
using ops::CompareReport;

json to_json(const ops::Spread& spread) {
    return {{"median", spread.median}, {"min", spread.least}, {"max", spread.most}};
}

json to_json(const ComparedVersion& version) {
    auto runs = json::array();
    for (const auto& run : version.runs) {
        runs.push_back({{"place", run.place},
                        {"exit", run.code},
                        {"seconds", run.wall},
                        {"cpu_seconds", run.cpu},
                        {"peak_memory", run.peak_memory ? json(*run.peak_memory) : json()}});
    }
    return {{"version", version.name},
            {"runs", std::move(runs)},
            {"seconds", to_json(version.wall)},
            {"cpu_seconds", to_json(version.cpu)},
            {"peak_memory", version.peak_memory ? to_json(*version.peak_memory) : json()},
            {"ratio", version.ratio ? json(*version.ratio) : json()}};
}

std::string_view name_of(os::Output stream) {
    return stream == os::Output::out ? "stdout" : "stderr";
}

json to_json(const ops::ArtefactComparison& one) {
    auto facts = json::array();
    for (const auto& fact : one.difference.facts) {
        facts.push_back({{"name", fact.name},
                         {"first", fact.first ? json(*fact.first) : json()},
                         {"second", fact.second ? json(*fact.second) : json()}});
    }
    return {{"version", one.name},
            {"file", one.path},
            {"same", one.difference.same},
            {"first_size", one.first_size ? json(*one.first_size) : json()},
            {"size", one.size ? json(*one.size) : json()},
            {"sections", one.difference.sections},
            {"settings", std::move(facts)}};
}

json to_json(const CompareReport& report) {
    json out = {{"versions", json::array()},
                {"output_differences", json::array()},
                {"artefacts", json::array()},
                {"broken_limits", report.broken},
                {"interrupted", report.interrupted}};
    for (const auto& one : report.versions) {
        out["versions"].push_back(to_json(one));
    }
    for (const auto& one : report.outputs) {
        out["output_differences"].push_back({{"version", one.name},
                                             {"stream", name_of(one.stream)},
                                             {"line", one.line},
                                             {"lines", one.lines}});
    }
    for (const auto& one : report.artefacts) {
        out["artefacts"].push_back(to_json(one));
    }
    return out;
}

std::string codes_text(const ComparedVersion& version) {
    std::vector<std::string> out;
    for (const auto code : version.codes()) {
        out.push_back(std::to_string(code));
    }
    return out.empty() ? "not run" : join(out, ", ");
}

using Row = std::vector<std::string>;

Row row_of(const ComparedVersion& version) {
    Row row{version.name, codes_text(version)};
    if (version.runs.empty()) {
        row.resize(7);
        return row;
    }
    row.push_back(fmt::format("{:.3f} s", version.wall.median));
    row.push_back(fmt::format("{:.3f} - {:.3f} s", version.wall.least, version.wall.most));
    row.push_back(fmt::format("{:.3f} s", version.cpu.median));
    row.push_back(version.peak_memory
                      ? format_bytes(static_cast<unsigned long long>(version.peak_memory->median))
                      : "");
    row.push_back(version.ratio ? fmt::format("{:.2f}", *version.ratio) : "");
    return row;
}

std::vector<Row> table_of(const CompareReport& report) {
    std::vector<Row> rows{{"version", "exit", "median", "range", "cpu", "memory", "ratio"}};
    for (const auto& version : report.versions) {
        rows.push_back(row_of(version));
    }
    return rows;
}

std::string text_table(const std::vector<Row>& rows) {
    std::vector<std::size_t> widths(rows.front().size());
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    std::string out;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += fmt::format("{:<{}}  ", row[i], widths[i]);
        }
        out += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    }
    return out;
}

std::string markdown_table(const std::vector<Row>& rows) {
    std::string out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        out += "| " + join(rows[i], " | ") + " |\n";
        if (i == 0) {
            out += "|---|---|---:|---:|---:|---:|---:|\n";
        }
    }
    return out;
}

std::string artefact_text(const ops::ArtefactComparison& one) {
    std::string text = printable(one.path) + " of " + one.name + ": ";
    if (!one.first_size || !one.size) {
        return text + (one.size ? "only there" : "missing");
    }
    if (one.difference.same) {
        return text + fmt::format("the same bytes ({})", format_bytes(*one.size));
    }
    text += fmt::format("{}, was {}", format_bytes(*one.size), format_bytes(*one.first_size));
    for (const auto& fact : one.difference.facts) {
        text += "; " + fact.name + ": " + fact.first.value_or("not recorded") + " -> " +
                fact.second.value_or("not recorded");
    }
    return printable(text);
}

/// What follows the table: outputs and files. `fence` stands round what is quoted.
std::string details(const CompareReport& report, std::string_view fence, std::string_view bullet) {
    std::string out;
    if (report.outputs.empty() && !report.interrupted) {
        out += std::string(bullet) + "stdout and stderr: the same\n";
    }
    for (const auto& one : report.outputs) {
        out += fmt::format("{}{} of {} differs from line {} on:\n{}", bullet, name_of(one.stream),
                           one.name, one.line, fence);
        for (const auto& line : one.lines) {
            out += printable(line, true) + '\n';
        }
        out += fence;
    }
    for (const auto& one : report.artefacts) {
        out += std::string(bullet) + artefact_text(one) + '\n';
    }
    return out;
}

/// Longer than every run of backticks in what it stands round, so that none ends it.
std::string fence_for(const CompareReport& report) {
    std::size_t longest = 2;
    for (const auto& one : report.outputs) {
        for (const auto& line : one.lines) {
            std::size_t run = 0;
            for (const char c : line) {
                run = c == '`' ? run + 1 : 0;
                longest = std::max(longest, run);
            }
        }
    }
    return std::string(longest + 1, '`') + '\n';
}

class Compare : public Command {
public:
    void declare(Options& options) override {
        options.argument("SPEC", &m_specs, "two or more installed versions, links, or system")
            .of(ValueKind::installed_or_system);
        options.foreign("COMMAND", m_command, "the program to run, and its arguments")
            .tell_dashes(m_dashes);
        options.valued("--runs", "N", &m_runs, "counted runs of each version; 3 otherwise");
        options.flag("--cold", m_cold, "each run with a GOCACHE of its own");
        options.valued("--ignore", "REGEX", &m_ignore,
                       "what it matches in the output is not compared; repeatable");
        options.valued("--artefact", "GLOB", &m_artefact, "files that the command makes");
        options.valued("--max-slower", "PERCENT", &m_max_slower,
                       "exit 1 where a median time is so much longer than the first");
        options.valued("--max-larger", "PERCENT", &m_max_larger,
                       "exit 1 where a file is so much larger than the first version's");
        options.flag("--same-output", m_same_output, "exit 1 where the output differs");
        options.flag("--same-artefact", m_same_artefact, "exit 1 where a file differs");
        options.flag("--markdown", m_markdown, "the report for a pull request");
    }

    Result<Outcome> run(Context& context) override {
        if (!m_dashes) {
            GOVERN_TRY_ASSIGN(m_dashes, take_links(context, "compare", m_specs, m_command));
        }
        if (m_specs.size() < 2) {
            return misused("give two versions or more: govern compare 1.21.13 1.22.5 -- COMMAND");
        }
        if (!m_dashes || m_command.empty()) {
            return misused("the command stands behind --");
        }
        GOVERN_TRY_ASSIGN(auto request, read_request());
        std::vector<ops::Toolchain> toolchains;
        for (const auto& text : m_specs) {
            GOVERN_TRY_ASSIGN(auto one, installed_toolchain(context, text));
            (void)ops::warn_of_toolchain(context, one);
            request.names.push_back(one.spec());
            toolchains.push_back(std::move(one));
        }
        if (auto there = ops::require_program(context, m_command); !there) {
            there.error().with("spec", m_specs.front());
            return Failure(std::move(there).error());
        }
        ops::CompareRunner runner(context, toolchains, m_command, m_cold);
        GOVERN_TRY_ASSIGN(const auto report,
                          ops::compare(context, request,
                                       [&](std::size_t version) { return runner.run(version); }));
        return outcome_of(report);
    }

private:
    static Failure misused(std::string what) {
        return fail(msg::usage, {{"what", std::move(what)}, {"command", "compare"}});
    }

    static Result<std::optional<double>> percent(const std::string& option,
                                                 const std::optional<std::string>& text) {
        if (!text) {
            return std::nullopt;
        }
        const auto out = parse_percent(*text);
        if (!out) {
            return misused(option + " takes a percentage, such as 10%, not '" + *text + '\'');
        }
        return out;
    }

    Result<ops::CompareRequest> read_request() const {
        ops::CompareRequest out;
        constexpr unsigned long long k_most_runs = 1000;
        const auto runs = m_runs ? parse_number(*m_runs) : std::optional(3ULL);
        if (!runs || *runs == 0 || *runs > k_most_runs) {
            return misused("--runs takes a number from 1 to 1000");
        }
        out.runs = static_cast<unsigned>(*runs);
        out.ignore = m_ignore;
        out.artefacts = m_artefact.value_or("");
        GOVERN_TRY_ASSIGN(out.limits.max_slower, percent("--max-slower", m_max_slower));
        GOVERN_TRY_ASSIGN(out.limits.max_larger, percent("--max-larger", m_max_larger));
        out.limits.same_output = m_same_output;
        out.limits.same_artefact = m_same_artefact;
        if ((m_same_artefact || m_max_larger) && out.artefacts.empty()) {
            return misused("--same-artefact and --max-larger need --artefact GLOB");
        }
        return out;
    }

    Outcome outcome_of(const CompareReport& report) const {
        Outcome outcome;
        outcome.data = to_json(report);
        const auto rows = table_of(report);
        outcome.text = m_markdown
                           ? markdown_table(rows) + '\n' + details(report, fence_for(report), "\n")
                           : text_table(rows) + details(report, "", "");
        outcome.exit = report.same_codes() ? 0 : static_cast<int>(Exit::failed);
        if (report.interrupted) {
            outcome.exit = static_cast<int>(Exit::interrupted);
        } else if (!report.broken.empty()) {
            outcome.error = Message(msg::compare_limit).with("list", join(report.broken, "\n"));
        }
        return outcome;
    }

    std::vector<std::string> m_specs;
    std::vector<std::string> m_command;
    std::vector<std::string> m_ignore;
    std::optional<std::string> m_runs;
    std::optional<std::string> m_artefact;
    std::optional<std::string> m_max_slower;
    std::optional<std::string> m_max_larger;
    bool m_dashes = false;
    bool m_cold = false;
    bool m_same_output = false;
    bool m_same_artefact = false;
    bool m_markdown = false;
};

} // namespace

std::unique_ptr<Command> make_compare() {
    return std::make_unique<Compare>();
}

} // namespace govern::cli
