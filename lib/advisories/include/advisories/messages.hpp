#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec vulnerabilities_damaged{
    "vulnerabilities-damaged", Exit::failed, "{file} is not a list of vulnerabilities: {why}",
    "govern audit --update",
    "The file in the cache was made by `govern audit --update` and was changed or cut since then. "
    "The list that is built into govern is used in its place."};

inline constexpr MessageSpec vulnerability_malformed{
    "vulnerability-malformed", Exit::failed,
    "{address} is not a record of the Go vulnerability database: {why}", "",
    "A record of the vulnerability database has another form than the database documents. "
    "Nothing of this answer is used."};

inline constexpr MessageSpec not_a_vulnerability_database{
    "not-a-vulnerability-database", Exit::network,
    "{address} is not a Go vulnerability database: {why}", "go env GOVULNDB",
    "`govern audit --update` reads the public Go vulnerability database, or the one that GOVULNDB names: an http, https or file address with index/db.json, index/modules.json (or index/vulns.json) and ID/GO-….json below it. "
    "Nothing was changed."};

inline constexpr MessageSpec vulnerabilities_old{
    "vulnerabilities-old", Exit::done,
    "the list of vulnerabilities is of {date}, {days} days old: newer ones are not in it",
    "govern audit --update",
    "govern knows the vulnerabilities that were public when it was built, or when `govern audit --update` last fetched them. "
    "After 60 days it says so."};

inline constexpr MessageSpec audit_failed{
    "audit-failed", Exit::failed, "--fail-on {what}: {names}", "",
    "`govern audit --fail-on` was to end with 1 where a version or program that it lists is out of support (eol), has a known vulnerability (vulnerable), or has a newer patch of its line (outdated)."};

inline constexpr MessageSpec pin_not_audited{
    "pin-not-audited", Exit::done,
    "{file}:{line}: {spec} is neither installed nor a release that is known here, so it is not audited",
    "",
    "A partial version in a version file means its newest installed match, else the newest release that govern knows."};

inline constexpr MessageSpec vulnerabilities_updated{
    "", Exit::done,
    "fetched {count} records of {date} from {address}\n"
    "the list that is built in is newer and stays in use: {built_in}"};
inline constexpr MessageSpec would_update_vulnerabilities{
    "", Exit::done, "would fetch the vulnerability database from {address} into {path}"};
inline constexpr MessageSpec would_write_sarif{"", Exit::done, "would write {path}"};

inline constexpr const MessageSpec* k_advisories[] = {&vulnerabilities_damaged,
                                                      &vulnerability_malformed,
                                                      &not_a_vulnerability_database,
                                                      &vulnerabilities_old,
                                                      &audit_failed,
                                                      &pin_not_audited};

} // namespace govern::msg
