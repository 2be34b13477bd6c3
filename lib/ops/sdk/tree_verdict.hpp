#pragma once

#include "archive/unpack.hpp"
#include "core/provenance.hpp"
#include "ops/sdk/adopt.hpp"
#include "ops/sdk/tree_hash.hpp"

#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

/// The files of a tree that are the release, by the log's record.
struct Fit {
    std::vector<archive::UnpackedFile> files;
    TreeHashes hashes;
    std::vector<std::string> extra; ///< files that were taken and do not belong to it
};

/// Says by the log's answer whether the files that were taken are the release: all of them, or
/// without those at places where no release has a file, or without those that another SDK of that
/// version here does not have. Fills in the row's verdict, why, differences and left_out. Errors:
/// msg::adopt_damaged, msg::adopt_unproved, msg::log_forked; the log's own where the network
/// failed.
[[nodiscard]] Result<Fit> weigh_tree(Context& context, Adoption& row,
                                     const std::vector<archive::UnpackedFile>& taken,
                                     const Result<LogProof>& log);

[[nodiscard]] Error unproved_tree(const std::string& path, const std::optional<SdkId>& id,
                                  const std::string& why);

} // namespace govern::ops
