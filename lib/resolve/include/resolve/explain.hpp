#pragma once

// For govern, not for the shim.

#include "base/result.hpp"
#include "os/environment.hpp"
#include "resolve/choose.hpp"

namespace govern::resolve {

/// The decision's problem as an error with its file, line, caret and hint. decision.error must not
/// be none.
[[nodiscard]] govern::Error to_error(Decision& decision);
/// A message with the facts of a decision.
[[nodiscard]] Message message_about(Decision& decision, const MessageSpec& spec);

/// The variables of a Host as the shared code asks for them. `environment` must outlive the
/// Decision.
[[nodiscard]] Variables variables_of(const os::Environment& environment);

} // namespace govern::resolve
