#pragma once

#include "ops/context.hpp"
#include "ops/sdk/evidence.hpp"

namespace govern::ops {

/// Brings one SDK from one offer into a staging folder and checks it: download, unpacking and the
/// log's proof run at once. The SDK's lock must be held. On success the receipt is complete but for
/// what publication adds; on failure staging is empty again and a poisoned download is gone.
struct Fetched {
    store::Receipt receipt;
    TreeHashes hashes;
    std::string sizes;  ///< lines `SIZE NAME` of the files on disk
    std::string staged; ///< the folder to publish
};
struct FetchFault {
    Error error;
    long http_status = 0; ///< of the last answer, where the download failed
    bool resumed = false; ///< bytes of an earlier run were used, and may be to blame
    FetchFault(Error what, long status = 0, bool used_earlier_bytes = false)
        : error(std::move(what)), http_status(status), resumed(used_earlier_bytes) {}
};
[[nodiscard]] tl::expected<Fetched, FetchFault> fetch_sdk(Context& context, const SdkId& id,
                                                          const sources::Offer& offer,
                                                          const EvidenceOptions& options);

} // namespace govern::ops
