#include "shell/session.hpp"

#include "base/path_list.hpp"
#include "base/text.hpp"
#include "shell/messages.hpp"
#include "shell/path_list.hpp"

#include <algorithm>
#include <cctype>

namespace govern::shell {

namespace {

constexpr const char* k_undo_version = "GOVERN_UNDO_VERSION";
constexpr const char* k_undo_goroot = "GOVERN_UNDO_GOROOT";
/// On Windows, where PowerShell and Git Bash open from each other: a `;` list of Windows' names.
constexpr const char* k_undo_places = "GOVERN_UNDO_PLACES";
/// Elsewhere; and what an older govern wrote on Windows, in the form of the shell's own PATH.
constexpr const char* k_undo_path = "GOVERN_UNDO_PATH";
constexpr const char* k_undo_shims = "GOVERN_UNDO_SHIMS";

std::string save(const std::optional<std::string>& value) {
    return value ? '=' + *value : "-";
}

std::optional<std::string> saved(const std::string& text) {
    return text.starts_with('=') ? std::optional(text.substr(1)) : std::nullopt;
}

/// `/c/x` as Windows writes it; what has no drive stays, as Git Bash alone knows where that is.
std::string windows_name(const std::string& entry) {
    const bool has_drive = entry.size() >= 2 && entry[0] == '/' &&
                           std::isalpha(static_cast<unsigned char>(entry[1])) != 0 &&
                           (entry.size() == 2 || entry[2] == '/');
    if (!has_drive) {
        return entry;
    }
    std::string out{static_cast<char>(std::toupper(static_cast<unsigned char>(entry[1]))), ':'};
    out += entry.size() == 2 ? "/" : entry.substr(2);
    std::replace(out.begin(), out.end(), '/', '\\');
    return out;
}

std::string own_name(const std::string& entry, bool git_bash) {
    return git_bash && !entry.starts_with('/') ? msys_path(entry) : entry;
}

bool on_windows(const SessionPath& path) {
    return path.windows || path.git_bash;
}

/// The places of the shims folder, as a list like PATH itself, first place first: how many entries
/// follow, and after a blank the next one that is not a shims folder. That entry finds the place
/// again if others were added before or behind.
std::string save_places(const SessionPath& path) {
    const auto entries = path::split_list(path.list, path.windows);
    std::vector<std::string> places;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (entries[i] == path.shims) {
            const auto next =
                std::find_if(entries.begin() + static_cast<std::ptrdiff_t>(i), entries.end(),
                             [&](const auto& entry) { return entry != path.shims; });
            const auto name = next == entries.end() ? ""
                              : path.git_bash       ? ' ' + windows_name(*next)
                                                    : ' ' + *next;
            places.push_back(std::to_string(entries.size() - 1 - i) + name);
        }
    }
    return places.empty() ? "-" : '=' + path::join_list(places, on_windows(path));
}

/// The index at which the shims folder goes back in, for one saved place.
std::size_t find_place(const std::vector<std::string>& entries, const std::string& place,
                       bool git_bash) {
    const auto blank = place.find(' ');
    const auto behind =
        parse_number(std::string_view(place).substr(0, blank)).value_or(entries.size());
    const auto expected = entries.size() - std::min<std::size_t>(behind, entries.size());
    if (blank == place.npos) {
        return expected;
    }
    const auto next = own_name(place.substr(blank + 1), git_bash);
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
    auto entries = without(path::split_list(path.list, path.windows), path.shims);
    entries.insert(entries.begin(), path.shims);
    return path::join_list(entries, path.windows);
}

std::string with_shims_put_back(const SessionPath& path, const std::string& places) {
    auto entries = without(path::split_list(path.list, path.windows), path.moved);
    if (places.starts_with('=')) {
        // An older govern wrote Git Bash's places as a `:` list of its names: `=3 /c/x:…`.
        const bool windows_list =
            path.windows || (path.git_bash && (places.find(";") != places.npos ||
                                               places.find(":\\") != places.npos ||
                                               places.find(':') == places.npos));
        auto parts = path::split_list(places.substr(1), windows_list);
        // Backwards, so that each place counts the entries behind it.
        std::reverse(parts.begin(), parts.end());
        for (const auto& part : parts) {
            const auto place = find_place(entries, part, path.git_bash);
            entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(place), path.moved);
        }
    }
    return path::join_list(entries, path.windows);
}

/// The record that the first `use` of this session kept of PATH.
std::optional<std::string> saved_places(const os::Environment& environment,
                                        const SessionPath& path) {
    auto places = on_windows(path) ? environment.raw(k_undo_places) : std::nullopt;
    return places ? places : environment.raw(k_undo_path);
}

} // namespace

Result<SessionPath> session_path(const os::Environment& environment, const std::string& shims,
                                 Shell shell, bool windows) {
    const auto moved = environment.get(k_undo_shims).value_or(shims);
    SessionPath out{environment.raw("PATH").value_or(""), shims, windows, shims, moved, false};
    const bool posix_on_windows = windows && shell != Shell::pwsh && shell != Shell::cmd;
    if (posix_on_windows) {
        const auto own = environment.get("GOVERN_SHELL_PATH").value_or("");
        const bool untouched = own.starts_with('/') || own.starts_with('.');
        out = {untouched ? own : msys_path_list(out.list),
               msys_path(shims),
               false,
               shims,
               msys_path(moved),
               true};
    }
    if (!is_representable(out.shims, out.windows)) {
        return fail(msg::shims_not_representable, {{"folder", shims}});
    }
    return out;
}

std::vector<Change> use_changes(const os::Environment& environment, SessionPath path,
                                const SessionTarget& target) {
    std::vector<Change> changes;
    const auto places = saved_places(environment, path);
    const bool nested = places.has_value();
    if (!nested) {
        changes.push_back({k_undo_version, save(environment.raw("GOVERN_VERSION"))});
        changes.push_back({k_undo_goroot, save(environment.raw("GOROOT"))});
    } else if (path.moved != path.shims) {
        path.list = with_shims_put_back(path, *places);
    }
    if (!nested || path.moved != path.shims) {
        changes.push_back({on_windows(path) ? k_undo_places : k_undo_path, save_places(path)});
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
    const auto places = saved_places(environment, path);
    if (!places) {
        return environment.has("GOVERN_VERSION")
                   ? std::vector<Change>{{"GOVERN_VERSION", std::nullopt}}
                   : std::vector<Change>();
    }
    std::vector<Change> changes = {
        {"GOVERN_VERSION", saved(environment.raw(k_undo_version).value_or("-"))},
        {"GOROOT", saved(environment.raw(k_undo_goroot).value_or("-"))},
        {"PATH", with_shims_put_back(path, *places)},
        {k_undo_version, std::nullopt},
        {k_undo_goroot, std::nullopt},
        {k_undo_shims, std::nullopt},
    };
    for (const auto* const name : {k_undo_path, k_undo_places}) {
        if (environment.has(name)) {
            changes.push_back({name, std::nullopt});
        }
    }
    return changes;
}

} // namespace govern::shell
