#pragma once

#include "archive/unpack.hpp"
#include "base/result.hpp"
#include "core/provenance.hpp"
#include "core/sdk.hpp"
#include "crypto/sha256.hpp"
#include "ops/context.hpp"
#include "ops/sdk/tree_hash.hpp"
#include "sources/source.hpp"
#include "store/receipt.hpp"
#include "trust/log.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace govern::ops {

/// The place where a piece of evidence was read.
enum class ReadFrom {
    built_in,      ///< compiled into govern
    go_log,        ///< Go's own checksum database: proved by the trust root's key
    other_log,     ///< the database that GOSUMDB names in its place
    official_host, ///< a complete answer, read now over TLS under the system's certificates
    elsewhere,     ///< a mirror, a redirect, a folder, the cache, or where a ca_file counts
    command_line,
};

/// The effect of a piece of evidence on an archive.
enum class Weight {
    nothing,    ///< it is not looked at
    must_match, ///< it can refuse the archive, but proves nothing
    proves,     ///< what agrees with it may be published
};

/// One row of the trust matrix (docs/trust.md has the same table).
struct TrustRule {
    bool module_zip; ///< else an official archive
    Evidence evidence;
    ReadFrom from;
    Weight weight;
    std::string_view words; ///< what may be said of it: `genuine by the embedded list`; or empty
};
/// All of them. For each kind of archive the strongest evidence comes first.
[[nodiscard]] std::span<const TrustRule> trust_rules();

/// The conditions for publishing an archive's files, settled before the first byte comes.
struct EvidencePlan {
    /// The archive's SHA-256 by the strongest authority that knows it; nothing: the log decides.
    std::optional<crypto::Sha256Digest> sha256;
    std::optional<Evidence> authority;                ///< whose word `sha256` is; never the log's
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

/// True if an entry may be written at all under this plan: an entry that the h1 does not cover only
/// if an archive hash covers it.
[[nodiscard]] bool may_write(const EvidencePlan& plan, std::string_view name);

/// True if the log's record of a release was made later, from its archive: then the archive's own
/// SHA-256 counts for more during installation (docs/trust.md).
[[nodiscard]] bool recorded_afterwards(const Version& version);

/// The error where the log must speak for an archive and gave no answer: the log's own for a
/// download; for a file that nothing else proves either, msg::no_evidence.
[[nodiscard]] Error unproved(const EvidencePlan& plan, const sources::Offer& offer,
                             const Error& log_error);

/// Asked before anything is fetched: where the log must speak, unproved() says why it cannot by the
/// settings alone (GOSUMDB=off).
[[nodiscard]] Result<void> log_may_speak(Context& context, const SdkId& id,
                                         const sources::Offer& offer, const EvidencePlan& plan);

/// Compares an archive with the plan. On success the receipt's fields evidence, h1, archive_sha256
/// and log are set. `log`: the proof, or the reason why there is none.
[[nodiscard]] Result<void> judge(const EvidencePlan& plan, const sources::Offer& offer,
                                 const archive::UnpackResult& unpacked, const TreeHashes& hashes,
                                 const Result<LogProof>& log, Reporter& reporter,
                                 store::Receipt& receipt);

/// The checksum database as this call asks it: through GOPROXY's proxies, with --offline only those
/// at file:// addresses. `client`: what it is asked with, if not the context's own. `keeps` false:
/// its answers are not kept in the home.
[[nodiscard]] Result<std::unique_ptr<trust::Log>>
open_log(Context& context, net::Client* client = nullptr, bool keeps = true);
/// The same with a cache of its own.
[[nodiscard]] Result<std::unique_ptr<trust::Log>> open_log_in(Context& context,
                                                              const std::string& cache_folder);
/// The copy of the checksum database in this mirror alone: nothing else is asked, read or kept.
[[nodiscard]] Result<std::unique_ptr<trust::Log>> open_log_at(Context& context,
                                                              const std::string& mirror);
/// The same for an offer, which may bring its checksum database along.
[[nodiscard]] Result<std::unique_ptr<trust::Log>>
open_log_of(Context& context, const sources::Offer& offer, net::Client* client = nullptr);

/// The receipt's proof in words: `genuine by the embedded list and the log sum.golang.org (record
/// 27869929)`.
[[nodiscard]] std::string describe_proof(const store::Receipt& receipt);

} // namespace govern::ops
