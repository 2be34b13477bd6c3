#include "store/history.hpp"

#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "core/release.hpp"
#include "ops/messages.hpp"
#include "ops/snapshot.hpp"
#include "ops/upgrade.hpp"
#include "os/messages.hpp"

#include <fmt/format.h>

#include <chrono>
#include <set>

namespace govern::cli {

namespace {

constexpr std::size_t k_usual_rows = 20;

/// Others than us wrote these texts, or a file that was damaged.
std::string clean(const std::string& text) {
    return printable(text);
}

/// `2026-11-30`, of a day that there is.
bool is_day(std::string_view text) {
    const auto parts = split(text, '-');
    if (text.size() != 10 || parts.size() != 3 || parts[0].size() != 4 || parts[1].size() != 2) {
        return false;
    }
    const auto year = parse_number(parts[0]);
    const auto month = parse_number(parts[1]);
    const auto day = parse_number(parts[2]);
    return year && month && day &&
           std::chrono::year_month_day(std::chrono::year(static_cast<int>(*year)),
                                       std::chrono::month(static_cast<unsigned>(*month)),
                                       std::chrono::day(static_cast<unsigned>(*day)))
               .ok();
}

Result<std::uint64_t> read_id(const std::string& text, const std::string& command) {
    const auto id = parse_number(text);
    return id ? Result<std::uint64_t>(*id)
              : fail(msg::usage, {{"what", '\'' + printable(text) +
                                               "' is not a change: changes have numbers, as "
                                               "`govern history` shows them"},
                                  {"command", command}});
}

class History : public Command {
public:
    void declare(Options& options) override {
        options.argument("ID", &m_id_text, "one change, whole");
        options.flag("--all", m_all, "every change, not only the last 20");
        options.valued("--kind", "KIND", &m_kind, "only changes of this kind")
            .suggest(store::change_kind_words());
        options.valued("--since", "DATE", &m_since, "only changes since this day, YYYY-MM-DD");
    }

    Result<Outcome> run(Context& context) override {
        store::History history(context.host, context.layout);
        if (!m_id_text.empty()) {
            GOVERN_TRY_ASSIGN(const auto id, read_id(m_id_text, "history"));
            return one(context, history, id);
        }
        if (!m_kind.empty() && !store::parse_change_kind(m_kind)) {
            return fail(msg::unknown_change_kind, {{"kind", m_kind}});
        }
        if (!m_since.empty() && !is_day(m_since)) {
            return fail(msg::usage, {{"what", "--since takes a day as YYYY-MM-DD, not '" +
                                                  printable(m_since) + '\''},
                                     {"command", "history"}});
        }
        const auto spec =
            context.store.default_name().value_or(std::nullopt).value_or(std::string());
        GOVERN_TRY_ASSIGN(const auto steps, store::undo_steps(history, spec, 1));
        const auto next = steps.empty() ? 0 : steps.front().id;
        Outcome outcome;
        outcome.data["changes"] = nlohmann::json::array();
        GOVERN_TRY_ASSIGN(const auto current, current_change(history, spec));
        std::size_t count = 0;
        GOVERN_TRY(history.newest_first([&](const store::HistoryRow& row) {
            if (!m_since.empty() && row.time < m_since) {
                return false;
            }
            if (!m_kind.empty() && store::word_of(row.kind) != m_kind) {
                return true;
            }
            const Marks marks{row.id == current, row.id == next, ended(context, row)};
            outcome.data["changes"].push_back(json_of(row, marks));
            outcome.text += line_of(row, marks);
            return m_all || ++count < k_usual_rows;
        }));
        if (outcome.text.empty() && !context.globals.json) {
            const auto& spec_of_none = is_empty(history) ? msg::history_empty
                                       : m_kind.empty()  ? msg::history_none_since
                                                         : msg::history_none_of_kind;
            context.host.reporter.status(Message(spec_of_none)
                                             .with("home", context.layout.home())
                                             .with("kind", m_kind)
                                             .with("since", m_since));
        }
        return outcome;
    }

private:
    /// Nothing was recorded yet.
    static bool is_empty(const store::History& history) {
        bool out = true;
        (void)history.newest_first([&](const store::HistoryRow& /*row*/) {
            out = false;
            return false;
        });
        return out;
    }

