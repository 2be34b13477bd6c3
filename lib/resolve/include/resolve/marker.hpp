#pragma once

#include <cstddef>

namespace govern::resolve {

/// A shim of any home is known by these bytes in its file, wherever they lie: so it stays known
/// when it is signed, and needs no step after linking.
extern const char k_shim_marker[];
extern const std::size_t k_shim_marker_size;

} // namespace govern::resolve
