#pragma once

#include "account/backups.hpp"
#include "ops/account/setup.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

/// A planned change of one profile: --dry-run prints it, else it is carried out.
struct ProfileChange {
    std::string path;
    std::optional<std::string> before; ///< nothing: the file is not there
    std::optional<std::string> after;  ///< nothing: the file is removed
    std::string other_home;            ///< the line of another home that gives way; mostly empty

    [[nodiscard]] bool changes() const { return before != after; }
};

/// One file that shells read as a profile, under one name or several.
struct Profile {
    std::string path;                 ///< of several names one that is not a link, where one is
    std::vector<shell::Shell> shells; ///< each once
};

/// The files behind the names: names that lead to one file become one profile.
[[nodiscard]] std::vector<Profile> one_for_each_file(os::Host& host,
                                                     const std::vector<ProfileFile>& names);

/// The content; nothing if the file does not exist.
[[nodiscard]] Result<std::optional<std::string>> read_profile(os::Host& host,
                                                              const std::string& path);

/// The line of this home goes into the profile, right for every shell that reads it.
/// msg::profile_signed, msg::file_error where it cannot.
[[nodiscard]] Result<ProfileChange> plan_profile(os::Host& host, const Layout& layout,
                                                 const Profile& profile);

/// Our lines go out of the profile. `known`: the file's entry in the record, or null. If only our
/// lines were added, the former bytes come back, even a missing last line end.
[[nodiscard]] Result<ProfileChange> plan_undo_of_profile(os::Host& host, const Layout& layout,
                                                         const std::string& path,
                                                         const nlohmann::json& known);

/// The steps of a plan, none carried out: the profiles, then the stored PATH where there is one.
[[nodiscard]] SetupReport told(const std::vector<ProfileChange>& profiles, std::size_t failed,
                               std::optional<bool> path_changes, SetupScope scope);

/// Warns that one profile stays as it is.
void warn_of_profile(os::Host& host, const std::string& path, Error why);

/// `the user PATH`, `the machine PATH`.
[[nodiscard]] std::string name_of_path(SetupScope scope);
[[nodiscard]] os::UserEnvironment::Scope stored_scope(SetupScope scope);

/// A backup of what was there. Empty where nothing was, or the file goes.
[[nodiscard]] Result<std::string> back_up(Backups& backups, const ProfileChange& change);

/// Writes into the file itself: its rights, owner and any link to it stay. A backup exists.
[[nodiscard]] Result<void> carry_out(os::Host& host, const ProfileChange& change);

} // namespace govern::ops
