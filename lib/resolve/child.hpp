#pragma once

#include "resolve/decision.hpp"

namespace govern::resolve {

/// Fills in the variables that the program to start gets other than ours: GOTOOLCHAIN with its
/// marker, GOROOT, GOVERN_VERSION, the hop count, Go's own switching. May find a loop.
void prepare_child(const Question& question, Decision& decision);

} // namespace govern::resolve
