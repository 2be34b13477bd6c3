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

std::string save(const std::optional<std::string>& value) { return value ? '=' + *value : "-"; }

std::optional<std::string> saved(const std::string& text) {
    return text.starts_with('=') ? std::optional(text.substr(1)) : std::nullopt;
}

/// Where the shims folder stands, from the end, first place first.
std::string save_places(const std::vector<std::string>& entries, const std::string& shims) {
    std::string out;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (entries[i] == shims) {
            out += (out.empty() ? "=" : ",") + std::to_string(entries.size() - 1 - i);
        }
    }
    return out.empty() ? "-" : out;
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
    auto entries = without(split_path(path.list, path.windows), path.shims);
    if (places.starts_with('=')) {
        auto parts = split(std::string_view(places).substr(1), ',');
        // From the back, so that each place counts what already stands behind it.
        std::reverse(parts.begin(), parts.end());
        for (const auto part : parts) {
            if (const auto place = parse_number(part)) {
                const auto from_end = std::min<std::size_t>(*place, entries.size());
                entries.insert(entries.end() - static_cast<std::ptrdiff_t>(from_end), path.shims);
            }
        }
    }
    return join_path(entries, path.windows);
}

} // namespace

Result<SessionPath> session_path(const os::Environment& environment, const std::string& shims,
                                 Shell shell, bool windows) {
    SessionPath out{environment.raw("PATH").value_or(""), shims, windows};
    const bool posix_on_windows = windows && shell != Shell::pwsh && shell != Shell::cmd;
    if (posix_on_windows) {
        const auto own = environment.get("GOVERN_SHELL_PATH").value_or("");
        const bool untouched = own.starts_with('/') || own.starts_with('.');
        out = {untouched ? own : msys_path_list(out.list), msys_path(shims), false};
    }
    if (!is_representable(out.shims, out.windows)) {
        return fail(msg::shims_not_representable, {{"folder", shims}});
    }
    return out;
}

std::vector<Change> use_changes(const os::Environment& environment, const SessionPath& path,
                                const SessionTarget& target) {
    std::vector<Change> changes;
    const bool nested = environment.has(k_undo_path);
    if (!nested) {
        changes.push_back({k_undo_version, save(environment.raw("GOVERN_VERSION"))});
        changes.push_back({k_undo_goroot, save(environment.raw("GOROOT"))});
        changes.push_back({k_undo_path, save_places(split_path(path.list, path.windows), path.shims)});
    }
    changes.push_back({"GOVERN_VERSION", target.version});
    auto goroot = target.goroot;
    if (!goroot) {
        goroot = nested ? saved(environment.raw(k_undo_goroot).value_or("-")) : environment.raw("GOROOT");
    }
    changes.push_back({"GOROOT", goroot});
    changes.push_back({"PATH", with_shims_in_front(path)});
    return changes;
}

std::vector<Change> unset_changes(const os::Environment& environment, const SessionPath& path) {
    const auto places = environment.raw(k_undo_path);
    if (!places) {
        return environment.has("GOVERN_VERSION") ? std::vector<Change>{{"GOVERN_VERSION", std::nullopt}}
                                                 : std::vector<Change>();
    }
    return {
        {"GOVERN_VERSION", saved(environment.raw(k_undo_version).value_or("-"))},
        {"GOROOT", saved(environment.raw(k_undo_goroot).value_or("-"))},
        {"PATH", with_shims_put_back(path, *places)},
        {k_undo_version, std::nullopt},
        {k_undo_goroot, std::nullopt},
        {k_undo_path, std::nullopt},
    };
}

} // namespace govern::shell
