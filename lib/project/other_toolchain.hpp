#pragma once

// Where a Go finds the toolchain that it switches to (toolchain.Exec of cmd/go).

#include "project/gover.hpp"
#include "resolve/decision.hpp"

#include <optional>
#include <string>

namespace govern::project {

/// A program of the toolchain's name.
struct OnPath {
    std::string root; ///< the SDK in a home whose shim it is; empty where it is another program
};
/// As exec.LookPath: one in a relative entry of PATH ends the search without a result. A shim
/// counts if its home has what it runs.
[[nodiscard]] std::optional<OnPath> look_up_toolchain(const std::string& name,
                                                      const std::string& folder,
                                                      const resolve::Variables& variables,
                                                      resolve::Arena& arena);

/// Go 1.25.0 exists, but Go 1.25 does not, and Go 1.20 exists, but Go 1.20.0 does not. A name with
/// a blank is none that a module can have.
[[nodiscard]] bool may_be_published(const std::string& name, const Gover& version);

} // namespace govern::project
