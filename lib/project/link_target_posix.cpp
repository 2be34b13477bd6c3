#include "project/link_target.hpp"

#include <climits>
#include <unistd.h>

namespace govern::project {

std::string link_target(const std::string& path) {
    char target[PATH_MAX];
    const auto size = ::readlink(path.c_str(), target, sizeof target);
    return size > 0 ? std::string(target, static_cast<std::size_t>(size)) : std::string();
}

} // namespace govern::project
