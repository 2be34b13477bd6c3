#pragma once

#include "image.hpp"

#include <string>

namespace govern::binary {

/// True if Go's linker left the build ID that it writes since Go 1.5 near the file's start.
[[nodiscard]] bool has_go_build_id(Source& source);

/// The Go version of a program that records none: Go before 1.13 only holds it as the variable that
/// runtime.Version returns. Empty if it is not found.
[[nodiscard]] std::string find_old_version(Source& source, const Image& image);

} // namespace govern::binary
