#pragma once

// For govern, not for the shim: whether the project in a folder can be built with a version.

#include "base/result.hpp"
#include "resolve/choose.hpp"
#include "resolve/go_lines.hpp"
#include "resolve/os_version.hpp"

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace govern::resolve {

/// What stands against building the project in `folder` with `version`; empty if nothing does. A
/// warning each: go.mod or go.work (or a go.mod that go.work uses) needs newer, holds what that Go
/// cannot read, GOFLAGS has a flag that it lacks, the operating system is too old for it.
[[nodiscard]] std::vector<Message> misfits(const Version& version, std::string_view folder,
                                           const Variables& variables, const OsVersion& os);
/// The first line of a go.mod or go.work that this version cannot read, as misfits() says it.
[[nodiscard]] std::optional<Message> unreadable_line(const Version& version,
                                                     std::string_view folder, const GoLines& lines);

/// Calls for each go.mod that a go.work uses; it is gone after the call. No workspace, no call.
void for_each_member(const GoLines& work, Arena& arena,
                     const std::function<void(const GoLines&)>& call);

} // namespace govern::resolve
