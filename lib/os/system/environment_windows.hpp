#pragma once

#include "os/environment.hpp"

namespace govern::os {

/// The variables of an environment block: `NAME=value`, each with a NUL behind it, and one more at
/// the end. Of two spellings of one name (`Path` and `PATH`, from MSYS or node) the first counts,
/// as for GetEnvironmentVariableW, by which the shim reads.
[[nodiscard]] Environment environment_of_block(const wchar_t* block);

} // namespace govern::os
