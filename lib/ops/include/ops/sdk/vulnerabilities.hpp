#pragma once

#include "advisories/database.hpp"
#include "ops/context.hpp"

#include <string>

namespace govern::ops {

/// The list of vulnerabilities that counts here: the fetched one, or the embedded one where that is
/// newer by the database's own date, or the other damaged.
struct KnownVulnerabilities {
    advisories::Database database;
    bool fetched = false;
};

/// Reads no more than one file of the cache, once for each Context; a damaged one is a warning. For
/// one thread.
[[nodiscard]] KnownVulnerabilities known_vulnerabilities(Context& context);

/// Where `update_vulnerabilities` fetches from: GOVULNDB as Go reads it, else the public database.
[[nodiscard]] std::string vulnerability_address(Context& context);

/// Replaces the fetched list by the records of that address. Whatever fails or ends it, the old one
/// stays. msg::not_a_vulnerability_database, msg::vulnerability_malformed, msg::offline and what
/// net::Client says; msg::home_read_only and its like.
[[nodiscard]] Result<void> update_vulnerabilities(Context& context);

} // namespace govern::ops
