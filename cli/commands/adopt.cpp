#include "ops/sdk/adopt.hpp"

#include "base/messages.hpp"
#include "base/path.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/console.hpp"
#include "cli/messages.hpp"
#include "cli/render.hpp"
#include "ops/choice/after_change.hpp"
#include "ops/messages.hpp"
#include "ops/sdk/messages.hpp"
#include "os/machine.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace govern::cli {

namespace {

using ops::Adoption;

std::string_view word_of(Adoption::Verdict verdict) {
    switch (verdict) {
    case Adoption::Verdict::genuine:
        return "genuine";
    case Adoption::Verdict::damaged:
        return "damaged";
    case Adoption::Verdict::unknown:
        break;
    }
    return "unknown";
}

/// For people.
std::string_view shown_verdict(const Adoption& row) {
    if (row.here) {
        return "here";
    }
    return row.verdict == Adoption::Verdict::genuine   ? "genuine"
           : row.verdict == Adoption::Verdict::damaged ? "not genuine"
                                                       : "cannot say";
}

class Adopt : public Command {
public:
    void declare(Options& options) override {
        options
            .argument("PATH", &m_paths,
                      "a GOROOT, or a folder of them; without it a table of all that are found")
            .of(ValueKind::file);
        options.flag("--all", m_all, "take over whatever is genuine at the places that are known");
        options.flag("--move", m_move, "remove each tree once it was taken over");
        options.dry_run(m_dry_run, "prove them, and only say what would be taken over");
    }

    [[nodiscard]] bool changes_home() const override { return m_all || !m_paths.empty(); }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY(check_usage());
        ops::AdoptRequest request;
        for (const auto& path : m_paths) {
            request.paths.push_back(path::normalize(path::join(context.host.current_folder, path)));
        }
        request.move = m_move;
        request.only_genuine = m_all;
        GOVERN_TRY_ASSIGN(request.program, context.host.machine.program());
        auto rows = ops::plan_adoption(context, request);
        GOVERN_TRY(only_looks() ? ops::prove_adoption(context, rows)
                                : ops::adopt(context, request, rows));
        auto outcome = outcome_of(context, rows);
        if (m_paths.empty() && !m_all) {
            outcome.text = table_of(rows);
            if (rows.empty()) {
                context.host.reporter.status(
                    Message(msg::adopt_none_found).with("home", context.layout.home()));
            }
            return outcome;
        }
        say(context, rows);
        conclude(context, outcome, rows);
        return outcome;
    }

private:
    /// The plan alone, proved without a copy.
    [[nodiscard]] bool only_looks() const { return m_dry_run || (m_paths.empty() && !m_all); }

    [[nodiscard]] Result<void> check_usage() const {
        std::string what;
        if (m_all && !m_paths.empty()) {
            what = "--all is of the places that are known: give no PATH";
        } else if (m_move && m_paths.empty() && !m_all) {
            what = "--move needs a PATH or --all";
        } else if (std::any_of(m_paths.begin(), m_paths.end(),
                               [](const auto& path) { return path.empty(); })) {
            what = "a PATH is empty";
        }
        return what.empty() ? Result<void>()
                            : fail(msg::usage, {{"what", what}, {"command", "adopt"}});
    }

    static std::string table_of(const std::vector<Adoption>& rows) {
        std::string out;
        for (const auto& row : rows) {
            out += fmt::format("{:<11} {:<10} {:<14} {:>9}  {}\n{:<11} {}{}{}\n",
                               shown_verdict(row), row.id ? spec_name(row.id->version) : "-",
                               row.id ? row.id->platform.text() : "-", format_bytes(row.bytes),
                               row.path, "", row.manager, row.manager.empty() ? "" : ": ", row.why);
        }
        return out;
    }

    void say(Context& context, const std::vector<Adoption>& rows) const {
        auto& reporter = context.host.reporter;
        for (const auto& row : rows) {
            if (row.here) {
                reporter.status(Message(msg::adopt_here)
                                    .with("name", toolchain_name(row.id->version))
                                    .with("path", row.path));
            } else if (row.error && m_all && !row.adopted) {
                reporter.status(
                    Message(msg::adopt_passed).with("path", row.path).with("why", row.why));
            } else if (m_dry_run && !row.error) {
                Message line(msg::would_adopt);
                line.with("name", row.id->text())
                    .with("path", row.path)
                    .with("size", format_bytes(row.bytes))
                    .with("proof", row.why);
                if (!row.left_out.empty()) {
                    line.with("left", join(row.left_out, ", "));
                }
                reporter.status(line);
            }
            if (row.became_default) {
                reporter.status(
                    Message(msg::became_default).with("name", toolchain_name(row.id->version)));
                (void)ops::after_change(context, *row.id, ops::Change::install);
            }
        }
    }

    /// The worst error ends the command; the others are warnings before it.
    void conclude(Context& context, Outcome& outcome, const std::vector<Adoption>& rows) const {
        for (const auto& row : rows) {
            if (!row.error || (m_all && !row.adopted)) {
                continue;
            }
            const auto* milder = &*row.error;
            if (!outcome.error || outcome.error->exit() < milder->exit()) {
                std::optional<Error> before = std::move(outcome.error);
                outcome.error = *milder;
                if (before) {
                    context.host.reporter.warn(*before);
                }
                continue;
            }
            context.host.reporter.warn(*milder);
        }
    }

    [[nodiscard]] Outcome outcome_of(const Context& context,
                                     const std::vector<Adoption>& rows) const {
        Outcome outcome;
        auto& found = outcome.data["found"] = nlohmann::json::array();
        for (const auto& row : rows) {
            nlohmann::json one = {{"path", row.path},
                                  {"manager", row.manager},
                                  {"bytes", row.bytes},
                                  {"verdict", word_of(row.verdict)},
                                  {"why", row.why},
                                  {"here", row.here},
                                  {"adopted", row.adopted},
                                  {"moved", row.moved},
                                  {"became_default", row.became_default},
                                  {"dry_run", m_dry_run},
                                  {"left_out", row.left_out},
                                  {"changed", row.differences.changed},
                                  {"missing", row.differences.missing},
                                  {"added", row.differences.added}};
            if (row.id) {
                one = json_of(*row.id, std::move(one));
            } else {
                one["version"] = one["os"] = one["arch"] = nullptr;
            }
            one["error"] =
                row.error ? to_json(console_of(context).rendered(*row.error)) : nlohmann::json();
            found.push_back(std::move(one));
        }
        return outcome;
    }

    std::vector<std::string> m_paths;
    bool m_all = false;
    bool m_move = false;
    bool m_dry_run = false;
};

} // namespace

std::unique_ptr<Command> make_adopt() {
    return std::make_unique<Adopt>();
}

} // namespace govern::cli
