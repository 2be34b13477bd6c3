#pragma once

// Whether a Go may fetch another toolchain: a module by GOPROXY, which the log of GOSUMDB proves.

#include "go_values.hpp"
#include "resolve/decision.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace govern::project {

/// The setting by which Go does not fetch the toolchain of that name; nothing where it may, where
/// its module cache has it, and where that is not sure. The same in Go 1.21 to 1.27.
[[nodiscard]] std::optional<BadValue>
no_download(const GoSettings& settings, const std::string& name, std::string_view platform,
            const resolve::Variables& variables, resolve::Arena& arena);

} // namespace govern::project
