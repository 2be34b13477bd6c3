#include "os/user_file.hpp"

#include "base/path.hpp"
#include "os/messages.hpp"

namespace govern::os {

Result<UserTarget> user_target(const Files& files, const std::string& path) {
    const auto unfit = [&](const char* reason) {
        return fail(msg::file_error, {{"action", "write"}, {"path", path}, {"reason", reason}});
    };
    const std::string name(path::filename(path));
    if (!path::is_safe_name(name)) {
        return unfit("Windows has no file of that name, but a device or nothing");
    }
    const auto kind = files.kind(path);
    if (kind == FileInfo::Kind::directory) {
        return unfit("it is a folder");
    }
    if (kind != FileInfo::Kind::link) {
        return UserTarget{path, false};
    }
    GOVERN_TRY_ASSIGN(auto real, files.canonical(path));
    return UserTarget{std::move(real), false};
}

bool is_standard_output(const std::string& /*path*/) {
    return false;
}

Result<std::unique_ptr<OutFile>> open_stream(const std::string& path) {
    return fail(msg::file_error, {{"action", "write"}, {"path", path}, {"reason", "not a file"}});
}

} // namespace govern::os
