#pragma once

#include "base/result.hpp"
#include "core/provenance.hpp"
#include "core/sdk.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace govern::store {

/// The content of `<home>/receipts/ID.json`: the origin of an SDK and the reason why it may be
/// trusted. Under 4 KB. No URL in it carries user or password.
struct Receipt {
    SdkId id;
    SourceKind source = SourceKind::official;
    std::string url;            ///< redacted
    std::string archive_sha256; ///< hex
    std::string h1;             ///< `h1:…` of the files the log covers
    Evidence evidence = Evidence::log;
    bool complete = false;    ///< official archive; false: module (without api, doc, misc, test)
    std::string installed_at; ///< RFC 3339 UTC
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::uint64_t go_size = 0; ///< of bin/go, for the quick check before a rollback
    std::int64_t go_mtime_ns = 0;
    std::optional<LogProof> log; ///< if one was made
};

[[nodiscard]] std::string to_json(const Receipt& receipt);
/// msg::receipt_malformed with the path for any text that is not a receipt.
[[nodiscard]] Result<Receipt> receipt_from_json(std::string_view text, const std::string& path);

} // namespace govern::store
