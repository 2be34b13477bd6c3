#pragma once

// For govern, not for the shim: whether the project in a folder can be built with a version.

#include "base/result.hpp"
#include "project/os_version.hpp"
#include "project/refusal.hpp"
#include "resolve/choose.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::project {

/// The reasons why the project in `folder` cannot be built with `version`; empty if there are none.
/// Each is a warning: what that Go refuses here (refusal.hpp), and an operating system that is too
/// old for it. `goroot`: of that version's SDK, where it is known; its go.env counts then.
[[nodiscard]] std::vector<Message> misfits(const Version& version, std::string_view folder,
                                           const resolve::Variables& variables, const OsVersion& os,
                                           const RemoveVariable& remove = {},
                                           std::string_view goroot = {});

/// A line of go.mod or go.work that a version does not meet.
struct MisfitLine {
    std::string where; ///< `go.mod line 3`
    std::string quote;
    std::string needs;  ///< the version that the line asks for
    std::string go_mod; ///< the go.mod whose go line it is, for a user in the folder; else empty
};
/// The first go line that asks for a newer version than this one, among what misfits() finds.
[[nodiscard]] std::optional<MisfitLine> line_that_needs_newer(const Version& version,
                                                              std::string_view folder,
                                                              const resolve::Variables& variables);

} // namespace govern::project
