#include "shell/session.hpp"

#include "base/messages/shell.hpp"
#include "base/text.hpp"
#include "shell/path_list.hpp"

#include <algorithm>

namespace govern::shell {

namespace {

constexpr const char* k_undo_version = "GOVERN_UNDO_VERSION";
constexpr const char* k_undo_goroot = "GOVERN_UNDO_GOROOT";
constexpr const char* k_undo_path = "GOVERN_UNDO_PATH";
constexpr const char* k_undo_shims = "GOVERN_UNDO_SHIMS";

std::string save(const std::optional<std::string>& value) {
    return value ? '=' + *value : "-";
}

std::optional<std::string> saved(const std::string& text) {
    return text.starts_with('=') ? std::optional(text.substr(1)) : std::nullopt;
}

/// Where the shims folder stands, as a list like PATH itself, first place first: how many entries
/// follow, and after a blank the next one that is no shims folder, which is how the place is found
/// again when others came before or behind.
std::string save_places(const SessionPath& path) {
    const auto entries = split_path(path.list, path.windows);
    std::vector<std::string> places;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (entries[i] == path.shims) {
            const auto next =
                std::find_if(entries.begin() + static_cast<std::ptrdiff_t>(i), entries.end(),
                             [&](const auto& entry) { return entry != path.shims; });
            places.push_back(std::to_string(entries.size() - 1 - i) +
                             (next == entries.end() ? "" : ' ' + *next));
        }
    }
    return places.empty() ? "-" : '=' + join_path(places, path.windows);
}

/// The index at which the shims folder goes back in, for one saved place.
std::size_t find_place(const std::vector<std::string>& entries, const std::string& place) {
    const auto blank = place.find(' ');
    const auto behind =
        parse_number(std::string_view(place).substr(0, blank)).value_or(entries.size());
    const auto expected = entries.size() - std::min<std::size_t>(behind, entries.size());
    if (blank == place.npos) {
        return expected;
    }
    const auto next = place.substr(blank + 1);
    if (expected < entries.size() && entries[expected] == next) {
        return expected;
    }
    const auto found = std::find(entries.begin(), entries.end(), next);
    return found == entries.end() ? expected : static_cast<std::size_t>(found - entries.begin());
}

/// Only entries that are the same text move, so that going back is exact.
std::vector<std::string> without(std::vector<std::string> entries, const std::string& shims) {
    std::erase(entries, shims);
    return entries;
}

std::string with_shims_in_front(const SessionPath& path) {
    auto entries = without(split_path(path.list, path.windows), path.shims);
    entries.insert(entries.begin(), path.shims);
    return join_path(entries, path.windows);
}

std::string with_shims_put_back(const SessionPath& path, const std::string& places) {
    auto entries = without(split_path(path.list, path.windows), path.moved);
    if (places.starts_with('=')) {
        auto parts = split_path(places.substr(1), path.windows);
        // From the back, so that each place counts what already stands behind it.
        std::reverse(parts.begin(), parts.end());
        for (const auto& part : parts) {
            entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(find_place(entries, part)),
                           path.moved);
        }
    }
    return join_path(entries, path.windows);
}

} // namespace

Result<SessionPath> session_path(const os::Environment& environment, const std::string& shims,
                                 Shell shell, bool windows) {
    const auto moved = environment.get(k_undo_shims).value_or(shims);
    SessionPath out{environment.raw("PATH").value_or(""), shims, windows, shims, moved};
    const bool posix_on_windows = windows && shell != Shell::pwsh && shell != Shell::cmd;
    if (posix_on_windows) {
        const auto own = environment.get("GOVERN_SHELL_PATH").value_or("");
        const bool untouched = own.starts_with('/') || own.starts_with('.');
        out = {untouched ? own : msys_path_list(out.list), msys_path(shims), false, shims,
               msys_path(moved)};
    }
    if (!is_representable(out.shims, out.windows)) {
        return fail(msg::shims_not_representable, {{"folder", shims}});
    }
    return out;
}

std::vector<Change> use_changes(const os::Environment& environment, SessionPath path,
                                const SessionTarget& target) {
    std::vector<Change> changes;
    const auto places = environment.raw(k_undo_path);
    const bool nested = places.has_value();
    if (!nested) {
        changes.push_back({k_undo_version, save(environment.raw("GOVERN_VERSION"))});
        changes.push_back({k_undo_goroot, save(environment.raw("GOROOT"))});
    } else if (path.moved != path.shims) {
        path.list = with_shims_put_back(path, *places);
    }
    if (!nested || path.moved != path.shims) {
        changes.push_back({k_undo_path, save_places(path)});
        changes.push_back({k_undo_shims, path.folder});
    }
    changes.push_back({"GOVERN_VERSION", target.version});
    auto goroot = target.goroot;
    if (!goroot) {
        goroot = nested ? saved(environment.raw(k_undo_goroot).value_or("-"))
                        : environment.raw("GOROOT");
    }
    changes.push_back({"GOROOT", goroot});
    changes.push_back({"PATH", with_shims_in_front(path)});
    return changes;
}

std::vector<Change> unset_changes(const os::Environment& environment, const SessionPath& path) {
    const auto places = environment.raw(k_undo_path);
    if (!places) {
        return environment.has("GOVERN_VERSION")
                   ? std::vector<Change>{{"GOVERN_VERSION", std::nullopt}}
                   : std::vector<Change>();
    }
    return {
        {"GOVERN_VERSION", saved(environment.raw(k_undo_version).value_or("-"))},
        {"GOROOT", saved(environment.raw(k_undo_goroot).value_or("-"))},
        {"PATH", with_shims_put_back(path, *places)},
        {k_undo_version, std::nullopt},
        {k_undo_goroot, std::nullopt},
        {k_undo_path, std::nullopt},
        {k_undo_shims, std::nullopt},
    };
}

} // namespace govern::shell
