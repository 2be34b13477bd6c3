#pragma once

#include <functional>
#include <string>
#include <vector>

namespace govern::os {

/// Looks at one folder; gives the folders below that are to be looked at too.
using LookAtFolder = std::function<std::vector<std::string>(const std::string& folder)>;

/// Walks trees on all processors. Each thread looks by a function of its own, from `make_look`,
/// which may keep what threads cannot share; what all share, the caller guards.
void walk_folders(std::vector<std::string> roots, const std::function<LookAtFolder()>& make_look);

} // namespace govern::os
