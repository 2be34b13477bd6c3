#include "cli/home.hpp"

#include "base/messages/cli.hpp"
#include "core/platform.hpp"
#include "os/path.hpp"

namespace govern::cli {

namespace {
bool on_windows() {
    return build_platform().os == "windows";
}

/// The home as it will be called everywhere.
Result<std::string> usable_home(std::string_view path) {
    auto home = os::normalize(path);
    for (std::string_view rest = home; on_windows() && !rest.empty(); rest = os::parent(rest)) {
        const auto name = os::filename(rest);
        if (name.empty()) {
            break; // the root
        }
        if (name.ends_with('.') || name.ends_with(' ')) {
            return fail(msg::home_name_not_kept, {{"path", home}, {"name", std::string(name)}});
        }
    }
    return home;
}

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
        return usable_home(*given);
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
    return usable_home(home);
}

} // namespace govern::cli
