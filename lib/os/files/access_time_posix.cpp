#include "os/access_time.hpp"

#include <sys/stat.h>

namespace govern::os {

std::optional<std::int64_t> access_time(const std::string& path) {
    struct stat status{};
    return ::lstat(path.c_str(), &status) == 0 ? std::optional(std::int64_t{status.st_atime})
                                               : std::nullopt;
}

} // namespace govern::os