    /// The change that made the present default; 0 if none did.
    static Result<std::uint64_t> current_change(const store::History& history,
                                                const std::string& spec) {
        std::uint64_t out = 0;
        if (spec.empty()) {
            return out;
        }
        GOVERN_TRY(store::follow_default(
            history, spec, [&](const store::HistoryRow& row, const store::DefaultEffect& effect) {
                out = effect.changed && row.to == spec ? row.id : 0;
                return out == 0;
            }));
        return out;
    }

    /// What a row does not say of itself.
    struct Marks {
        bool is_default = false; ///< it made the present default
        bool is_next = false;    ///< the next rollback goes there
        std::string outcome;
    };

    /// How it ended. An upgrade without an end runs still, where its lock is held.
    std::string ended(Context& context, const store::HistoryRow& row) {
        if (row.kind != store::ChangeKind::upgrade || row.end != store::ChangeEnd::interrupted) {
            return row.outcome();
        }
        if (!m_looked) {
            m_looked = true;
            m_running = ops::running_upgrade(context);
        }
        return m_running == row.id ? "running" : row.outcome();
    }

    static nlohmann::json json_of(const store::HistoryRow& row, const Marks& marks) {
        const auto or_null = [](const std::string& text) {
            return text.empty() ? nlohmann::json() : nlohmann::json(text);
        };
        return {{"id", row.id},
                {"time", row.time},
                {"user", row.user},
                {"command", row.command},
                {"kind", store::word_of(row.kind)},
                {"from", or_null(row.from)},
                {"to", or_null(row.to)},
                {"sdks", row.sdks},
                {"folder", row.folder},
                {"outcome", marks.outcome},
                {"undoes", row.undoes},
                {"default", marks.is_default},
                {"next_rollback", marks.is_next}};
    }

    /// What is not a release is the name of a local build.
    static std::string link_mark(const std::string& spec) {
        return spec.empty() || exact_release(spec) ? "" : " (unverified)";
    }

    static std::string line_of(const store::HistoryRow& row, const Marks& marks) {
        const auto shown = [](const std::string& spec) {
            return spec.empty() ? std::string("none") : clean(spec) + link_mark(spec);
        };
        const auto what =
            row.changes_default() ? shown(row.from) + " -> " + shown(row.to) : join(row.sdks, ", ");
        auto line = fmt::format("{} {:>5}  {:<20}  {:<10}  {:<9}  {:<22}",
                                marks.is_default ? '*'
                                : marks.is_next  ? '<'
                                                 : ' ',
                                row.id, clean(row.time), clean(row.user), store::word_of(row.kind),
                                clean(what));
        line += row.end == store::ChangeEnd::done ? "  " : "  " + clean(marks.outcome) + ": ";
        return line + "govern " + clean(row.command) + '\n';
    }

