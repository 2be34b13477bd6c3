#pragma once

// Part of the code that the shim shares: no heap, no exceptions, no library I/O.

#include "core/version.hpp"

#include <cstddef>
#include <string_view>

namespace govern {

/// The version that a person, a variable or a version file asks for.
struct Spec {
    enum class Kind {
        exact,     ///< `1.22.5`, `go1.23rc1`, `1.23.0-rc.1`, `1.20.0`
        partial,   ///< `1.22`, `1.22.x`: the newest patch of a line; `version` holds MAJOR.MINOR
        latest,    ///< the newest release
        oldstable, ///< the newest patch of the line before the newest; command line only
        system,    ///< the first `go` on PATH that is not a shim
    };
    Kind kind = Kind::exact;
    Version version; ///< empty for latest, oldstable, system

    /// True if the SPEC asks for this installed or published release. Release candidates match only
    /// exactly. For latest and oldstable: any release.
    [[nodiscard]] bool matches(const Version& release) const;
};

/// The SPEC of exactly that release.
[[nodiscard]] inline Spec exact_spec(const Version& version) {
    return {Spec::Kind::exact, version};
}

/// The reason why a text is not a Spec.
enum class SpecError {
    none,
    empty,
    not_a_version, ///< `offset` is the first character that does not fit
    leading_zero,
    too_long,
    semver_range,   ///< `^1.22`, `~1.22`, `>=1.22`: setup-go's ranges
    setup_go_alias, ///< `stable`: setup-go's name for latest
    path_or_url,    ///< holds a slash or a backslash
};

struct ParsedSpec {
    Spec spec;
    SpecError error = SpecError::none;
    std::size_t offset = 0; ///< of the offending character in the text given, in bytes
};

/// Reads a SPEC: drops a leading `go` or `v` and surrounding blanks. False if the text is not a
/// SPEC; then `stopped` is the byte in `text` that does not fit.
[[nodiscard]] bool read_spec(const std::string_view& text, Spec& out, std::size_t& stopped);
/// The same for govern, which says what is wrong (the shim does not).
[[nodiscard]] ParsedSpec parse_spec(std::string_view text);

/// How a release is written as a SPEC: text(), but `1.20.0` for the first release of a line before
/// 1.21 (whose bare name is the partial SPEC). Written into `buffer`, which must hold 40 bytes.
[[nodiscard]] std::string_view spec_text(const Version& release, char (&buffer)[40]);

} // namespace govern
