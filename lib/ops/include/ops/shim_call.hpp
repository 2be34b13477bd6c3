#pragma once

#include "ops/context.hpp"

#include <string>
#include <vector>

namespace govern::ops {

/// A call that a shim could not carry out (cli/shim): it hands it on, and we say why.
struct ShimCall {
    std::string name;                   ///< the shim's: go, gofmt, go1.22.5
    std::vector<std::string> arguments; ///< its first ones, as many as resolution looks at
    unsigned start_error = 0; ///< the system's number, where what was chosen did not start
    std::string program;      ///< the running govern, for shims/
};

/// Resolves once more as the shim did. An error says why nothing runs. Done means that the shim's
/// own choice would now succeed: auto_install brought the missing version.
[[nodiscard]] Result<void> answer_shim(Context& context, const ShimCall& call);

} // namespace govern::ops
