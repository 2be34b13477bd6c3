#pragma once

#include "ops/context.hpp"
#include "resolve/decision.hpp"

namespace govern::ops {

enum class Change { user_default, session, pin, install };

/// The last step of every command that changes which Go runs. Warns if the project in the current
/// folder cannot be built with `id` (fit), if a changed default has no effect in this folder or a
/// pin or variable keeps every Go from running here, and if `go`, looked up as the calling shell
/// would, is not our shim. False if the project does not fit, no Go runs here, or Go itself ends up
/// with another version.
bool after_change(Context& context, const SdkId& id, Change change);
/// The same where the change only takes effect once the calling shell has these variables.
bool after_change(Context& context, const SdkId& id, Change change,
                  const os::Environment& environment);

/// The same for a link, of whose fit nothing is known.
void after_change(Context& context, const store::Link& link, const os::Environment& environment);

/// The fit alone: warns of each reason why the project here cannot be built with `id`.
bool warn_of_misfits(Context& context, const SdkId& id);
/// The same for what is started with these variables.
bool warn_of_misfits(Context& context, const os::Environment& environment, const SdkId& id);

/// Warns where Go itself ends up with another version than was decided, and where it would fail
/// unless a misfit said so (`fits` false). False in both cases.
bool warn_of_truth(Context& context, const os::Environment& environment,
                   resolve::Decision& decision, bool fits);

/// msg::pin_forbidden where go.mod or go.work here needs a newer Go than this one.
[[nodiscard]] Result<void> require_not_forbidden(Context& context, const SdkId& id);

} // namespace govern::ops
