#include "store/home_place.hpp"

#include "base/path.hpp"
#include "os/messages.hpp"

namespace govern::store {

Result<void> require_place(const os::Files& files, const std::string& home) {
    std::string at = home;
    while (!files.kind(at)) {
        std::string above(path::parent(at));
        if (above.empty() || above == at) {
            return {}; // nothing is known: what makes it will say
        }
        at = std::move(above);
    }
    const auto real = files.canonical(at);
    if (real && files.kind(*real) == os::FileInfo::Kind::directory) {
        return {};
    }
    return fail(
        msg::file_error,
        {{"action", "make the folder"}, {"path", home}, {"reason", at + " is not a folder"}});
}

} // namespace govern::store