    Result<Outcome> one(Context& context, const store::History& history, std::uint64_t id) {
        GOVERN_TRY_ASSIGN(const auto row, history.find(id));
        if (!row) {
            return fail(msg::no_such_change, {{"id", std::to_string(id)}});
        }
        Outcome outcome;
        const Marks marks{false, false, ended(context, *row)};
        outcome.data["change"] = json_of(*row, marks);
        outcome.data["change"].erase("default");
        outcome.data["change"].erase("next_rollback");
        const auto add = [&outcome](std::string_view name, const std::string& value) {
            if (!value.empty()) {
                outcome.text += fmt::format("{:<9}{}\n", name, clean(value));
            }
        };
        std::vector<std::string> undone;
        for (const auto undo : row->undoes) {
            undone.push_back(std::to_string(undo));
        }
        add("change", std::to_string(row->id));
        add("time", row->time);
        add("user", row->user);
        add("command", "govern " + row->command);
        add("kind", std::string(store::word_of(row->kind)));
        add("from", row->from + link_mark(row->from));
        add("to", row->to + link_mark(row->to));
        add("sdks", join(row->sdks, ", "));
        add("folder", row->folder);
        add("undoes", join(undone, ", "));
        add("outcome", marks.outcome);
        const auto snapshot = ops::read_snapshot(context, id);
        outcome.data["snapshot"] = nullptr;
        if (!snapshot && snapshot.error().is(msg::no_permission)) {
            const auto access = context.host.files.folder_access(context.layout.snapshots());
            add("snapshot", "readable by " + (access ? access->owner : "its owner") + " only");
        } else if (!snapshot) {
            return Failure(snapshot.error());
        } else if (*snapshot) {
            outcome.text += "snapshot\n";
            for (const auto& [name, value] : **snapshot) {
                outcome.text += fmt::format("  {} = {}\n", clean(name), clean(value));
            }
            outcome.data["snapshot"] = **snapshot;
        }
        return outcome;
    }

    std::string m_id_text;
    std::string m_kind;
    std::string m_since;
    bool m_all = false;
    bool m_looked = false; ///< for the upgrade that runs
    std::optional<std::uint64_t> m_running;
};

/// What is different between the snapshots of two changes.
class HistoryDiff : public Command {
public:
    void declare(Options& options) override {
        options.argument("A", &m_first, "a change with a snapshot").must_be_given();
        options.argument("B", &m_second, "another one").must_be_given();
    }

    Result<Outcome> run(Context& context) override {
        GOVERN_TRY_ASSIGN(const auto a, read_id(m_first, "history diff"));
        GOVERN_TRY_ASSIGN(const auto b, read_id(m_second, "history diff"));
        GOVERN_TRY_ASSIGN(const auto first, snapshot_of(context, a));
        GOVERN_TRY_ASSIGN(const auto second, snapshot_of(context, b));
        Outcome outcome;
        outcome.data["differences"] = nlohmann::json::array();
        std::set<std::string> names;
        for (const auto* snapshot : {&first, &second}) {
            for (const auto& [name, value] : *snapshot) {
                names.insert(name);
            }
        }
        for (const auto& name : names) {
            const auto before = value_of(first, name);
            const auto after = value_of(second, name);
            if (before == after || name == "time") {
                continue;
            }
            outcome.text += clean(name) + '\n';
            outcome.text += before ? "- " + clean(*before) + '\n' : "";
            outcome.text += after ? "+ " + clean(*after) + '\n' : "";
            outcome.data["differences"].push_back(
                {{"what", name}, {"before", json_of(before)}, {"after", json_of(after)}});
        }
        return outcome;
    }

private:
    static Result<ops::Snapshot> snapshot_of(Context& context, std::uint64_t id) {
        GOVERN_TRY_ASSIGN(auto snapshot, ops::read_snapshot(context, id));
        return snapshot ? Result<ops::Snapshot>(std::move(*snapshot))
                        : fail(msg::no_snapshot, {{"id", std::to_string(id)}});
    }

    static std::optional<std::string> value_of(const ops::Snapshot& snapshot,
                                               const std::string& name) {
        const auto found = snapshot.find(name);
        return found == snapshot.end() ? std::nullopt : std::optional(found->second);
    }

    static nlohmann::json json_of(const std::optional<std::string>& value) {
        return value ? nlohmann::json(*value) : nlohmann::json();
    }

    std::string m_first;
    std::string m_second;
};

} // namespace

std::unique_ptr<Command> make_history_diff() {
    return std::make_unique<HistoryDiff>();
}

std::unique_ptr<Command> make_history() {
    return std::make_unique<History>();
}

} // namespace govern::cli
