#pragma once

#include "archive/peek.hpp"
#include "net/download.hpp"
#include "ops/context.hpp"
#include "ops/sdk/evidence.hpp"
#include "sources/source.hpp"
#include "store/receipt.hpp"
#include "trust/log.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace govern::ops {

/// An archive that was read to its end and proved.
struct Proved {
    store::Receipt receipt;   ///< evidence, hashes and proof
    std::string version_file; ///< VERSION's content
    TreeHashes hashes;
    std::uint64_t bytes = 0;
};

/// The offer that an archive in a mirror answers, for what looks at offers: no source made it.
[[nodiscard]] sources::Offer module_offer(const SdkId& id, const std::string& path);
[[nodiscard]] sources::Offer archive_offer(const std::string& path);

/// The log's proof of one SDK, which may still be under way: waits for it.
using ComingProof = std::function<Result<LogProof>()>;

/// Hashes an archive that is there and holds it against all evidence. `log`: the proof.
[[nodiscard]] Result<Proved> prove_file(Context& context, const SdkId& id,
                                        const sources::Offer& offer, const std::string& path,
                                        const Result<LogProof>& log);

/// Why an offer gave nothing, as for FetchFault.
struct BringFault {
    Error error;
    long http_status = 0;
    bool unproved = false; ///< the archive came, and the log has no proof: no other source helps
    std::optional<std::uint64_t> size = {}; ///< of the archive, if it is known
};
/// Downloads an offer's archive into `part`, which an earlier run may have begun, and proves it as
/// it comes. The file stays there on success; what is not genuine is removed.
[[nodiscard]] tl::expected<Proved, BringFault> bring_archive(Context& context, const SdkId& id,
                                                             const sources::Offer& offer,
                                                             const std::string& part,
                                                             const ComingProof& log);

} // namespace govern::ops
