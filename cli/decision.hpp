#pragma once

// The decision of the current folder, under the CLI's own names.

#include "ops/decision.hpp"

namespace govern::cli {

using ops::decide;
using ops::decide_anyway;
using ops::decide_as;
using ops::Decided;
using ops::end_up;
using ops::environment_of;
using ops::pinned_here;
using ops::system_go;
using ops::wanted_here;

} // namespace govern::cli
