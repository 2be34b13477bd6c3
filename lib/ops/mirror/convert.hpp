#pragma once

#include "mirror/bring.hpp"

namespace govern::ops {

/// Makes the module of an official archive that was brought and proved by the log: unpacks it
/// beside the mirror, and gives the zip of it its place.
[[nodiscard]] Result<void> convert_to_module(Context& context, MirrorFolder& folder,
                                             const SdkId& id, const Brought& brought,
                                             std::string_view below);

} // namespace govern::ops
