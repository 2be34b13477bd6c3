#include "cli/home.hpp"

#include "base/path.hpp"
#include "cli/messages.hpp"
#include "core/platform.hpp"
#include "store/home_of_shims.hpp"

namespace govern::cli {

namespace {
bool on_windows() {
    return build_platform().os == "windows";
}

/// The home as it will be called everywhere.
Result<std::string> usable_home(std::string_view path) {
    auto home = path::normalize(path);
    for (std::string_view rest = home; on_windows() && !rest.empty(); rest = path::parent(rest)) {
        const auto name = path::filename(rest);
        if (name.empty()) {
            break; // the root
        }
        if (name.ends_with('.') || name.ends_with(' ')) {
            return fail(msg::home_name_not_kept, {{"path", home}, {"name", std::string(name)}});
        }
    }
    return home;
}

/// What a value carries that the shell should have taken away; empty: nothing.
std::string_view wrapping_of(std::string_view value) {
    if (value.back() == '\r' || value.back() == '\n') {
        return "a line end behind it";
    }
    if (value.front() == '"' || value.front() == '\'') {
        return "quotes around it";
    }
    // usable_home names what Windows does not keep at the end.
    const bool ends_blank = value.back() == ' ' && !on_windows();
    return value.front() == ' ' || ends_blank ? "blanks around it" : "";
}

/// The home that --home or GOVERN_HOME names.
Result<std::string> given_home(const std::string& given) {
    if (const auto what = wrapping_of(given); !what.empty()) {
        return fail(msg::home_wrapped, {{"path", given}, {"what", std::string(what)}});
    }
    if (!path::is_absolute(given)) {
        return fail(msg::home_not_absolute, {{"path", given}});
    }
    return usable_home(given);
}

/// The user's own home.
Result<std::string> user_home(const os::Environment& environment) {
    if (const auto data = environment.get("XDG_DATA_HOME");
        !on_windows() && data && path::is_absolute(*data)) {
        return path::join(*data, "govern");
    }
    const std::string variable = on_windows() ? "LOCALAPPDATA" : "HOME";
    const auto folder = environment.get(variable);
    if (!folder || !path::is_absolute(*folder)) {
        return fail(msg::no_home,
                    {{"variable", variable},
                     {"why", folder ? "is '" + *folder + "', which is not an absolute path"
                                    : "is not set"}});
    }
    return path::join(*folder, on_windows() ? "govern" : ".local/share/govern");
}

} // namespace

Result<std::string> find_home(const std::string& option, const os::Environment& environment,
                              os::Files& files, const std::string& program) {
    for (const auto& given : {std::optional(option), environment.get("GOVERN_HOME")}) {
        if (!given || given->empty()) {
            continue;
        }
        return given_home(*given);
    }
    const auto folder = path::parent(program);
    if (const auto home = store::home_of_shims(files, folder)) {
        return *home;
    }
    GOVERN_TRY_ASSIGN(const auto home, user_home(environment));
    return usable_home(home);
}

} // namespace govern::cli
