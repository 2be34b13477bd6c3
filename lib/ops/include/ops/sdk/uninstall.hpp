#pragma once

#include "ops/choice/decision.hpp"
#include "ops/context.hpp"

#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

struct UninstallRequest {
    std::vector<SdkId> sdks;
    bool force = false;
    bool dry_run = false;      ///< say what would be removed, or why not
    std::string program;       ///< the running govern, for shims/
    std::vector<Pinned> asked; ///< what this shell and folder run: not removed without `force`
};

/// The reason why an SDK should stay: it is the default, the default before it, or asked for here.
/// Nothing if it is not in use. The default does not run another platform's SDK of the same
/// version.
[[nodiscard]] Result<std::optional<std::string>> user_of(Context& context, const SdkId& id,
                                                         const std::vector<Pinned>& asked);

struct UninstallOutcome {
    SdkId id;
    std::uint64_t bytes = 0; ///< that come free, about, by the receipt
    bool cleared_default = false;
};

/// Removes SDKs, also while files of them are in use (renamed aside). The default, the default
/// before it and what is asked for here is msg::sdk_in_use; with `force` such a default is cleared,
/// recorded, and the next install sets one again. The first that fails ends it; `out` has what was
/// removed before.
[[nodiscard]] Result<void> uninstall(Context& context, const UninstallRequest& request,
                                     std::vector<UninstallOutcome>& out);

} // namespace govern::ops
