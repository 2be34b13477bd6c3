#include "os/same_file.hpp"

#include "base/path.hpp"
#include "files/same_file.hpp"
#include "os/user_file.hpp"

namespace govern::os {

bool is_same_file(const Files& files, const std::string& a, const std::string& b) {
    if (const auto known = have_one_number(a, b)) {
        return *known;
    }
    const auto left = user_target(files, a);
    const auto right = user_target(files, b);
    return left && right && path::same_path(left->path, right->path);
}

} // namespace govern::os
