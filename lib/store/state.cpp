#include "base/messages/os.hpp"
#include "base/messages/store.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "core/spec.hpp"
#include "os/machine.hpp"
#include "os/path.hpp"
#include "store/store.hpp"

#include <nlohmann/json.hpp>

namespace govern::store {

using nlohmann::json;

namespace {
constexpr std::size_t k_max_default = 4096;
constexpr std::size_t k_max_history = 64U << 20U;

std::optional<Version> version_of(std::string_view text) {
    const auto parsed = parse_spec(text);
    if (parsed.error != SpecError::none || parsed.spec.kind != Spec::Kind::exact) {
        return std::nullopt;
    }
    return parsed.spec.version;
}
} // namespace

Result<std::optional<Version>> Store::default_version() {
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
    if (auto version = version_of(line)) {
        return version;
    }
    return fail(msg::default_malformed,
                {{"path", path}, {"text", std::string(line.substr(0, 80))}});
}

Result<std::unique_ptr<os::FileLock>> Store::state_lock() {
    GOVERN_TRY(m_host.files.make_folders(m_layout.locks())); // which may be deleted
    return m_host.files.lock(os::join(m_layout.locks(), "state.lock"), os::LockMode::exclusive,
                             true, "process " + std::to_string(os::process_id()));
}

Result<void> Store::set_default(const std::optional<Version>& version, const std::string& command) {
    GOVERN_TRY_ASSIGN(const auto lock, state_lock());
    if (version) {
        GOVERN_TRY_ASSIGN(const auto still_there, runnable(*version));
        if (!still_there) {
            return fail(msg::not_installed, {{"name", toolchain_name(*version)},
                                             {"home", m_layout.home()},
                                             {"spec", spec_name(*version)}});
        }
    }
    return change_default(version, command);
}

Result<bool> Store::set_first_default(const Version& version, const std::string& command) {
    GOVERN_TRY_ASSIGN(const auto lock, state_lock());
    GOVERN_TRY_ASSIGN(const auto there, default_version());
    GOVERN_TRY_ASSIGN(const auto still_there, runnable(version));
    if (there || !still_there) {
        return false;
    }
    GOVERN_TRY(change_default(version, command));
    return true;
}

/// Under the state lock.
Result<void> Store::change_default(const std::optional<Version>& version,
                                   const std::string& command) {
    const auto old = default_version();
    GOVERN_TRY_ASSIGN(const auto text, history_text());
    const auto entries = entries_of(text);
    const json line = {
        {"id", entries.empty() ? 1 : entries.back().id + 1},
        {"time", os::format_utc(m_host.clock.unix_seconds())},
        {"user", os::user_name()},
        {"command", redact_urls(command)},
        {"from", old && *old ? spec_name(**old) : ""},
        {"to", version ? spec_name(*version) : ""},
        {"folder", m_host.current_folder},
    };
    // Recorded before it is done, so that no change goes unrecorded. What a full disk or a power
    // cut left of the last line must not swallow this one.
    const bool torn = !text.empty() && text.back() != '\n';
    GOVERN_TRY(m_host.files.append(
        m_layout.history_file(),
        (torn ? "\n" : "") + line.dump(-1, ' ', false, json::error_handler_t::replace) + '\n'));
    const auto path = m_layout.default_file();
    return version ? m_host.files.write_atomic(path, spec_name(*version) + '\n')
                   : m_host.files.remove(path);
}

Result<std::string> Store::history_text() {
    auto text = m_host.files.read(m_layout.history_file(), k_max_history);
    return !text && text.error().is(msg::file_not_found) ? std::string() : std::move(text);
}

Result<std::vector<HistoryEntry>> Store::history() {
    GOVERN_TRY_ASSIGN(const auto text, history_text());
    return entries_of(text);
}

std::vector<HistoryEntry> Store::entries_of(std::string_view text) {
    std::vector<HistoryEntry> out;
    for (const auto line : lines_of(text)) {
        // A torn line (power cut) must not hide the others.
        const auto row = json::parse(line, nullptr, false);
        if (!row.is_object() || !row.value("id", json()).is_number_unsigned()) {
            continue;
        }
        const auto text_of = [&row](const char* key) {
            const auto found = row.find(key);
            return found != row.end() && found->is_string() ? found->get<std::string>()
                                                            : std::string();
        };
        out.push_back({row["id"].get<std::uint64_t>(), text_of("time"), text_of("user"),
                       text_of("command"), text_of("from"), text_of("to"), text_of("folder")});
    }
    return out;
}

Result<std::optional<Version>> Store::previous_default() {
    GOVERN_TRY_ASSIGN(const auto current, default_version());
    GOVERN_TRY_ASSIGN(const auto entries, history());
    // A last line whose change a kill forestalled leads away from the current one, not to it:
    // passed over.
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        const auto before = version_of(entry->from);
        if (before && (!current || !(*before == *current))) {
            return before;
        }
    }
    return std::nullopt;
}

} // namespace govern::store
