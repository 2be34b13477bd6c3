#pragma once

#include "ops/context.hpp"

#include <string>

namespace govern::ops {

/// Makes the module zip of an SDK's tree again. `lines`: its hash lines (TreeHashes::lines), which
/// every file must still have. `level`: ISA-L's. Errors: msg::ci_cache_tree_differs; the zip is
/// incomplete then.
[[nodiscard]] Result<void> write_module_zip(Context& context, const SdkId& id,
                                            const std::string& root, const std::string& lines,
                                            const std::string& zip, int level);

} // namespace govern::ops
