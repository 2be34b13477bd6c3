#pragma once

// Signed notes and tree heads: golang.org/x/mod/sumdb/note and /tlog, read strictly.

#include "base/result.hpp"
#include "crypto/sha256.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace govern::trust {

using Hash = crypto::Sha256Digest;

/// `NAME+HASH+KEY`: a database's name, its key hash in 8 hex digits, and in base64 the algorithm
/// (1, Ed25519) followed by the 32-byte public key.
struct VerifierKey {
    std::string name;
    std::uint32_t hash = 0;
    std::string public_key; ///< 32 bytes
    std::string text;       ///< as given
};

/// Nothing if the text is not such a key or its hash does not fit.
[[nodiscard]] std::optional<VerifierKey> parse_verifier_key(std::string_view text);

/// The size and root of a log at one moment, with the note that says so.
struct TreeHead {
    std::uint64_t size = 0;
    Hash root{};
    std::string note; ///< the whole signed note, as sent
};

/// Reads a signed note and its tree head, and checks the signature by `key`. Errors:
/// msg::log_malformed, msg::log_unknown_key, msg::log_bad_signature; all name `from`. Signatures
/// of others are allowed and ignored, so are lines after the root hash (both are signed over or
/// harmless, and the protocol foresees them). Base64 must be canonical.
[[nodiscard]] Result<TreeHead> open_tree_head(std::string_view note, const VerifierKey& key,
                                              const std::string& from);

} // namespace govern::trust
