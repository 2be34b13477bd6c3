#pragma once

#include "core/sdk.hpp"
#include "ops/context.hpp"

#include <string>

namespace govern::ops {

// These find the installed SDK that a SPEC means. `text` is the SPEC as it was typed, for messages.

/// The newest that matches and runs on this machine (`oldstable`: of the line before the newest).
/// msg::no_match_installed; msg::other_platform where it is installed for another platform only.
[[nodiscard]] Result<SdkId> installed_match(Context& context, const Spec& spec,
                                            const std::string& text);
/// The newest of exactly that platform.
[[nodiscard]] Result<SdkId> installed_for(Context& context, const Spec& spec,
                                          const std::string& text, const Platform& platform);
/// The newest of whatever platform.
[[nodiscard]] Result<SdkId> installed_elsewhere(Context& context, const Spec& spec,
                                                const std::string& text);

} // namespace govern::ops
