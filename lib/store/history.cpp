#include "store/history.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "json_member.hpp"
#include "os/machine.hpp"
#include "os/messages.hpp"
#include "os/range_file.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace govern::store {

using Json = nlohmann::ordered_json; // the id comes first, so that a torn line still shows it

namespace {

constexpr std::size_t k_rotate_above = 4U << 20U; ///< bytes
constexpr std::size_t k_keep = 1U << 20U;         ///< bytes that stay in the newer file
constexpr std::size_t k_max_file = 1U << 30U;     ///< bytes of either file
constexpr std::size_t k_tail = 64U << 10U;        ///< bytes that answer most questions

constexpr std::pair<ChangeKind, std::string_view> k_kinds[] = {
    {ChangeKind::user_default, "default"}, {ChangeKind::pin, "pin"},
    {ChangeKind::config, "config"},        {ChangeKind::install, "install"},
    {ChangeKind::uninstall, "uninstall"},  {ChangeKind::repair, "repair"},
    {ChangeKind::rollback, "rollback"},    {ChangeKind::upgrade, "upgrade"},
    {ChangeKind::adopt, "adopt"},          {ChangeKind::link, "link"},
    {ChangeKind::prune, "prune"},          {ChangeKind::tool, "tool"},
    {ChangeKind::setup, "setup"},          {ChangeKind::doctor, "doctor"},
};

constexpr std::string_view k_failed = "failed: ";

std::string words_of(ChangeEnd end, std::string_view failure) {
    switch (end) {
    case ChangeEnd::done:
        return "done";
    case ChangeEnd::rolled_back:
        return "rolled back";
    case ChangeEnd::failed:
        return std::string(k_failed) + std::string(failure);
    case ChangeEnd::interrupted:
        break;
    }
    return "interrupted";
}

template <typename T, typename Is>
std::vector<T> list_member(const Json& row, const char* key, Is is) {
    std::vector<T> out;
    const auto found = row.find(key);
    if (found != row.end() && found->is_array()) {
        for (const auto& item : *found) {
            if ((item.*is)()) {
                out.push_back(item.template get<T>());
            }
        }
    }
    return out;
}

/// One line of the file.
struct Line {
    std::optional<std::uint64_t> id;
    std::optional<HistoryRow> change;   ///< a first line
    std::optional<std::string> outcome; ///< a second line
};

Line read_line(std::string_view text) {
    Line out;
    const auto row = Json::parse(text, nullptr, false);
    if (!row.is_object()) {
        return out;
    }
    if (const auto id = row.find("id"); id != row.end() && id->is_number_unsigned()) {
        out.id = id->get<std::uint64_t>();
    }
    if (row.contains("outcome")) {
        out.outcome = text_member(row, "outcome");
        return out;
    }
    if (!row.contains("to")) {
        return out;
    }
    HistoryRow entry;
    entry.time = text_member(row, "time");
    entry.user = text_member(row, "user");
    entry.command = text_member(row, "command");
    entry.from = text_member(row, "from");
    entry.to = text_member(row, "to");
    entry.folder = text_member(row, "folder");
    entry.sdks = list_member<std::string>(row, "sdks", &Json::is_string);
    entry.undoes = list_member<std::uint64_t>(row, "undoes", &Json::is_number_unsigned);
    const bool has_kind = row.contains("kind");
    // An older govern wrote neither kinds nor ends.
    entry.end = has_kind ? ChangeEnd::interrupted : ChangeEnd::done;
    entry.kind = parse_change_kind(text_member(row, "kind")).value_or(ChangeKind::user_default);
    out.change = std::move(entry);
    return out;
}

void set_end(HistoryRow& entry, std::string_view words) {
    if (words == "done") {
        entry.end = ChangeEnd::done;
    } else if (words == "rolled back") {
        entry.end = ChangeEnd::rolled_back;
    } else if (words.starts_with(k_failed)) {
        entry.end = ChangeEnd::failed;
        entry.failure = words.substr(k_failed.size());
    }
}

/// Walks the lines of both files from the end.
class Backwards {
public:
    explicit Backwards(const std::function<bool(const HistoryRow&)>& take) : m_take(take) {}

