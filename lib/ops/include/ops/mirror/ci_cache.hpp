#pragma once

#include "ops/context.hpp"

#include <string>

namespace govern::ops {

/// Packs an installed SDK into cache/ci/ID.tar, a mirror's tar with it and its proof, unless that
/// file is there; its path. The module zip is made again of the tree, each file held against the
/// receipt. Errors: msg::ci_cache_tree_differs, those of trust::Log.
[[nodiscard]] Result<std::string> pack_for_ci(Context& context, const SdkId& id);

} // namespace govern::ops
