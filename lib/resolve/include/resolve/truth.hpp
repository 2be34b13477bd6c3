#pragma once

// For govern, not for the shim: what comes of a decision once Go itself has had its say.

#include "base/result.hpp"
#include "resolve/choose.hpp"

#include <optional>
#include <string>

namespace govern::resolve {

/// The version that Go ends up running, after its own switch (cmd/go/internal/toolchain).
struct Truth {
    enum class Kind {
        runs,      ///< what was chosen runs itself
        switches,  ///< Go starts another one that is installed or on PATH
        downloads, ///< Go fetches another one by itself and starts that
        fails,     ///< Go refuses; `failure` says why
        unknown,   ///< `system`: its version is not ours to know
    };
    Kind kind = Kind::runs;
    Version version;     ///< of what runs in the end; of what was chosen where it fails
    std::string because; ///< what makes Go switch: `go.mod line 3`, `GOTOOLCHAIN=go1.23.1`
    std::string setting; ///< GOTOOLCHAIN as that Go sees it; empty before Go 1.21
    std::optional<govern::Error> failure;
};

/// `decision` must have no error.
[[nodiscard]] Truth truth_of(const Question& question, Decision& decision);

/// `go.mod`, `../go.work`, else the whole path: a file as somebody in `folder` would name it.
[[nodiscard]] std::string short_name(std::string_view file, std::string_view folder);

} // namespace govern::resolve
