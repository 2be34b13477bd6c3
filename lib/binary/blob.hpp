#pragma once

#include "binary/build_info.hpp"
#include "image.hpp"

#include <string>

namespace govern::binary {

/// The two strings that the linker records, as the program holds them.
struct Blob {
    Layout layout = Layout::none;
    std::string version;
    std::string modules; ///< without the marks around it; empty without modules
};

/// Nothing if the program holds no build information.
[[nodiscard]] std::optional<Blob> find_blob(Source& source, const Image& image);

} // namespace govern::binary