    /// False if the caller has seen enough. `place`: the number of the last line, which is its id
    /// where it has none; without a place the walk stops before such a line. `rest()` is the length
    /// of what was not walked.
    bool walk(std::string_view text, std::optional<std::size_t> place) {
        while (!text.empty()) {
            m_rest = text.size();
            if (text.back() == '\n') {
                text.remove_suffix(1);
            }
            const auto begin = text.rfind('\n');
            const auto line = begin == text.npos ? text : text.substr(begin + 1);
            if (!line.empty()) {
                auto read = read_line(line);
                if (!read.id && read.change && !place) {
                    return true;
                }
                if (!take_line(std::move(read), place.value_or(0))) {
                    return false;
                }
            }
            text = begin == text.npos ? std::string_view() : text.substr(0, begin + 1);
            place = place ? std::optional(*place - 1) : std::nullopt;
        }
        m_rest = 0;
        return true;
    }
    [[nodiscard]] std::size_t rest() const { return m_rest; }

private:
    bool take_line(Line line, std::size_t place) {
        const auto id = line.id.value_or(place);
        if (line.outcome && line.id) {
            m_ends.emplace(id, *line.outcome); // the later one counts
        }
        if (!line.change || !m_seen.insert(id).second) {
            return true; // of two with one id the later counts
        }
        line.change->id = id;
        if (const auto end = m_ends.find(id); end != m_ends.end()) {
            set_end(*line.change, end->second);
            m_ends.erase(end);
        }
        return m_take(*line.change);
    }

    const std::function<bool(const HistoryRow&)>& m_take;
    std::map<std::uint64_t, std::string> m_ends;
    std::set<std::uint64_t> m_seen;
    std::size_t m_rest = 0;
};

/// The number of lines; the last one may lack its end.
std::size_t count_lines(std::string_view text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) +
           (!text.empty() && text.back() != '\n' ? 1U : 0U);
}

/// The highest id of a text, by its letters alone: a torn line counts too.
std::uint64_t highest_id(std::string_view text) {
    constexpr std::string_view k_key = "\"id\":";
    std::uint64_t out = 0;
    for (auto at = text.find(k_key); at != text.npos; at = text.find(k_key, at)) {
        at = std::min(text.find_first_not_of(' ', at + k_key.size()), text.size());
        const auto end = std::min(text.find_first_not_of("0123456789", at), text.size());
        out = std::max<std::uint64_t>(out, parse_number(text.substr(at, end - at)).value_or(0));
    }
    return out;
}

/// The last whole lines of a file; all of it where it is short or absent.
Result<History::Tail> read_tail(const std::string& file) {
    History::Tail out;
    auto opened = os::open_range_file(file);
    if (!opened && opened.error().is(msg::file_not_found)) {
        return out;
    }
    GOVERN_TRY_ASSIGN(const auto range, std::move(opened));
    const auto size = range ? range->size() : 0;
    const auto begin = size > k_tail ? size - k_tail : 0;
    out.text.resize(static_cast<std::size_t>(size - begin));
    if (range) {
        GOVERN_TRY_ASSIGN(const auto got,
                          range->read(begin, std::as_writable_bytes(std::span(out.text))));
        out.text.resize(got);
    }
    const auto cut = begin == 0 ? 0 : std::min(out.text.find('\n') + 1, out.text.size());
    out.text.erase(0, cut);
    out.before = begin + cut;
    return out;
}

Result<std::string> read_or_empty(os::Host& host, const std::string& file) {
    auto text = host.files.read(file, k_max_file);
    return !text && text.error().is(msg::file_not_found) ? std::string() : std::move(text);
}

} // namespace

std::string_view word_of(ChangeKind kind) {
    const auto* const found = std::find_if(std::begin(k_kinds), std::end(k_kinds),
                                           [kind](const auto& row) { return row.first == kind; });
    return found->second;
}

std::optional<ChangeKind> parse_change_kind(std::string_view word) {
    for (const auto& [kind, text] : k_kinds) {
        if (text == word) {
            return kind;
        }
    }
    return std::nullopt;
}

std::vector<std::string_view> change_kind_words() {
    std::vector<std::string_view> out;
    for (const auto& row : k_kinds) {
        out.push_back(row.second);
    }
    return out;
}

std::string HistoryRow::outcome() const {
    return words_of(end, failure);
}

std::string History::older_file(const Layout& layout) {
    return layout.history_file() + ".1";
}

