#include "os/files.hpp"

#include "base/path.hpp"

namespace govern::os {

std::optional<ForeignPlace> foreign_place(const Files& files, std::string folder) {
    while (!folder.empty()) {
        if (const auto access = files.folder_access(folder)) {
            return access->is_foreign() ? std::optional(ForeignPlace{folder, access->owner})
                                        : std::nullopt;
        }
        std::string above(path::parent(folder));
        if (above == folder) {
            break;
        }
        folder = std::move(above);
    }
    return std::nullopt;
}

} // namespace govern::os
