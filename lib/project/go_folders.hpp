#pragma once

// The folders that Go has of its own, by its settings.

#include "project/go_setting.hpp"

#include <string>
#include <vector>

namespace govern::project {

/// The home folder as Go finds it, by one variable (os.UserHomeDir); empty where that is not set.
[[nodiscard]] std::string go_home(const resolve::Variables& variables, resolve::Arena& arena);

/// The entries of GOPATH, or the one that it has without a setting.
[[nodiscard]] std::vector<std::string>
gopath_of(const GoSettings& settings, const resolve::Variables& variables, resolve::Arena& arena);

/// True if the variables name a folder for caches (os.UserCacheDir), where Go has its own without a
/// GOCACHE.
[[nodiscard]] bool has_cache_folder(const resolve::Variables& variables, resolve::Arena& arena);
/// These variables: `XDG_CACHE_HOME or HOME`.
[[nodiscard]] std::string variables_of_cache_folder();

/// GOMODCACHE; empty where Go has none.
[[nodiscard]] std::string module_cache(const GoSettings& settings,
                                       const resolve::Variables& variables, resolve::Arena& arena);

} // namespace govern::project