Result<std::uint64_t> History::begin(HistoryRow entry) {
    GOVERN_TRY(rotate());
    GOVERN_TRY_ASSIGN(const auto tail, read_tail(m_layout.history_file()));
    auto last = highest_id(tail.text);
    auto next = last + 1;
    if (last == 0) { // lines of an older govern, or no file
        GOVERN_TRY_ASSIGN(const auto text, read_or_empty(m_host, m_layout.history_file()));
        GOVERN_TRY_ASSIGN(const auto older, read_or_empty(m_host, older_file(m_layout)));
        last = std::max(highest_id(text), highest_id(older));
        // A line of an older govern may have no id: its place is one then.
        next = (last == 0 ? count_lines(text) : last) + 1;
    }
    const auto id = entry.id != 0 ? entry.id : next;
    const auto sudo = m_host.environment.get("SUDO_USER");
    Json line;
    line["id"] = id;
    line["time"] = os::format_utc(m_host.clock.unix_seconds());
    line["user"] = m_host.machine.user() + (sudo ? " (sudo by " + *sudo + ')' : "");
    line["command"] = redact_command(entry.command);
    line["kind"] = word_of(entry.kind);
    line["from"] = entry.from;
    line["to"] = entry.to;
    line["sdks"] = entry.sdks;
    line["folder"] = entry.folder.empty() ? m_host.current_folder : entry.folder;
    if (!entry.undoes.empty()) {
        line["undoes"] = entry.undoes;
    }
    GOVERN_TRY(append(tail.text, line.dump(-1, ' ', false, Json::error_handler_t::replace)));
    return id;
}

Result<void> History::finish(std::uint64_t id, ChangeEnd end, std::string_view failure) {
    GOVERN_TRY_ASSIGN(const auto tail, read_tail(m_layout.history_file()));
    Json line;
    line["id"] = id;
    line["time"] = os::format_utc(m_host.clock.unix_seconds());
    line["outcome"] = words_of(end, failure);
    return append(tail.text, line.dump(-1, ' ', false, Json::error_handler_t::replace));
}

/// The rest of a line that a full disk or a power cut tore must not swallow this one.
Result<void> History::append(std::string_view current, const std::string& line) {
    m_tail.reset();
    m_newer.reset();
    const bool torn = !current.empty() && current.back() != '\n';
    return m_host.files.append(m_layout.history_file(), (torn ? "\n" : "") + line + '\n');
}

/// Moves the older lines to the older file. A kill in between leaves lines in both files, which
/// have one id and count once.
Result<void> History::rotate() {
    const auto file = m_layout.history_file();
    GOVERN_TRY_ASSIGN(const auto info, m_host.files.info(file));
    if (!info || info->size <= k_rotate_above) {
        return {};
    }
    GOVERN_TRY_ASSIGN(const auto text, read_or_empty(m_host, file));
    const auto cut = text.find('\n', std::max(text.size(), k_keep) - k_keep);
    if (cut == text.npos) {
        return {};
    }
    const auto kept = std::string_view(text).substr(cut + 1);
    GOVERN_TRY(
        m_host.files.append(older_file(m_layout), std::string_view(text).substr(0, cut + 1)));
    return m_host.files.write_atomic(file, kept);
}

Result<void> History::newest_first(const std::function<bool(const HistoryRow&)>& take) const {
    Backwards backwards(take);
    if (!m_tail) {
        GOVERN_TRY_ASSIGN(m_tail, read_tail(m_layout.history_file()));
    }
    if (!backwards.walk(m_tail->text, std::nullopt)) {
        return {};
    }
    // The newer file first: a rotation between the reads shows lines twice, which have one id and
    // count once, but loses none.
    const auto left = m_tail->before + backwards.rest();
    if (left != 0 && !m_newer) {
        GOVERN_TRY_ASSIGN(m_newer, read_or_empty(m_host, m_layout.history_file()));
    }
    GOVERN_TRY_ASSIGN(const auto older, m_host.files.info(older_file(m_layout)));
    // A line without an id goes by its place, which is behind any in the older file.
    const auto places_before = older ? static_cast<std::size_t>(older->size) : 0;
    const auto text = std::string_view(m_newer ? *m_newer : m_tail->text)
                          .substr(0, static_cast<std::size_t>(left));
    if (!backwards.walk(text, places_before + count_lines(text)) || !older) {
        return {};
    }
    GOVERN_TRY_ASSIGN(const auto lines, read_or_empty(m_host, older_file(m_layout)));
    backwards.walk(lines, count_lines(lines));
    return {};
}

Result<std::vector<HistoryRow>> History::all() const {
    std::vector<HistoryRow> out;
    GOVERN_TRY(newest_first([&out](const HistoryRow& entry) {
        out.push_back(entry);
        return true;
    }));
    std::reverse(out.begin(), out.end());
    return out;
}

Result<std::optional<HistoryRow>> History::find(std::uint64_t id) const {
    std::optional<HistoryRow> out;
    GOVERN_TRY(newest_first([&](const HistoryRow& entry) {
        if (entry.id == id) {
            out = entry;
        }
        return !out;
    }));
    return out;
}

} // namespace govern::store
