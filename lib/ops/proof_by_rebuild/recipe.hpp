#pragma once

#include "base/result.hpp"
#include "core/sdk.hpp"

#include <string>
#include <string_view>

namespace govern::ops {

/// How the Go project builds the programs of a release.
struct BuildRecipe {
    std::string flags;  ///< GOFLAGS
    std::string go_mod; ///< of the folder in which `go build` is called
};

/// From the SDK's own texts: src/cmd/dist/build.go and src/go.mod. Of the flags there only known
/// ones are taken. msg::rebuild_recipe_unknown
[[nodiscard]] Result<BuildRecipe> read_recipe(const SdkId& id, std::string_view dist,
                                              std::string_view go_mod);

} // namespace govern::ops
