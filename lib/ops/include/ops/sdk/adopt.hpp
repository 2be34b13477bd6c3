#pragma once

#include "ops/context.hpp"
#include "ops/sdk/tree_hash.hpp"
#include "store/receipt.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

struct SourceTree;

struct AdoptRequest {
    std::vector<std::string> paths; ///< absolute; empty: every place that is known
    bool move = false;              ///< remove what was taken over
    /// What is not genuine is passed over: no error.
    bool only_genuine = false;
    std::string program; ///< the running govern, for shims/
};

/// One Go outside the home, what is known of it, and what became of it.
struct Adoption {
    enum class Verdict { unknown, genuine, damaged };

    std::string path;    ///< as it was found or typed
    std::string manager; ///< who put it there; empty for a path that was typed
    std::optional<SdkId> id;
    Verdict verdict = Verdict::unknown;
    std::string why;                   ///< the reason of the verdict, one line
    std::uint64_t bytes = 0;           ///< of the files that may belong to the release
    bool here = false;                 ///< that SDK is installed already: nothing is done
    TreeDifferences differences;       ///< as far as this home knows that version
    std::vector<std::string> left_out; ///< entries that no hash covers
    std::optional<Error> error;        ///< why it is not taken over, or why --move was not done
    bool adopted = false;
    bool moved = false;
    bool became_default = false;
    store::Receipt receipt; ///< where it was adopted

    std::shared_ptr<const SourceTree> tree; ///< its files by their names
};

/// The plan: every Go that `request` means, by its names and VERSION. Nothing is proved yet. A path
/// without a Go is a row with msg::adopt_no_go.
[[nodiscard]] std::vector<Adoption> plan_adoption(Context& context, const AdoptRequest& request);

/// How many releases for this machine, not installed here, a plan for all places would prove: those
/// that are refused by their names and VERSION are left out.
[[nodiscard]] std::size_t count_adoptable(Context& context);

/// Proves the rows of a plan without a copy: `verdict`, `why`, `error`. What is here already is not
/// read. Error: msg::interrupted.
[[nodiscard]] Result<void> prove_adoption(Context& context, std::vector<Adoption>& rows);

/// Takes over what the rows name: copies each tree, proves the copy by the log, publishes it. All
/// are tried. Errors that are not of one row: the home cannot be written, msg::interrupted.
[[nodiscard]] Result<void> adopt(Context& context, const AdoptRequest& request,
                                 std::vector<Adoption>& rows);

} // namespace govern::ops
