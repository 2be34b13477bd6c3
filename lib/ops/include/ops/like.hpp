#pragma once

#include "binary/build_info.hpp"
#include "core/platform.hpp"
#include "ops/context.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::ops {

/// What a program is built again with.
struct LikeRequest {
    std::string file;               ///< the program, as it was given
    std::optional<Platform> target; ///< another one than the program's
    std::vector<std::string> words; ///< the command, whose own flags win
    std::string goflags;            ///< the caller's GOFLAGS
    /// What Go reads for a variable that its environment does not have: its GOENV file.
    std::function<std::string(std::string_view name)> goenv;
};

/// How to build as a program was built.
struct Likeness {
    Version version;
    /// For the environment of the command, GOFLAGS included; nothing unsets a variable.
    std::map<std::string, std::optional<std::string>> variables;
    std::vector<std::string> flags; ///< of GOFLAGS that the program records: `-ldflags=-s -w`
    std::vector<std::string> kept;  ///< the caller's own, which stay in GOFLAGS
    std::vector<Message> said;      ///< what was not recorded, or not passed
};

/// What a program records, as settings for the next build. Only the settings that Go records become
/// variables and flags; any other name is said and not passed, because whoever made the file chose
/// it. msg::like_no_version, msg::like_not_a_release
[[nodiscard]] Result<Likeness> likeness(const binary::BuildInfo& info, const LikeRequest& request);

/// Reads the program that `request.file` names, and what the caller's GOFLAGS and GOENV file say.
/// Adds to what is said whether the current folder is at the program's revision.
[[nodiscard]] Result<Likeness> likeness_of(Context& context, LikeRequest request);

} // namespace govern::ops
