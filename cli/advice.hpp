#pragma once

#include "ops/sdk/standing.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace govern::cli {

/// The words of a field of the vulnerability database, each once.
[[nodiscard]] std::vector<std::string> words_of(std::string_view field);

/// `id`, `module`, `cve`, `packages`, `os`, `fixed`, `summary` of each, as `version` has it.
[[nodiscard]] nlohmann::json json_of(const std::vector<advisories::Vulnerability>& vulnerabilities,
                                     const Version& version);
/// The members that a judged release has in JSON.
[[nodiscard]] nlohmann::json json_of(const ops::Standing& standing, const Version& version);

/// `out of support since 2025-08-12 (1.25)`, `supported until 1.28, about 2027-02-10: 73 days`.
[[nodiscard]] std::string support_text(const ops::Standing& standing);
/// `GO-2024-2887  CVE-2024-24790  net/netip  fixed in 1.22.4`
[[nodiscard]] std::string vulnerability_text(const advisories::Vulnerability& one,
                                             const Version& version);
/// `nearest without known vulnerabilities and supported: 1.26.7`; empty where that is `version`
/// itself.
[[nodiscard]] std::string better_text(const ops::Standing& standing, const Version& version);

} // namespace govern::cli
