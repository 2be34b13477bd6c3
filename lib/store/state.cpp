#include "base/path.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "core/release.hpp"
#include "os/locks.hpp"
#include "os/machine.hpp"
#include "os/messages.hpp"
#include "store/messages.hpp"
#include "store/store.hpp"

namespace govern::store {

namespace {
constexpr std::size_t k_max_default = 4096;

} // namespace

Result<std::optional<std::string>> Store::default_name() const {
    if (m_assumed_default) {
        return spec_name(*m_assumed_default);
    }
    const auto path = m_layout.default_file();
    auto text = m_host.files.read(path, k_max_default);
    if (!text) {
        if (text.error().is(msg::file_not_found)) {
            return std::nullopt;
        }
        return Failure(std::move(text).error());
    }
    const auto line = trim(*text);
    if (line.empty()) {
        return std::nullopt;
    }
    if (const auto version = exact_release(line)) {
        return spec_name(*version);
    }
    if (link(line)) {
        return std::string(line);
    }
    return fail(msg::default_malformed,
                {{"path", path}, {"text", std::string(line.substr(0, 80))}});
}

Result<std::optional<Version>> Store::default_version() const {
    GOVERN_TRY_ASSIGN(const auto name, default_name());
    return name ? exact_release(*name) : std::nullopt;
}

Result<std::unique_ptr<os::FileLock>> Store::state_lock() {
    GOVERN_TRY(m_host.files.make_folders(m_layout.locks())); // which may be deleted
    return os::wait_for_lock(m_host, path::join(m_layout.locks(), "state.lock"), m_layout.state());
}

Result<DefaultChange> Store::set_default(const std::optional<Version>& version,
                                         const ChangeNote& note) {
    GOVERN_TRY_ASSIGN(const auto lock, state_lock());
    if (version) {
        GOVERN_TRY_ASSIGN(const auto still_there, runnable(*version));
        if (!still_there) {
            return fail(msg::not_installed, {{"name", toolchain_name(*version)},
                                             {"home", m_layout.home()},
                                             {"spec", spec_name(*version)}});
        }
    }
    const auto before = default_name(); // one that cannot be read is replaced
    const auto to = version ? std::optional(spec_name(*version)) : std::nullopt;
    if (before && *before == to) {
        return DefaultChange{version, version, 0, to.value_or("")};
    }
    return change_default(version, note);
}

Result<DefaultChange> Store::set_default_link(const std::string& name, const ChangeNote& note) {
    GOVERN_TRY_ASSIGN(const auto lock, state_lock());
    if (!link(name)) {
        return fail(msg::no_such_link, {{"name", name}, {"home", m_layout.home()}});
    }
    const auto before = default_name();
    if (before && *before == name) {
        return DefaultChange{std::nullopt, std::nullopt, 0, name};
    }
    return write_default(name, note);
}

Result<DefaultChange> Store::set_first_default(const Version& version, const ChangeNote& note) {
    GOVERN_TRY_ASSIGN(const auto lock, state_lock());
    GOVERN_TRY_ASSIGN(const auto there, default_name());
    GOVERN_TRY_ASSIGN(const auto still_there, runnable(version));
    if (there || !still_there) {
        const auto release = there ? exact_release(*there) : std::nullopt;
        return DefaultChange{release, release, 0, there.value_or("")};
    }
    return change_default(version, note);
}

Result<DefaultChange> Store::change_default(const std::optional<Version>& version,
                                            const ChangeNote& note) {
    return write_default(version ? spec_name(*version) : "", note);
}

/// Under the state lock. Recorded before it is done, so that no change goes unrecorded.
Result<DefaultChange> Store::write_default(const std::string& to, const ChangeNote& note) {
    DefaultChange change;
    change.from = default_name().value_or(std::nullopt).value_or("");
    change.before = exact_release(change.from);
    change.after = exact_release(to);
    HistoryRow row;
    row.command = note.command;
    row.kind = note.kind;
    row.from = change.from;
    row.to = to;
    row.sdks = note.sdks;
    row.undoes = note.undoes;
    row.id = note.id;
    GOVERN_TRY_ASSIGN(change.id, begin_row(std::move(row)));
    const auto path = m_layout.default_file();
    const auto done =
        to.empty() ? m_host.files.remove(path) : m_host.files.write_atomic(path, to + '\n');
    if (!done) {
        (void)finish_row(change.id, ChangeEnd::failed, done.error().spec().code);
        return Failure(done.error());
    }
    if (note.id == 0) {
        // The change is made: a line that cannot be written now leaves it 'interrupted', which
        // counts by what it did.
        (void)finish_row(change.id, ChangeEnd::done, "");
    }
    return change;
}

Result<std::uint64_t> Store::begin_change(const ChangeNote& note,
                                          const std::optional<Version>& from,
                                          const std::optional<Version>& to) {
    GOVERN_TRY_ASSIGN(const auto lock, state_lock());
    HistoryRow row;
    row.command = note.command;
    row.kind = note.kind;
    row.from = from ? spec_name(*from) : "";
    row.to = to ? spec_name(*to) : "";
    row.sdks = note.sdks;
    return begin_row(std::move(row));
}

Result<std::uint64_t> Store::begin_row(HistoryRow row) {
    const auto change = row.changes_default()
                            ? ", default " + (row.from.empty() ? "none" : row.from) + " -> " +
                                  (row.to.empty() ? "none" : row.to)
                            : std::string();
    const auto words = std::string(word_of(row.kind)) + " by " + m_host.machine.user() + change +
                       ": govern " + redact_command(row.command);
    const auto kind = row.kind;
    GOVERN_TRY_ASSIGN(const auto id, History(m_host, m_layout).begin(std::move(row)));
    tell(kind, os::EventKind::information, "change " + std::to_string(id) + " begins: " + words);
    return id;
}

Result<void> Store::finish_row(std::uint64_t id, ChangeEnd end, std::string_view failure) {
    HistoryRow row;
    row.end = end;
    row.failure = failure;
    const History history(m_host, m_layout);
    const auto begun = m_listeners.system ? history.find(id) : std::nullopt;
    row.kind = begun && *begun ? (*begun)->kind : ChangeKind::user_default;
    const bool well = end == ChangeEnd::done;
    tell(row.kind, well ? os::EventKind::information : os::EventKind::error,
         "change " + std::to_string(id) + ' ' + row.outcome());
    return History(m_host, m_layout).finish(id, end, failure);
}

void Store::tell(ChangeKind kind, os::EventKind weight, const std::string& line) {
    if (m_listeners.system && (kind == ChangeKind::upgrade || kind == ChangeKind::rollback)) {
        m_host.machine.add_event(weight, m_layout.home() + ": " + printable(line));
    }
    if (m_listeners.log_file.empty()) {
        return;
    }
    const auto written = m_host.files.append(
        m_listeners.log_file,
        os::format_utc(m_host.clock.unix_seconds()) + " govern[" +
            std::to_string(m_host.machine.process_id()) + "] " + printable(line) + '\n',
        os::Whose::user);
    if (!written) {
        m_host.reporter.warn(Message(msg::log_not_written)
                                 .with("path", m_listeners.log_file)
                                 .because(written.error()));
        m_listeners.log_file.clear(); // once is enough
    }
}

void Store::finish_change(std::uint64_t id, ChangeEnd end, std::string_view failure) {
    if (const auto lock = state_lock()) {
        (void)finish_row(id, end, failure);
    }
}

Result<bool> Store::exchange_default(const Version& from, const Version& to) {
    GOVERN_TRY_ASSIGN(const auto lock, state_lock());
    GOVERN_TRY_ASSIGN(const auto current, default_version());
    if (current != from) {
        return false;
    }
    GOVERN_TRY(m_host.files.write_atomic(m_layout.default_file(), spec_name(to) + '\n'));
    return true;
}

Result<std::vector<HistoryRow>> Store::history() const {
    return History(m_host, m_layout).all();
}

Result<void> Store::follow_default(
    const std::function<bool(const HistoryRow&, const DefaultEffect&)>& take) const {
    const auto current =
        default_name().value_or(std::nullopt); // a damaged one is what a rollback mends
    return store::follow_default(History(m_host, m_layout), current.value_or(""), take);
}

Result<std::vector<UndoStep>> Store::undo_steps(std::size_t most) const {
    const auto current = default_name().value_or(std::nullopt);
    return store::undo_steps(History(m_host, m_layout), current.value_or(""), most);
}

Result<std::optional<Version>> Store::previous_default() const {
    GOVERN_TRY_ASSIGN(const auto steps, undo_steps(1));
    return steps.empty() ? std::nullopt : exact_release(steps.front().target);
}

} // namespace govern::store
