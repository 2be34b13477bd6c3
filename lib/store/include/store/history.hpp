#pragma once

#include "core/layout.hpp"
#include "os/host.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::store {

/// The command that made a change, in the words of docs/json.md.
enum class ChangeKind {
    user_default, ///< `default`; also every line of a govern that wrote no kinds
    pin,
    config,
    install,
    uninstall,
    repair,
    rollback,
    upgrade,
    adopt,
    link,
    prune,
    tool,
    setup,
    doctor,
};
[[nodiscard]] std::string_view word_of(ChangeKind kind);
[[nodiscard]] std::optional<ChangeKind> parse_change_kind(std::string_view word);
/// The kinds' words, in the order of the enum.
[[nodiscard]] std::vector<std::string_view> change_kind_words();

/// How a change ended.
enum class ChangeEnd {
    done,
    failed,      ///< HistoryRow::failure holds the error's code
    rolled_back, ///< an upgrade whose check failed put the old default back
    interrupted, ///< nothing was written about its end: a kill, a power cut
};

/// One change of what is installed or what runs: a row of the history.
struct HistoryRow {
    std::uint64_t id = 0; ///< counts up from 1
    std::string time;     ///< RFC 3339 UTC
    std::string user;     ///< the account; `root (sudo by ann)` where SUDO_USER names one
    std::string command;  ///< as typed, without secrets
    ChangeKind kind = ChangeKind::user_default;
    std::string from; ///< the default before, as a SPEC; empty: none, or the change leaves the
                      ///< default alone
    std::string to;   ///< the default after
    std::vector<std::string> sdks; ///< `go1.22.5.linux-amd64`
    std::string folder;            ///< where it was typed
    ChangeEnd end = ChangeEnd::interrupted;
    std::string failure; ///< the code of the error, for ChangeEnd::failed
    std::vector<std::uint64_t>
        undoes; ///< of a rollback: the changes that it took back, newest first

    /// True where the default became another one.
    [[nodiscard]] bool changes_default() const { return from != to; }
    /// `done`, `failed: CODE`, `rolled back`, `interrupted`.
    [[nodiscard]] std::string outcome() const;
};

/// The record in state/history: JSON lines, two for each change under one id. The first is written
/// before the change, the second after it. Past 4 MiB older lines move to state/history.1. A line
/// that a power cut tore, or that is another program's, is passed over.
class History {
public:
    History(os::Host& host, const Layout& layout) : m_host(host), m_layout(layout) {}

    /// Writes the first line of a change, and gives its id. Fills in time, user and, where it is 0,
    /// the id: an entry with an id replaces the first line that was written under it. The state
    /// lock must be held.
    [[nodiscard]] Result<std::uint64_t> begin(HistoryRow entry);
    /// Writes how it ended. The state lock must be held. `failure`: an error's code, for
    /// ChangeEnd::failed.
    [[nodiscard]] Result<void> finish(std::uint64_t id, ChangeEnd end,
                                      std::string_view failure = {});

    /// Calls `take` for each change, newest first, until it returns false. The lines are read as
    /// they are asked for, so the first ones cost the same in a long history. The newer file is
    /// read once for all calls.
    [[nodiscard]] Result<void>
    newest_first(const std::function<bool(const HistoryRow&)>& take) const;
    /// Oldest first.
    [[nodiscard]] Result<std::vector<HistoryRow>> all() const;
    /// Nothing if there is no such change.
    [[nodiscard]] Result<std::optional<HistoryRow>> find(std::uint64_t id) const;

    /// The older lines. Read only where the newer file does not answer.
    [[nodiscard]] static std::string older_file(const Layout& layout);

    /// The end of the newer file.
    struct Tail {
        std::string text;         ///< whole lines; the last one may be torn
        std::uint64_t before = 0; ///< bytes of the file in front of it
    };

private:
    [[nodiscard]] Result<void> append(std::string_view current, const std::string& line);
    [[nodiscard]] Result<void> rotate();

    os::Host& m_host;
    const Layout& m_layout;
    mutable std::optional<Tail> m_tail;
    mutable std::optional<std::string> m_newer; ///< the newer file, where its end did not do
};

/// What a change did to the default. Its row alone does not say: `to` is only what was meant.
struct DefaultEffect {
    bool changed = false;  ///< the default became `to`
    bool on_trial = false; ///< it was `to` on trial, until another change came in between
    std::string after;     ///< the default after the change, as a SPEC; empty: none
};

/// Tells of each change what it did to the default. An interrupted one, or one that failed (for
/// another SDK's sake, say), was carried out if the default, or the next change's `from`, is its
/// `to`. One that was rolled back was not.
class DefaultTrail {
public:
    /// `current`: the default now, as a SPEC.
    explicit DefaultTrail(std::string_view current) : m_later_from(current) {}

    /// Takes every row of the history, newest first.
    [[nodiscard]] DefaultEffect follow(const HistoryRow& row);

private:
    [[nodiscard]] bool was_carried_out(const HistoryRow& row) const;

    std::string m_later_from; ///< the default right after the change that comes next
    bool m_was_left = false;  ///< a change left it; else it is the default now
};

/// Calls `take` for each change with what it did to the default, newest first, until it returns
/// false. `current`: the default now, as a SPEC.
[[nodiscard]] Result<void>
follow_default(const History& history, std::string_view current,
               const std::function<bool(const HistoryRow&, const DefaultEffect&)>& take);

/// The target of a rollback.
struct UndoStep {
    std::uint64_t id =
        0; ///< the change whose `to` becomes the default; 0: what was before the first change
    std::string target;                ///< the default then, as a SPEC
    std::vector<std::uint64_t> undoes; ///< the changes that are taken back, newest first
};

/// The steps that plain rollbacks would take one after the other, nearest first, at most `most`.
/// Rollbacks walk back along a stack of changes of the default: what a rollback took back is out of
/// it. Changes that were not carried out (DefaultTrail) and steps to 'no default' are passed over.
/// `current`: the default now, as a SPEC.
[[nodiscard]] Result<std::vector<UndoStep>> undo_steps(const History& history,
                                                       std::string_view current, std::size_t most);

} // namespace govern::store
