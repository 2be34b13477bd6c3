#pragma once

// The answers of a module proxy about golang.org/toolchain. Untrusted text.

#include "core/sdk.hpp"

#include <string_view>
#include <vector>

namespace govern::sources {

/// The versions of an `@v/list`. Lines that name no toolchain are skipped.
[[nodiscard]] std::vector<SdkId> parse_module_list(std::string_view list);

/// True if `info` is the `.info` of that toolchain: a JSON object whose Version says so.
[[nodiscard]] bool is_module_info(std::string_view info, const SdkId& sdk);

} // namespace govern::sources
