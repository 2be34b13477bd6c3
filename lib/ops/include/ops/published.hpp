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
/// Sources that cannot be asked are named in a warning; msg of the last failure where none could.
[[nodiscard]] Result<std::vector<PublishedRelease>> published(Context& context, const Platform& platform,
                                                              const std::string& source);

} // namespace govern::ops
