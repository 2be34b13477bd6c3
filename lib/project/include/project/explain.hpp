#pragma once

// For govern, not for the shim.

#include "base/result.hpp"
#include "os/environment.hpp"
#include "resolve/choose.hpp"

#include <string>

namespace govern::project {

/// The decision's problem as an error with its file, line, caret and hint. decision.error must not
/// be none.
[[nodiscard]] govern::Error to_error(const resolve::Decision& decision);
/// A message with the facts of a decision.
[[nodiscard]] Message message_about(const resolve::Decision& decision, const MessageSpec& spec);
/// `/x/.go-version:3`, `GOVERN_VERSION`, `+1.22.5`, `the name go1.22.5`.
[[nodiscard]] std::string asker_of(const resolve::Candidate& wish);

/// The variables of a Host as the shared code asks for them. `environment` must outlive the
/// Decision.
[[nodiscard]] resolve::Variables variables_of(const os::Environment& environment);

} // namespace govern::project
