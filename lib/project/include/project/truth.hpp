#pragma once

// For govern, not for the shim: what comes of a decision once Go itself has had its say.

#include "base/result.hpp"
#include "project/refusal.hpp"
#include "resolve/choose.hpp"

#include <optional>
#include <string>

namespace govern::project {

/// The version that Go ends up running, after its own switch (cmd/go/internal/toolchain).
struct Truth {
    enum class Kind {
        runs,      ///< what was chosen runs itself
        switches,  ///< Go starts another one that is installed or on PATH
        downloads, ///< Go fetches another one by itself and starts that
        fails,     ///< Go refuses; `failure` says why
        unknown,   ///< `system` or a link: its version is not ours to know
    };
    Kind kind = Kind::runs;
    std::string link; ///< the NAME of the local build that runs; empty: no link does
    Version version;  ///< of what runs in the end; of what was chosen where it fails
    /// What `go env GOVERSION` says then: `go1.22.5`, `go1.24.13-custom`, `go1.20`; empty if it is
    /// unknown.
    std::string go_version;
    std::string because;   ///< what makes Go switch: `go.mod line 3`, `GOTOOLCHAIN=go1.23.1`
    std::string setting;   ///< GOTOOLCHAIN as that Go sees it; empty before Go 1.21
    std::string way_out;   ///< what removes the GOTOOLCHAIN that makes Go switch; else empty
    std::string stands_in; ///< its place: the variable's name, or a file
    std::optional<govern::Error> failure;

    /// A GOTOOLCHAIN=local, not of a pin, without which Go would run another version.
    struct Held {
        std::string version; ///< that it would run, like shown(): `1.26.1`
        std::string because; ///< what asks for it: `go.mod line 3`
        std::string setting; ///< `GOTOOLCHAIN=local`
        std::string place;   ///< `the environment`, or a file and its line
    };
    std::optional<Held> held;

    /// The version as a SPEC: `1.22.5`, `1.20.0`; `system` or the link's NAME if it is unknown.
    [[nodiscard]] std::string text() const;
    /// As `current` and `why` print it: go_version without `go`; like text() if it is unknown.
    [[nodiscard]] std::string shown() const;
};

/// `decision` must have no error. Without `remove` hints are in the words of a POSIX shell.
[[nodiscard]] Truth truth_of(const resolve::Question& question, resolve::Decision& decision,
                             const RemoveVariable& remove = {});

/// `go.mod`, `../go.work`, else the whole path: the name of a file for a user in `folder`.
[[nodiscard]] std::string short_name(std::string_view file, std::string_view folder);

} // namespace govern::project
