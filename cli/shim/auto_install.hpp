#pragma once

#include "resolve/decision.hpp"

namespace govern::shim {

/// Whether a missing version is to be installed on the spot: GOVERN_AUTO_INSTALL, else the key
/// auto_install of the home's config file, and that never in a CI job (CI=true).
[[nodiscard]] bool wants_auto_install(const resolve::Question& question, resolve::Decision& decision);

} // namespace govern::shim
