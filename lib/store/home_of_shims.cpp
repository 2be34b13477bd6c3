#include "store/home_of_shims.hpp"

#include "base/path.hpp"
#include "core/layout.hpp"

namespace govern::store {

std::optional<std::string> home_of_shims(const os::Files& files, std::string_view folder) {
    const auto shims = path::normalize(folder);
    const Layout layout{std::string(path::parent(shims))};
    const auto has_program = [&](const char* name) {
        return files.kind(path::join(shims, name + std::string(path::k_exe_suffix))).has_value();
    };
    const bool is_home = path::same_path(shims, layout.shims()) &&
                         (files.kind(layout.sdks()) || files.kind(layout.receipts()) ||
                          (has_program("go") && has_program("govern")));
    return is_home ? std::optional(layout.home()) : std::nullopt;
}

} // namespace govern::store
