#pragma once

#include "core/version.hpp"

#include <optional>
#include <string_view>

namespace govern {

/// The release that this SPEC names exactly, such as `1.22.5`, `go1.23rc1` or `1.20.0`. Nothing for
/// a partial SPEC, latest, oldstable, system and any other text.
[[nodiscard]] std::optional<Version> exact_release(std::string_view spec);

/// The release of exactly this toolchain name (`go1.22.1`). Nothing for a language version
/// (`go1.22`) and for what an experiment or a vendor changed.
[[nodiscard]] std::optional<Version> release_named(std::string_view go_version);

} // namespace govern
