#include "store/upgrade_state.hpp"

#include "base/text.hpp"
#include "core/release.hpp"
#include "core/sdk.hpp"
#include "json_member.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace govern::store {

using nlohmann::json;

namespace {

constexpr std::size_t k_max_pending = 1U << 20U;
constexpr std::size_t k_max_marks = 1U << 20U;

} // namespace

std::optional<Pending> read_pending(os::Host& host, const Layout& layout) {
    const auto text = host.files.read(layout.pending_file(), k_max_pending);
    if (!text) {
        return std::nullopt;
    }
    const auto object = json::parse(*text, nullptr, false);
    if (!object.is_object()) {
        return std::nullopt;
    }
    const auto id = object.find("id");
    const auto from = exact_release(text_member(object, "from"));
    const auto to = exact_release(text_member(object, "to"));
    if (id == object.end() || !id->is_number_unsigned() || !from || !to) {
        return std::nullopt;
    }
    return Pending{id->get<std::uint64_t>(),
                   *from,
                   *to,
                   text_member(object, "file"),
                   from_base64(text_member(object, "before")).value_or(""),
                   from_base64(text_member(object, "after")).value_or("")};
}

Result<void> write_pending(os::Host& host, const Layout& layout, const Pending& pending) {
    json object = {
        {"id", pending.id}, {"from", spec_name(pending.from)}, {"to", spec_name(pending.to)}};
    if (!pending.file.empty()) {
        object["file"] = pending.file;
        object["before"] = to_base64(pending.before);
        object["after"] = to_base64(pending.after);
    }
    return host.files.write_atomic(
        layout.pending_file(), object.dump(1, ' ', false, json::error_handler_t::replace) + '\n');
}

Result<void> remove_pending(os::Host& host, const Layout& layout) {
    GOVERN_TRY(host.files.remove(layout.pending_file()));
    return host.files.sync_folder(layout.state());
}

FailedUpgrades::FailedUpgrades(os::Host& host, const Layout& layout)
    : m_host(host), m_layout(layout) {
    const auto text = host.files.read(layout.failed_upgrades_file(), k_max_marks).value_or("");
    for (const auto line : lines_of(text)) {
        const auto blank = line.find(' ');
        const auto version = exact_release(line.substr(0, blank));
        const auto id = blank == line.npos ? std::nullopt : parse_number(line.substr(blank + 1));
        if (version && id) {
            m_marks.emplace_back(*version, *id);
        }
    }
}

std::optional<std::uint64_t> FailedUpgrades::find(const Version& version) const {
    const auto found = std::find_if(m_marks.begin(), m_marks.end(),
                                    [&](const auto& mark) { return mark.first == version; });
    return found == m_marks.end() ? std::nullopt : std::optional(found->second);
}

Result<void> FailedUpgrades::mark(const Version& version, std::optional<std::uint64_t> id) {
    const bool was_there =
        std::erase_if(m_marks, [&](const auto& mark) { return mark.first == version; }) != 0;
    if (id) {
        m_marks.emplace_back(version, *id);
    } else if (!was_there) {
        return {};
    }
    std::string text;
    for (const auto& [marked, in] : m_marks) {
        text += spec_name(marked) + ' ' + std::to_string(in) + '\n';
    }
    return m_host.files.write_atomic(m_layout.failed_upgrades_file(), text);
}

} // namespace govern::store
