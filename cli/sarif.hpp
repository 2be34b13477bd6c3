#pragma once

#include "ops/audit.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace govern::cli {

/// A log in the form SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0): a result for each
/// finding, located at the pin or program that it comes from, and else at the SDK's VERSION file or
/// the file of the default: code-scanning pages refuse results without a place.
/// `folder`: absolute; the addresses of files below it are relative to it.
[[nodiscard]] nlohmann::json sarif_of(const ops::Audit& audit, const Layout& layout,
                                      const std::string& folder);

} // namespace govern::cli
