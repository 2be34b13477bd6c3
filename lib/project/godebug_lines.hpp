#pragma once

// The godebug lines of go.mod and go.work, which a Go from 1.23 on holds against its own settings.

#include "project/gover.hpp"
#include "project/mod_file.hpp"

#include <optional>
#include <string>

namespace govern::project {

/// A godebug line at which a Go stops.
struct BadGodebug {
    ModLine line;
    std::string needs;   ///< the version that `default=` asks for, where it is newer than that Go
    std::string problem; ///< of any other line
};
/// The first one; nothing where all are good. `goroot`: of that Go; empty where it is not known,
/// and then each key counts as known.
[[nodiscard]] std::optional<BadGodebug> bad_godebug(const ModFile& file, const Gover& version,
                                                    const std::string& goroot);

} // namespace govern::project
