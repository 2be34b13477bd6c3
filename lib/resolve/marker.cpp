#include "resolve/marker.hpp"

namespace govern::resolve {

// The marker has a file of its own, so that no compiler splits it.
const char k_shim_marker[] = "\nthis file is a govern shim: 8f1c52d7a0b94e63\n";
const std::size_t k_shim_marker_size = sizeof k_shim_marker - 1;

} // namespace govern::resolve
