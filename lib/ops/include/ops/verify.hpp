#pragma once

#include "ops/context.hpp"
#include "store/receipt.hpp"

#include <string>
#include <vector>

namespace govern::ops {

/// How an installed tree differs from its receipt. Paths are relative to the GOROOT, with `/`.
struct TreeDifferences {
    std::vector<std::string> changed;
    std::vector<std::string> missing;
    std::vector<std::string> added;
    std::vector<std::string>
        mode; ///< same bytes, but others may write, setuid, or a program without x
    [[nodiscard]] bool none() const {
        return changed.empty() && missing.empty() && added.empty() && mode.empty();
    }
};

struct Verified {
    store::Receipt receipt;
    std::uint64_t files = 0;
    TreeDifferences differences;
    /// Whether the log's proof was checked: in the receipt, or asked for now.
    bool log_checked = false;
    std::string log_why; ///< why not, on one line
};

/// Redoes every proof of an installed SDK: the hash lines add up to the receipt's h1, the receipt's
/// record is in the signed tree (or, without one, the embedded list knows the archive), and each
/// file is hashed again on all processors. The receipt alone is enough: the log is asked only where
/// the receipt holds no proof of it and the network may be used. Differences of files are returned,
/// not an error; everything else that fails is.
[[nodiscard]] Result<Verified> verify(Context& context, const SdkId& id);

/// The error for a tree that differs, naming the first files.
[[nodiscard]] Error tree_differs_error(const Verified& verified);

} // namespace govern::ops
