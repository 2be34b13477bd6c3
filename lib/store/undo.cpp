#include "store/history.hpp"

#include <set>

namespace govern::store {

namespace {

/// Collects the steps from the newest change to the oldest.
class Walk {
public:
    Walk(std::string_view current, std::size_t most) : m_default(current), m_most(most) {}

    bool take(const HistoryRow& entry, const DefaultEffect& effect) {
        if (effect.on_trial) {
            pass_over(entry);
        }
        if (!effect.changed) {
            return true;
        }
        if (!entry.undoes.empty()) {
            m_undone.insert(entry.undoes.begin(), entry.undoes.end());
            return true;
        }
        if (m_undone.count(entry.id) != 0) {
            return true;
        }
        reach(entry.id); // what the steps before this change lead to
        m_undoes.push_back(entry.id);
        step_to(entry.from);
        return m_steps.size() <= m_most;
    }

    std::vector<UndoStep> steps() && {
        if (m_steps.size() > m_most) {
            m_steps.resize(m_most);
        }
        return std::move(m_steps);
    }

private:
    /// What a change left was on trial, and before it stood what the trial had begun with.
    void pass_over(const HistoryRow& entry) {
        if (!m_steps.empty() && m_steps.back().id == 0 && m_steps.back().target == entry.to) {
            m_steps.pop_back();
            step_to(entry.from);
        }
    }
    /// Two steps in a row never lead to the same default.
    void step_to(const std::string& target) {
        const auto& before = m_steps.empty() ? m_default : m_steps.back().target;
        if (!target.empty() && target != before) {
            m_steps.push_back({0, target, m_undoes});
        }
    }
    void reach(std::uint64_t id) {
        for (auto& step : m_steps) {
            step.id = step.id == 0 ? id : step.id;
        }
    }

    std::string m_default;
    std::size_t m_most;
    std::set<std::uint64_t> m_undone;
    std::vector<std::uint64_t> m_undoes;
    std::vector<UndoStep> m_steps;
};

} // namespace

DefaultEffect DefaultTrail::follow(const HistoryRow& row) {
    DefaultEffect out;
    if (row.changes_default()) {
        out.changed = was_carried_out(row);
        out.on_trial = !out.changed && row.to == m_later_from;
    }
    if (out.changed || out.on_trial) {
        m_later_from = row.from;
        m_was_left = true;
    }
    out.after = out.changed ? row.to : row.from;
    return out;
}

bool DefaultTrail::was_carried_out(const HistoryRow& row) const {
    switch (row.end) {
    case ChangeEnd::done:
        return true;
    case ChangeEnd::rolled_back:
        return false;
    case ChangeEnd::failed: // what an upgrade had switched when it failed was on trial
        return row.to == m_later_from && !(row.kind == ChangeKind::upgrade && m_was_left);
    case ChangeEnd::interrupted:
        break;
    }
    return row.to == m_later_from;
}

Result<void>
follow_default(const History& history, std::string_view current,
               const std::function<bool(const HistoryRow&, const DefaultEffect&)>& take) {
    DefaultTrail trail(current);
    return history.newest_first(
        [&](const HistoryRow& row) { return take(row, trail.follow(row)); });
}

Result<std::vector<UndoStep>> undo_steps(const History& history, std::string_view current,
                                         std::size_t most) {
    Walk walk(current, most);
    GOVERN_TRY(follow_default(history, current,
                              [&walk](const HistoryRow& entry, const DefaultEffect& effect) {
                                  return walk.take(entry, effect);
                              }));
    return std::move(walk).steps();
}

} // namespace govern::store
