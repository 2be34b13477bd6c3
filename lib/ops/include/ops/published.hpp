#pragma once

#include "core/platform.hpp"
#include "ops/context.hpp"

#include <string>
#include <vector>

namespace govern::ops {

/// A release that some list at hand has for a platform.
struct PublishedRelease {
    Version version;
    bool stable = true;
};

/// The union of every list at hand (official listing, module proxy, embedded list), newest first.
/// Sources that cannot be asked are named in a warning, and where none could, that is one too.
[[nodiscard]] Result<std::vector<PublishedRelease>>
published(Context& context, const Platform& platform, const std::string& source);

/// Adds to msg::all_sources_unusable which settings led there: GOPROXY where it names no proxy, the
/// variable of the web proxy. Other errors unchanged.
[[nodiscard]] Error with_settings(Context& context, const sources::Sources& sources, Error error);

} // namespace govern::ops
