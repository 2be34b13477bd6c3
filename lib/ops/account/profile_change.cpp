#include "account/profile_change.hpp"

#include "base/path.hpp"
#include "os/messages.hpp"
#include "os/same_file.hpp"
#include "shell/init.hpp"
#include "shell/messages.hpp"
#include "shell/path_list.hpp"
#include "shell/profile.hpp"

#include <algorithm>
#include <span>

namespace govern::ops {

namespace {

using shell::Shell;

constexpr std::size_t k_max_profile = 4U << 20U;

/// The line that loads this home's code into a shell.
std::string line_for(const Layout& layout, Shell shell) {
    const auto init = path::join(layout.shell_files(), shell::init_file_name(shell));
    const bool posix_on_windows = path::k_windows && shell != Shell::pwsh;
    return shell::source_line(posix_on_windows ? shell::msys_path(init) : init, shell);
}

/// The line that loads it into each of several shells.
std::string line_for_all(const Layout& layout) {
    const auto& folder = layout.shell_files();
    return shell::source_line_for_all(path::k_windows ? shell::msys_path(folder) : folder);
}

/// Nothing where no line is right for all of the shells.
std::optional<std::string> line_for(const Layout& layout, const std::vector<Shell>& shells) {
    if (shells.size() == 1) {
        return line_for(layout, shells.front());
    }
    return std::all_of(shells.begin(), shells.end(), shell::reads_sh)
               ? std::optional(line_for_all(layout))
               : std::nullopt;
}

/// False for a block that loads another home.
bool is_ours(const Layout& layout, std::string_view content) {
    const auto line = shell::line_of_block(content);
    const auto shells = {Shell::bash, Shell::zsh, Shell::sh, Shell::fish, Shell::pwsh};
    return line.empty() || line == line_for_all(layout) ||
           std::any_of(shells.begin(), shells.end(),
                       [&](Shell shell) { return line == line_for(layout, shell); });
}

Failure cannot_edit(const std::string& path, const char* reason) {
    return fail(msg::file_error, {{"action", "edit"}, {"path", path}, {"reason", reason}});
}

} // namespace

std::vector<Profile> one_for_each_file(os::Host& host, const std::vector<ProfileFile>& names) {
    std::vector<Profile> out;
    for (const auto& name : names) {
        const auto same = std::find_if(out.begin(), out.end(), [&](const Profile& one) {
            return os::is_same_file(host.files, one.path, name.path);
        });
        if (same == out.end()) {
            out.push_back({name.path, {name.shell}});
            continue;
        }
        auto& shells = same->shells;
        if (std::find(shells.begin(), shells.end(), name.shell) == shells.end()) {
            shells.push_back(name.shell);
        }
        if (host.files.kind(same->path) == os::FileInfo::Kind::link) {
            same->path = name.path;
        }
    }
    return out;
}

Result<std::optional<std::string>> read_profile(os::Host& host, const std::string& path) {
    GOVERN_TRY_ASSIGN(const auto info, host.files.info(path));
    if (!info) {
        return std::nullopt;
    }
    GOVERN_TRY_ASSIGN(auto content, host.files.read(path, k_max_profile));
    return content;
}

Result<ProfileChange> plan_profile(os::Host& host, const Layout& layout, const Profile& profile) {
    const auto line = line_for(layout, profile.shells);
    if (!line) {
        return cannot_edit(profile.path, "shells of different languages read it");
    }
    ProfileChange change{profile.path, {}, {}, {}};
    GOVERN_TRY_ASSIGN(change.before, read_profile(host, profile.path));
    const auto& before = change.before;
    if (before && !shell::is_text(*before)) {
        return cannot_edit(profile.path, "it looks like UTF-16 without a byte order mark");
    }
    const auto shell = profile.shells.front();
    if (before && shell == Shell::pwsh && shell::is_signed(*before) &&
        shell::line_of_block(*before) != *line) {
        return fail(msg::profile_signed, {{"line", *line}});
    }
    change.after = shell::with_block(before.value_or(""), *line, shell);
    if (before && change.changes() && !is_ours(layout, *before)) {
        change.other_home = shell::line_of_block(*before);
    }
    return change;
}

Result<ProfileChange> plan_undo_of_profile(os::Host& host, const Layout& layout,
                                           const std::string& path, const nlohmann::json& known) {
    ProfileChange change{path, {}, {}, {}};
    GOVERN_TRY_ASSIGN(change.before, read_profile(host, path));
    change.after = change.before;
    if (!change.before || !shell::has_block(*change.before) || !is_ours(layout, *change.before)) {
        return change;
    }
    if (shell::is_signed(*change.before)) {
        return fail(msg::profile_signed, {{"line", ""}});
    }
    auto after = shell::without_block(*change.before);
    if (known.is_object()) {
        const auto original = host.files.read(known.value("backup", ""), k_max_profile);
        if (original && shell::is_but_for_line_end(after, *original)) {
            after = *original;
        }
        if (!known.value("existed", true) && after.empty()) {
            change.after.reset();
            return change;
        }
    }
    change.after = std::move(after);
    return change;
}

SetupReport told(const std::vector<ProfileChange>& profiles, std::size_t failed,
                 std::optional<bool> path_changes, SetupScope scope) {
    SetupReport report;
    report.failed = failed;
    for (const auto& change : profiles) {
        report.steps.push_back({change.path, {}, change.changes()});
    }
    if (path_changes) {
        report.steps.push_back({name_of_path(scope), {}, *path_changes});
    }
    return report;
}

void warn_of_profile(os::Host& host, const std::string& path, Error why) {
    host.reporter.warn(
        Message(msg::profile_not_changed).with("file", path).because(std::move(why)));
}

std::string name_of_path(SetupScope scope) {
    return scope == SetupScope::user ? "the user PATH" : "the machine PATH";
}

os::UserEnvironment::Scope stored_scope(SetupScope scope) {
    using Scope = os::UserEnvironment::Scope;
    return scope == SetupScope::user ? Scope::user : Scope::machine;
}

Result<std::string> back_up(Backups& backups, const ProfileChange& change) {
    if (!change.before || !change.after) {
        return std::string();
    }
    return backups.keep(path::filename(change.path), *change.before);
}

Result<void> carry_out(os::Host& host, const ProfileChange& change) {
    if (!change.after) {
        return host.files.remove(change.path);
    }
    if (!change.before) {
        GOVERN_TRY(host.files.make_folders(std::string(path::parent(change.path))));
        return host.files.write_atomic(change.path, *change.after);
    }
    GOVERN_TRY_ASSIGN(const auto out, host.files.create(change.path, 0));
    GOVERN_TRY(out->write(std::as_bytes(std::span(*change.after))));
    return out->finish();
}

} // namespace govern::ops
