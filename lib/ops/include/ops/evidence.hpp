#pragma once

#include "archive/unpack.hpp"
#include "base/result.hpp"
#include "core/sdk.hpp"
#include "crypto/sha256.hpp"
#include "ops/context.hpp"
#include "sources/source.hpp"
#include "store/receipt.hpp"
#include "trust/log.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace govern::ops {

/// What must hold before an archive's files may be published, settled before the first byte comes
/// (design of the rules: docs/trust.md).
struct EvidencePlan {
    /// The archive's SHA-256 by the strongest authority that knows it; nothing: the log decides.
    std::optional<crypto::Sha256Digest> sha256;
    std::string authority; ///< `embedded-list`, `official-listing`, `your-sha256`; empty: none
    std::optional<crypto::Sha256Digest> users_sha256; ///< --sha256: must match as well
    std::uint64_t size = 0;                           ///< by the embedded list; 0: not known
    bool log_required = false; ///< without the log's proof nothing is published
};

struct EvidenceOptions {
    std::optional<crypto::Sha256Digest> users_sha256;
    bool require_log = false;
};

[[nodiscard]] EvidencePlan plan_evidence(const sources::Offer& offer,
                                         const EvidenceOptions& options);

/// True for what a module zip and so the log's h1 leaves out: api, doc, misc, test (and .github).
[[nodiscard]] bool outside_h1(std::string_view name);

/// Whether an entry may be written at all under this plan: what the h1 does not cover only where an
/// archive hash covers it.
[[nodiscard]] bool may_write(const EvidencePlan& plan, std::string_view name);

/// The hash lines of an unpacked tree, by the names of the module zip, and of what it leaves out.
struct TreeHashes {
    std::string lines; ///< their own SHA-256 is the h1
    std::string extra; ///< lines of files outside the h1 that were written; may be empty
    std::string h1;
};
[[nodiscard]] TreeHashes hash_tree_lines(const SdkId& id, const archive::UnpackResult& unpacked);

/// Whether the log's record of a release was made later, from its archive: then the archive's own
/// SHA-256 counts for more (docs/trust.md).
[[nodiscard]] bool recorded_afterwards(const Version& version);

/// Holds what came against the plan. On success the receipt's fields evidence, h1, archive_sha256
/// and log are set. `log`: the proof, or why there is none.
[[nodiscard]] Result<void> judge(const EvidencePlan& plan, const sources::Offer& offer,
                                 const archive::UnpackResult& unpacked, const TreeHashes& hashes,
                                 const Result<trust::Proof>& log, Reporter& reporter,
                                 store::Receipt& receipt);

/// The checksum database as this call asks it: through GOPROXY's proxies, with --offline only those
/// at file:// addresses. `client`: what it is asked with, if not the context's own.
[[nodiscard]] Result<std::unique_ptr<trust::Log>> open_log(Context& context,
                                                           net::Client* client = nullptr);

/// The log's proof as a receipt keeps it, and back; the receipt must have one.
[[nodiscard]] store::Receipt::LogProof receipt_proof(const trust::Proof& proof);
[[nodiscard]] trust::Proof proof_of(const store::Receipt& receipt);

/// The receipt's proof in words: `genuine by the embedded list and the log (record 27869929)`.
[[nodiscard]] std::string describe_proof(const store::Receipt& receipt);

} // namespace govern::ops
