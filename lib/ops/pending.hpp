#pragma once

#include "ops/context.hpp"
#include "store/upgrade_state.hpp"

#include <string>

namespace govern::ops {

/// Takes a change on trial back and ends the trial. False where the default or the file was changed
/// since; it is left alone then. The upgrade's lock must be held.
[[nodiscard]] Result<bool> put_back(Context& context, const store::Pending& pending);

/// A command to type that takes the change back and changes nothing else.
[[nodiscard]] std::string command_to_put_back(const std::string& file, const Version& from);

/// The thing that a change switched, for messages: `the default`, or the file's path.
[[nodiscard]] std::string switched_thing(const std::string& file);

/// Replaces the bytes of a version file. False, and nothing done, where they are not `before`.
[[nodiscard]] Result<bool> exchange_file(Context& context, const std::string& file,
                                         const std::string& before, const std::string& after);

} // namespace govern::ops
