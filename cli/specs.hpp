#pragma once

#include "base/result.hpp"
#include "cli/context.hpp"
#include "core/platform.hpp"
#include "core/spec.hpp"
#include "ops/choice/fixed_go.hpp"
#include "ops/choice/select_installed.hpp"
#include "ops/run.hpp"

#include <optional>
#include <string>
#include <vector>

namespace govern::cli {

/// A SPEC as typed; msg::malformed_spec with a caret under what does not fit.
[[nodiscard]] Result<Spec> read_spec(const std::string& text);
/// Nothing for an empty text.
[[nodiscard]] Result<std::optional<Spec>> read_optional_spec(const std::string& text);
/// read_spec, but `system` is msg::spec_not_here: for commands that need an SDK of ours.
[[nodiscard]] Result<Spec> read_release_spec(const std::string& text, const std::string& command);

/// --os and --arch; nothing if neither is given, else the missing half from this machine.
[[nodiscard]] Result<std::optional<Platform>>
read_platform(const Platform& own, const std::string& os, const std::string& arch);

/// The Go that a SPEC or a link's NAME means, or without one the Go that runs here, to be handed
/// over (ops/choice/fixed_go.hpp).
[[nodiscard]] Result<ops::FixedGo> go_to_hand_over(Context& context, const std::string& text);

/// A link's NAME is not a SPEC by its form, so where no `--` ended the versions it was taken for
/// the command: moves such names, and SPECs behind them, from the command to the versions, and
/// drops a `--` behind them. True if there was one. msg::usage for an option there; `name` is the
/// command's.
[[nodiscard]] Result<bool> take_links(Context& context, const std::string& name,
                                      std::vector<std::string>& specs,
                                      std::vector<std::string>& command);

/// The installed version or link that a word means, or the system's Go, to run programs under.
[[nodiscard]] Result<ops::Toolchain> installed_toolchain(Context& context, const std::string& text);

} // namespace govern::cli
