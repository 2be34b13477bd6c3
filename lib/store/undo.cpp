#include "store/history.hpp"

#include <set>

namespace govern::store {

namespace {

/// Collects the steps from the newest change to the oldest.
class Walk {
public:
    Walk(std::string_view current, std::size_t most)
        : m_later_from(current), m_default(current), m_most(most) {}

    bool take(const HistoryRow& entry) {
        if (!entry.changes_default()) {
            return true;
        }
        if (!was_carried_out(entry)) {
            pass_over(entry);
            return true;
        }
        m_later_from = entry.from;
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
    [[nodiscard]] bool was_carried_out(const HistoryRow& entry) const {
        return entry.end == ChangeEnd::done ||
               (entry.end == ChangeEnd::interrupted && entry.to == m_later_from);
    }
    /// A live trial that failed while another change came in between: what that change left was on
    /// trial, and before it stood what the trial had begun with.
    void pass_over(const HistoryRow& entry) {
        const bool left_behind = entry.to == m_later_from && entry.from != entry.to;
        if (!left_behind ||
            (entry.end != ChangeEnd::failed && entry.end != ChangeEnd::rolled_back)) {
            return;
        }
        m_later_from = entry.from;
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

    std::string m_later_from; ///< the default right after the change that is looked at
    std::string m_default;
    std::size_t m_most;
    std::set<std::uint64_t> m_undone;
    std::vector<std::uint64_t> m_undoes;
    std::vector<UndoStep> m_steps;
};

} // namespace

Result<std::vector<UndoStep>> undo_steps(const History& history, std::string_view current,
                                         std::size_t most) {
    Walk walk(current, most);
    GOVERN_TRY(history.newest_first([&walk](const HistoryRow& entry) { return walk.take(entry); }));
    return std::move(walk).steps();
}

} // namespace govern::store
