#pragma once

#include "ops/context.hpp"

#include <string>
#include <vector>

namespace govern::ops {

/// A GOROOT at a place where a manager, an installer or Go itself puts one.
struct PlacedGo {
    std::string path;
    std::string manager;          ///< `golang.org/dl`, `setup-go`, …
    bool of_distribution = false; ///< built by the makers of the system, not by the Go project
};

/// Every GOROOT at the places that are known, each once, those in this home left out. Looks at
/// names alone.
[[nodiscard]] std::vector<PlacedGo> placed_gos(Context& context);

/// The GOROOTs that a typed path means: itself, or its children (of asdf their `go` folders).
[[nodiscard]] std::vector<PlacedGo> gos_at(Context& context, const std::string& path);

} // namespace govern::ops
