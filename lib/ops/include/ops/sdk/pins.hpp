#pragma once

#include "core/spec.hpp"
#include "ops/context.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace govern::ops {

/// A version that a project asks for, and where.
struct Pin {
    std::string file;       ///< absolute
    std::uint32_t line = 0; ///< from 1
    std::string text;       ///< as written: `1.22`, `go1.22.5`
    Spec spec;
};

struct FoundPins {
    std::vector<Pin> pins; ///< by file
    /// Folders that cannot be listed and version files that name no version: a pin may be missing.
    std::vector<Error> troubles;
};

/// The pins below these folders: `.go-version`, `.tool-versions`, and the toolchain lines of go.mod
/// and go.work. Links are not followed; homes of govern, module caches and `.git` are passed over.
/// On all processors; ends early where the user interrupts.
[[nodiscard]] FoundPins find_pins_below(Context& context, const std::vector<std::string>& folders);

/// The pins that count for work in these folders: in them and in all folders above.
[[nodiscard]] FoundPins find_pins_above(Context& context, const std::vector<std::string>& folders);

} // namespace govern::ops
