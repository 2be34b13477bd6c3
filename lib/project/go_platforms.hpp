#pragma once

// The pairs of GOOS and GOARCH that a Go builds for.

#include "go_values.hpp"

#include <optional>
#include <string_view>

namespace govern::project {

/// A pair that the lines from `since` to `until` take; 0: the newest still does.
struct GoPlatform {
    std::string_view os;
    std::string_view arch;
    int since;
    int until;
};

/// The GOOS or GOARCH by which a Go of that version would stop. Nothing for a Go that the table
/// does not know: a newer one, and what is not a release.
[[nodiscard]] std::optional<BadValue> bad_platform(const GoSettings& settings,
                                                   const Gover& version);

} // namespace govern::project
