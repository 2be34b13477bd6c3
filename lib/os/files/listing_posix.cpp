#include "os/listing.hpp"

#include "files/files_posix.hpp"
#include "system/error_posix.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <memory>

namespace govern::os {

Result<std::vector<Listed>> list_with_sizes(const std::string& folder) {
    Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const int above = fd.get();
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(fd ? ::fdopendir(above) : nullptr, closedir);
    if (!stream) {
        return file_failure("list", folder, errno);
    }
    (void)fd.release(); // the stream closes it
    std::vector<Listed> out;
    errno = 0;
    while (const auto* entry = ::readdir(stream.get())) {
        const std::string_view name = entry->d_name;
        if (name == "." || name == "..") {
            continue;
        }
        Listed listed{std::string(name), FileInfo::Kind::directory, 0};
        struct stat status{};
        if (entry->d_type != DT_DIR) {
            if (::fstatat(above, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
                errno = 0;
                continue; // removed in between
            }
            listed.kind = kind_of(status.st_mode);
            listed.size = static_cast<std::uint64_t>(status.st_size);
        }
        out.push_back(std::move(listed));
    }
    if (errno != 0) {
        return file_failure("list", folder, errno);
    }
    return out;
}

} // namespace govern::os
