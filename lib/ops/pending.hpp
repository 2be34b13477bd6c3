#pragma once

#include "ops/context.hpp"
#include "store/upgrade_state.hpp"

#include <string>

namespace govern::ops {

/// Takes a change on trial back and ends its being on trial. False where what it had switched was
/// changed since, and was left alone. The upgrade's lock must be held.
[[nodiscard]] Result<bool> put_back(Context& context, const store::Pending& pending);

/// The command that does so, and nothing else that its user would notice.
[[nodiscard]] std::string command_to_put_back(const std::string& file, const Version& from);

/// What it switched, for messages: `the default`, or the file's path.
[[nodiscard]] std::string switched_thing(const std::string& file);

/// The version file's bytes; a change of it meanwhile is an error.
[[nodiscard]] Result<bool> exchange_file(Context& context, const std::string& file,
                                         const std::string& before, const std::string& after);

} // namespace govern::ops
