#include "config/go_folders.hpp"

#include "base/path.hpp"
#include "base/path_list.hpp"
#include "config/config.hpp"

namespace govern::config {

std::vector<std::string> gopath_folders(os::Host& host) {
    const auto list = go_variable(host, "GOPATH");
    if (!list.empty()) {
        return path::folders_of_list(list, path::k_windows);
    }
    const auto home = host.environment.get(path::k_windows ? "USERPROFILE" : "HOME");
    return home ? std::vector<std::string>{path::join(*home, "go")} : std::vector<std::string>();
}

} // namespace govern::config
