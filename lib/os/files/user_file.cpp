#include "os/user_file.hpp"

#include "os/messages.hpp"

namespace govern::os {

Result<std::string> user_file(const Files& files, const std::string& path) {
    GOVERN_TRY_ASSIGN(auto target, user_target(files, path));
    if (target.is_stream) {
        return fail(msg::file_error, {{"action", "write"},
                                      {"path", path},
                                      {"reason", "it is a device or a pipe, not a file"}});
    }
    return std::move(target.path);
}

Result<void> write_user_file(Files& files, const std::string& path, std::string_view content) {
    GOVERN_TRY_ASSIGN(const auto target, user_target(files, path));
    if (!target.is_stream) {
        return files.write_atomic(target.path, content);
    }
    GOVERN_TRY_ASSIGN(const auto stream, open_stream(target.path));
    GOVERN_TRY(stream->write(std::as_bytes(std::span(content))));
    return stream->finish();
}

} // namespace govern::os
