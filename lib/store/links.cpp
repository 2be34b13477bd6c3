// Local builds under a name: one file each in links/.

#include "base/text.hpp"
#include "core/link_name.hpp"
#include "names.hpp"
#include "os/locks.hpp"
#include "store/messages.hpp"
#include "store/store.hpp"

#include <algorithm>

namespace govern::store {

namespace {
constexpr std::size_t k_max_link = 64U << 10U; ///< bytes
} // namespace

std::optional<Link> Store::link(std::string_view name) const {
    if (!is_link_name(name)) {
        return std::nullopt;
    }
    const auto text = m_host.files.read(m_layout.link(name), k_max_link);
    if (!text || text->empty()) {
        return std::nullopt;
    }
    // As the shims read it: the first line, whatever it holds.
    return Link{std::string(name), text->substr(0, text->find('\n'))};
}

std::vector<Link> Store::links() const {
    std::vector<Link> out;
    const auto names = names_in(m_host.files, m_layout.links());
    for (const auto& file : names ? *names : std::vector<std::string>()) {
        if (!file.starts_with('+')) {
            continue;
        }
        if (auto found = link(std::string_view(file).substr(1))) {
            out.push_back(std::move(*found));
        }
    }
    std::sort(out.begin(), out.end(), [](const Link& a, const Link& b) { return a.name < b.name; });
    return out;
}

Result<void> Store::add_link(const Link& link, const ChangeNote& note) {
    GOVERN_TRY_ASSIGN(const auto lock, state_lock());
    const auto there = this->link(link.name);
    if (there && there->goroot != link.goroot) {
        return fail(msg::link_exists, {{"name", link.name}, {"path", there->goroot}});
    }
    HistoryRow row;
    row.command = note.command;
    row.kind = note.kind;
    GOVERN_TRY_ASSIGN(const auto id, begin_row(std::move(row)));
    auto done = m_host.files.make_folders(m_layout.links());
    if (done) {
        done = m_host.files.write_atomic(m_layout.link(link.name), link.goroot + '\n');
    }
    // The link is made: a line that cannot be written now leaves it 'interrupted'.
    (void)finish_row(id, done ? ChangeEnd::done : ChangeEnd::failed,
                     done ? "" : done.error().spec().code);
    return done;
}

Result<DefaultChange> Store::remove_link(const std::string& name, const ChangeNote& note,
                                         const std::function<Result<void>()>& allowed) {
    GOVERN_TRY_ASSIGN(const auto lock, state_lock());
    GOVERN_TRY(allowed());
    const auto current = default_name();
    const bool is_default = current && *current == name;
    DefaultChange change;
    HistoryRow row;
    row.command = note.command;
    row.kind = note.kind;
    row.from = is_default ? name : "";
    GOVERN_TRY_ASSIGN(const auto id, begin_row(std::move(row)));
    // A default whose link is gone could not be understood, so it goes first.
    auto done = is_default ? m_host.files.remove(m_layout.default_file()) : Result<void>();
    if (done && is_default) {
        change.from = name;
        change.id = id;
    }
    if (done) {
        done = m_host.files.remove(m_layout.link(name));
    }
    (void)finish_row(id, done ? ChangeEnd::done : ChangeEnd::failed,
                     done ? "" : done.error().spec().code);
    if (!done) {
        return Failure(std::move(done).error());
    }
    return change;
}

} // namespace govern::store
