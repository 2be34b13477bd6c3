#include "files/same_file.hpp"

#include <sys/stat.h>

namespace govern::os {

std::optional<bool> have_one_number(const std::string& a, const std::string& b) {
    struct stat left{};
    struct stat right{};
    if (::stat(a.c_str(), &left) != 0 || ::stat(b.c_str(), &right) != 0) {
        return std::nullopt;
    }
    return left.st_dev == right.st_dev && left.st_ino == right.st_ino;
}

} // namespace govern::os
