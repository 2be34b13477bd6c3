#pragma once

#include "core/version.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace govern::advisories {

/// A semantic version as the vulnerability database writes it: `1.21.0-rc.2`, `1.22.0-0`, `0`.
/// Ordered by semver.org §11: `1.22.0-0` comes before every release candidate of 1.22.0, and these
/// before 1.22.0.
struct SemVer {
    std::array<std::uint32_t, 3> numbers{};
    std::string pre; ///< what follows the `-`; empty for a release

    [[nodiscard]] static std::optional<SemVer> parse(std::string_view text);
    /// A Go version in that form (golang.org/x/vuln: `1.21rc2` is 1.21.0-rc.2, `1.20` is 1.20.0).
    [[nodiscard]] static SemVer of(const Version& version);

    friend std::weak_ordering operator<=>(const SemVer& a, const SemVer& b);
    friend bool operator==(const SemVer& a, const SemVer& b) { return (a <=> b) == 0; }
};

} // namespace govern::advisories
