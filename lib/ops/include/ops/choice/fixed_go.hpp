#pragma once

#include "core/spec.hpp"
#include "ops/context.hpp"
#include "shell/render.hpp"
#include "shell/shell.hpp"

#include <optional>
#include <string>
#include <vector>

namespace govern::ops {

/// One Go, fixed, for a process that uses no shim: what `env` and `ci` hand over.
struct FixedGo {
    std::string version;                  ///< full version, `system`, or a link's NAME
    std::string bin;                      ///< the folder to put in front of PATH
    std::optional<SdkId> sdk;             ///< nothing for `system` and a link
    std::vector<shell::Change> variables; ///< without PATH: GOROOT, GOTOOLCHAIN …
    std::optional<store::Link> link = {}; ///< a local build, never verified
};

/// The version that a SPEC means here, or, without one, the version that runs here. `text` is the
/// SPEC as it was typed, for messages. Warns of a link.
[[nodiscard]] Result<FixedGo> fixed_go(Context& context, const std::optional<Spec>& spec,
                                       const std::string& text);
/// The same to be handed over: if Go itself would switch, the version it switches to, if that is
/// installed. Warns if it is not, and of each reason why the project here cannot be built.
[[nodiscard]] Result<FixedGo> go_to_hand_over(Context& context, const std::optional<Spec>& spec,
                                              const std::string& text);

/// A link as such a Go: msg::link_gone, msg::link_shared. Warns that it is unverified.
[[nodiscard]] Result<FixedGo> fixed_go(Context& context, const store::Link& link);

/// The lines that set all of its variables, PATH included, in a shell.
[[nodiscard]] Result<std::string> lines_for(Context& context, const FixedGo& go,
                                            shell::Shell shell);

} // namespace govern::ops
