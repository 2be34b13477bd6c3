#pragma once

#include "core/version.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace govern::advisories {

/// True while Go's team fixes a release line: "Each major Go release is supported until there are
/// two newer major releases" (go.dev/doc/devel/release).
struct Support {
    bool ended = false;
    /// The day on which support ended, YYYY-MM-DD. Empty while the line is supported, and where a
    /// listing alone knows the release that ended it.
    std::string ended_on;
    /// The release that ends or ended the support of the line: `1.27` for 1.25.
    std::string ended_by;
    /// The day on which it is to end, YYYY-MM-DD, as Go has a release each February and August: one
    /// year after the first release of the line. Empty once it ended, and for an unknown line.
    std::string expected_on;
};

/// The support of `version`'s line by the embedded release dates. `newest`: the newest release that
/// a newer listing knows, or an empty version; a release candidate ends no support.
[[nodiscard]] Support support_of(const Version& version, const Version& newest = {});

/// The newest release of `version`'s line that the embedded table has.
[[nodiscard]] std::optional<Version> newest_patch(const Version& version);
/// The newest release that the embedded table has.
[[nodiscard]] const Version& newest_release();

/// From one day (YYYY-MM-DD) to another; nothing where one of them is not a day.
[[nodiscard]] std::optional<long> days_between(std::string_view from, std::string_view to);

} // namespace govern::advisories
