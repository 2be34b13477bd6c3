#pragma once

#include "ops/context.hpp"
#include "resolve/decision.hpp"

namespace govern::ops {

enum class Change { user_default, session, pin, install };

/// What every command that changes which Go runs ends with: warns where the project in the current
/// folder cannot be built with `id` (fit), where a changed default has no effect in this folder,
/// and where `go`, looked up as the calling shell would, is not our shim. False where the fit
/// fails.
bool after_change(Context& context, const SdkId& id, Change change);

/// The fit alone: each thing that stands against building the project here with `id` is a warning.
bool warn_of_misfits(Context& context, const SdkId& id);

/// Warns where Go itself ends up with another version than was decided, and where it would fail
/// unless a misfit said so (`fits` false).
void warn_of_truth(Context& context, resolve::Decision& decision, bool fits);

/// msg::pin_forbidden where go.mod or go.work here needs a newer Go than this one.
[[nodiscard]] Result<void> require_not_forbidden(Context& context, const SdkId& id);

} // namespace govern::ops
