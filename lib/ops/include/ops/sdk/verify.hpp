#pragma once

#include "ops/context.hpp"
#include "ops/sdk/tree_hash.hpp"
#include "store/receipt.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace govern::ops {

struct Verified {
    /// As stored; if the log was asked, with the proof that it gave now.
    store::Receipt receipt;
    std::uint64_t files = 0;
    TreeDifferences differences;
    /// True if a proof by Go's own log, or by the one that GOSUMDB names now, was checked. If not,
    /// only the receipt vouches for the SDK.
    bool log_checked = false;
    std::string log_why; ///< why not, on one line
};

/// Redoes every proof of an installed SDK: the hash lines add up to the receipt's h1, the embedded
/// list has the receipt's archive, the log's record is in the signed tree, and each file is hashed
/// again on all processors. The log is asked only where the receipt holds no proof by its key and
/// the network may be used. Differences of files are returned, not an error; everything else that
/// fails is, also a log that contradicts the receipt.
[[nodiscard]] Result<Verified> verify(Context& context, const SdkId& id);

/// What tells an installed SDK from another one that was put in its place under the same name.
struct InstallIdentity {
    std::optional<std::int64_t> receipt; ///< when it was written; nothing: gone
    std::optional<std::int64_t> folder;
    friend bool operator==(const InstallIdentity&, const InstallIdentity&) = default;
};
[[nodiscard]] InstallIdentity identity_of(Context& context, const SdkId& id);

/// The error for a tree that differs, naming the first files.
[[nodiscard]] Error tree_differs_error(const Verified& verified);

} // namespace govern::ops
