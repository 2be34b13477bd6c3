#pragma once

#include "ops/context.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

struct PruneRequest {
    /// Only these, and for them it does not count that they were adopted or are the only ones of
    /// their line. Empty: every SDK, and what else nothing needs.
    std::vector<SdkId> sdks;
    std::vector<std::string> under; ///< --under: folders of projects, absolute
    bool shared_home = false;       ///< other accounts use it
    std::string program;            ///< the running govern, for shims/
};

/// Something in the home that is not needed.
struct PruneItem {
    enum class What { sdk, cache, part, snapshot, log, tools };

    What what = What::sdk;
    std::optional<SdkId> id;
    std::string path;
    std::vector<std::string> files; ///< below or at `path`, where not all of it goes
    std::uint64_t bytes = 0;        ///< that come free
    std::string why;                ///< the evidence, in words
    bool removed = false;
    std::optional<Error> error; ///< why it could not be removed
};

struct PrunePlan {
    struct Kept {
        SdkId id;
        std::string why;
    };
    std::vector<PruneItem> items;
    std::vector<Kept> kept; ///< SDKs that stay
    /// Folders and version files that could not be read: for their sake no SDK is in `items`.
    std::vector<Error> troubles;

    [[nodiscard]] std::uint64_t bytes() const;
};

/// What nothing needs, with the evidence. Reads only. msg::prune_needs_under.
[[nodiscard]] Result<PrunePlan> plan_prune(Context& context, const PruneRequest& request);

/// Removes the items of the plan, each unless something needs it by now. What is in use is passed
/// over: its `error`. msg::home_read_only and what Store says where nothing could be begun.
[[nodiscard]] Result<void> carry_out(Context& context, const PruneRequest& request,
                                     PrunePlan& plan);

/// True where the history names another account than this one.
[[nodiscard]] bool has_other_users(Context& context);

} // namespace govern::ops
