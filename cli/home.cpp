#include "cli/home.hpp"

#include "base/messages/cli.hpp"
#include "core/platform.hpp"
#include "os/path.hpp"

namespace govern::cli {

namespace {
bool on_windows() { return build_platform().os == "windows"; }
} // namespace

std::string user_home(const os::Environment& environment) {
    if (on_windows()) {
        const auto local = environment.get("LOCALAPPDATA");
        return local ? os::join(*local, "govern") : std::string();
    }
    if (const auto data = environment.get("XDG_DATA_HOME"); data && os::is_absolute(*data)) {
        return os::join(*data, "govern");
    }
    const auto home = environment.get("HOME");
    return home ? os::join(*home, ".local/share/govern") : std::string();
}

Result<std::string> find_home(const std::string& option, const os::Environment& environment,
                              os::Files& files, const std::string& program) {
    for (const auto& given : {std::optional(option), environment.get("GOVERN_HOME")}) {
        if (!given || given->empty()) {
            continue;
        }
        if (!os::is_absolute(*given)) {
            return fail(msg::home_not_absolute, {{"path", *given}});
        }
        return os::normalize(*given);
    }
    const auto folder = os::parent(program);
    if (os::filename(folder) == "shims") {
        const auto home = std::string(os::parent(folder));
        const auto sdks = files.info(os::join(home, "sdks"));
        if (sdks && *sdks) {
            return home;
        }
    }
    auto home = user_home(environment);
    if (home.empty()) {
        return fail(msg::no_home, {{"variables", on_windows() ? "LOCALAPPDATA" : "HOME"}});
    }
    return os::normalize(home);
}

} // namespace govern::cli
