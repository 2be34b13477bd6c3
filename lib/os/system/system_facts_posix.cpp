#include "os/system_facts.hpp"

#include <sys/stat.h>

namespace govern::os {

SystemFacts system_facts() {
    SystemFacts facts;
    // The macOS package puts /usr/local/go/bin on every account's PATH by this file
    // (go.dev/doc/manage-install).
    constexpr const char* k_paths = "/etc/paths.d/go";
    struct stat status{};
    if (::stat(k_paths, &status) == 0) {
        facts.installed_go.push_back(
            {"Go's macOS package", "/usr/local/go", "sudo rm -rf /usr/local/go /etc/paths.d/go"});
    }
    return facts;
}

} // namespace govern::os
