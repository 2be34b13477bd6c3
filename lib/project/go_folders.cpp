#include "go_folders.hpp"

#include "base/path.hpp"
#include "base/path_list.hpp"
#include "resolve/native.hpp"

namespace govern::project {

using namespace resolve;

std::string go_home(const Variables& variables, Arena& arena) {
    const char* const name = path::k_windows ? "USERPROFILE" : "HOME";
    return std::string(variables.get(variables.context, name, arena));
}

std::vector<std::string> gopath_of(const GoSettings& settings, const Variables& variables,
                                   Arena& arena) {
    const auto value = settings.value("GOPATH");
    if (!value.empty()) {
        return path::folders_of_list(value, path::k_windows);
    }
    const auto home = go_home(variables, arena);
    if (home.empty()) {
        return {};
    }
    return {home + native::k_separator + "go"};
}

bool has_cache_folder(const Variables& variables, Arena& arena) {
    const auto is_set = [&](const char* name) {
        return !variables.get(variables.context, name, arena).empty();
    };
    return path::k_windows ? is_set("LocalAppData")
                           : is_set("HOME") || (GoSettings::has_xdg() && is_set("XDG_CACHE_HOME"));
}

std::string variables_of_cache_folder() {
    return path::k_windows         ? "LocalAppData"
           : GoSettings::has_xdg() ? "XDG_CACHE_HOME or HOME"
                                   : "HOME";
}

std::string module_cache(const GoSettings& settings, const Variables& variables, Arena& arena) {
    auto named = settings.value("GOMODCACHE");
    const auto folders = gopath_of(settings, variables, arena);
    return !named.empty() || folders.empty() || folders.front().empty()
               ? named
               : path::join(folders.front(), "pkg/mod");
}

} // namespace govern::project
