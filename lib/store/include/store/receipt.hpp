#pragma once

#include "base/result.hpp"
#include "core/sdk.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace govern::store {

/// What `<home>/receipts/ID.json` holds: where an SDK came from and why it may be trusted. Under 4
/// KB. No URL in it carries user or password.
struct Receipt {
    SdkId id;
    std::string source;         ///< official or proxy
    std::string url;            ///< redacted
    std::string archive_sha256; ///< hex
    std::string h1;             ///< `h1:…` of the files the log covers
    std::string evidence;       ///< embedded-list, log, official-listing, your-sha256
    bool complete = false;      ///< official archive; false: module (without api, doc, misc, test)
    std::string installed_at;   ///< RFC 3339 UTC
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::uint64_t go_size = 0; ///< of bin/go, for the quick check before a rollback
    std::int64_t go_mtime_ns = 0;
    /// The log's proof, if one was made; fields as in trust::Proof.
    struct LogProof {
        std::string database;
        bool genuine = true;
        std::string verifier_key; ///< of a database that is not Go's own
        std::uint64_t record = 0;
        std::uint64_t tree_size = 0;
        std::string tree_root;
        std::string signed_head;
        std::string record_text;
        std::vector<std::string> inclusion;
    };
    std::optional<LogProof> log;
};

[[nodiscard]] std::string to_json(const Receipt& receipt);
/// msg::receipt_malformed with the path for anything that is no receipt.
[[nodiscard]] Result<Receipt> receipt_from_json(std::string_view text, const std::string& path);

} // namespace govern::store
