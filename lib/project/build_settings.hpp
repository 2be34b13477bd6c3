#pragma once

// Between refusal.cpp, truth.cpp and build_settings.cpp.

#include "project/go_flags.hpp"
#include "project/messages.hpp"
#include "project/refusal.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::project {

/// What the settings say of the build.
struct BuildSettings {
    GoFlags flags;
    std::string mode;                      ///< GO111MODULE
    std::string work;                      ///< the go.work; empty outside of a workspace
    std::optional<GoSetting> work_setting; ///< the GOWORK that names it
};
/// Adds the settings with which that Go refuses everything.
[[nodiscard]] BuildSettings examine_settings(const Ground& ground, std::vector<Refusal>& out);
/// `spec`: of the same facts as would_fail_go_setting.
void refuse_setting(const Ground& ground, const GoSetting& setting, std::string problem,
                    std::vector<Refusal>& out,
                    const MessageSpec& spec = msg::would_fail_go_setting);

/// The nearest file of this name, upwards; empty if there is none.
[[nodiscard]] std::string find_up(std::string_view folder, const char* name);
[[nodiscard]] std::string in_folder(std::string_view folder, std::string_view name);
/// A path as the system reads it from the current folder: `..` behind a link is another folder than
/// the text says.
[[nodiscard]] std::string beside(std::string_view folder, const std::string& path);
/// From one folder to a path, as text (filepath.Rel of Go); the path itself where no part is
/// shared.
[[nodiscard]] std::string relative_path(std::string_view path, std::string_view folder);

} // namespace govern::project
