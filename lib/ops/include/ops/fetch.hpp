#pragma once

#include "ops/context.hpp"
#include "ops/evidence.hpp"

namespace govern::ops {

/// Brings one SDK from one offer into a staging folder and checks it: download, unpacking and the
/// log's proof run at once. The SDK's lock must be held. On success the receipt is complete but for
/// what publication adds; on failure staging is empty again and a poisoned download is gone.
struct Fetched {
    store::Receipt receipt;
    TreeHashes hashes;
    std::string staged; ///< the folder to publish
};
[[nodiscard]] Result<Fetched> fetch_sdk(Context& context, const SdkId& id,
                                        const sources::Offer& offer,
                                        const EvidenceOptions& options);

} // namespace govern::ops
