#pragma once

#include "config/config.hpp"

namespace govern::ops {

class Context;

/// Go's settings as the Gos of this machine have them: the one answer to the question of the module
/// proxy. If no variable, GOENV file or key of ours names GOPROXY, it comes from the go.env of the
/// first `go` on PATH that is not a shim, of the SDK that runs here, then of any installed SDK,
/// newest first. Starts no program.
[[nodiscard]] config::GoSettings find_go_settings(Context& context);
/// Where none of these names a module proxy, it is the output of `go env GOPROXY` of the first of
/// these Gos that says one: Go 1.13 to 1.20 have it built in.
void ask_for_proxy(Context& context, config::GoSettings& settings);

} // namespace govern::ops
