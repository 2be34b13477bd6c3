#pragma once

#include "base/result.hpp"
#include "cli/context.hpp"
#include "core/platform.hpp"
#include "core/spec.hpp"

#include <optional>
#include <string>
#include <vector>

namespace govern::cli {

/// A SPEC as typed; msg::malformed_spec with a caret under what does not fit.
[[nodiscard]] Result<Spec> read_spec(const std::string& text);
/// The same, but `system` is msg::spec_not_here: for commands that need an SDK of ours.
[[nodiscard]] Result<Spec> read_release_spec(const std::string& text, const std::string& command);

/// --os and --arch; nothing where neither is given, else the missing half from this machine.
[[nodiscard]] Result<std::optional<Platform>> read_platform(const std::string& os,
                                                            const std::string& arch);

/// The installed SDK that a SPEC means here: the newest that matches and runs on this machine
/// (`oldstable`: of the line before the newest). msg::no_match_installed, msg::not_installed;
/// msg::other_platform where it is installed for another platform only.
[[nodiscard]] Result<SdkId> installed_match(Context& context, const Spec& spec,
                                            const std::string& text);
/// The installed SDK of exactly that platform that a SPEC means.
[[nodiscard]] Result<SdkId> installed_for(Context& context, const Spec& spec,
                                          const std::string& text, const Platform& platform);
/// The installed SDK that a SPEC means, of whatever platform.
[[nodiscard]] Result<SdkId> installed_elsewhere(Context& context, const Spec& spec,
                                                const std::string& text);

} // namespace govern::cli
