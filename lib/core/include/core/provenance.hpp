#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern {

/// The kinds of places that SDKs come from.
enum class SourceKind {
    official, ///< the Go download site, or a mirror of the same shape
    proxy,    ///< a module proxy with golang.org/toolchain
    file,     ///< an archive that the user named
    adopted,  ///< an unpacked SDK that was on this machine
};
/// The kinds that --source and the config file may name, in the order of the enum.
inline constexpr std::array<std::string_view, 2> k_source_words = {"official", "proxy"};
/// As receipts and JSON write it.
[[nodiscard]] std::string_view word_of(SourceKind kind);
[[nodiscard]] std::optional<SourceKind> parse_source_kind(std::string_view word);

/// The evidence that an SDK is genuine (docs/trust.md), strongest first.
enum class Evidence {
    embedded_list,    ///< the archive's SHA-256 is in govern's embedded list
    log,              ///< the checksum database has a record with the h1 of its files
    official_listing, ///< the official site's listing, read over TLS, has the archive's SHA-256
    users_sha256,     ///< the archive has the SHA-256 that the user gave
};
/// The word of receipts and JSON: `embedded-list`.
[[nodiscard]] std::string_view word_of(Evidence evidence);
[[nodiscard]] std::optional<Evidence> parse_evidence(std::string_view word);

/// The checksum database's word on one toolchain module, with everything needed to prove it again
/// years later, offline. A receipt keeps it.
struct LogProof {
    std::string h1;           ///< `h1:…` of the module's files
    std::string database;     ///< the name in the verifier key
    bool genuine = true;      ///< false where GOSUMDB named another database than Go's own
    std::string verifier_key; ///< of that other database; empty where genuine
    std::uint64_t record = 0; ///< number in the log
    std::uint64_t tree_size = 0;
    std::string tree_root;              ///< base64
    std::string signed_head;            ///< the signed note, as text
    std::string record_text;            ///< the record's lines
    std::vector<std::string> inclusion; ///< audit path, base64, leaf upwards (RFC 6962 §2.1.1)
};

} // namespace govern
