#pragma once

#include "ops/context.hpp"

namespace govern::ops {

enum class Change { user_default, session, pin, install };

/// What every command that changes which Go runs ends with: warns where the project in the current
/// folder cannot be built with `id` (fit), where a changed default has no effect in this folder, and
/// where `go`, looked up as the calling shell would, is not our shim. False where the fit fails.
bool after_change(Context& context, const SdkId& id, Change change);

} // namespace govern::ops
