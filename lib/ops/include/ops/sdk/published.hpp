#pragma once

#include "core/platform.hpp"
#include "ops/context.hpp"

#include <optional>
#include <vector>

namespace govern::ops {

/// The union of all lists (official listing, module proxy, embedded list) for a platform,
/// newest first. A warning names each source that cannot be asked; another one follows if none
/// could.
[[nodiscard]] Result<std::vector<sources::Published>>
published(Context& context, const Platform& platform, std::optional<SourceKind> only);

/// Adds to msg::all_sources_unusable which settings led there: GOPROXY where it names no proxy, the
/// variable of the web proxy. Other errors unchanged.
[[nodiscard]] Error with_settings(Context& context, const sources::Sources& sources, Error error);

} // namespace govern::ops
