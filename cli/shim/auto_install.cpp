#include "auto_install.hpp"

#include "resolve/path.hpp"
#include "resolve/sys.hpp"
#include "resolve/text.hpp"

namespace govern::shim {

namespace {

using resolve::trimmed;

/// As the config file is read by govern itself (lib/config). Anything else is no yes.
bool is_yes(const std::string_view& word) {
    for (const std::string_view yes : {"true", "yes", "on", "1"}) {
        bool same = word.size() == yes.size();
        for (std::size_t i = 0; same && i < yes.size(); i++) {
            same = (word[i] | 0x20) == (yes[i] | 0x20);
        }
        if (same) {
            return true;
        }
    }
    return false;
}

/// The value of `auto_install = …`; the last one counts.
bool config_says_so(const std::string_view& home, resolve::Decision& decision) {
    const auto path = resolve::path_join(decision.arena, home, "config");
    resolve::sys::Handle file = -1;
    if (resolve::sys::open_file(path.data(), file) != resolve::sys::Opened::yes) {
        return false;
    }
    bool yes = false;
    resolve::Lines lines(file, decision.arena);
    std::string_view line;
    while (lines.next(line)) {
        const auto equals = resolve::find(line, '=');
        if (equals < line.size() && trimmed(resolve::slice(line, 0, equals)) == "auto_install") {
            yes = is_yes(trimmed(resolve::slice(line, equals + 1)));
        }
    }
    resolve::sys::close_file(file);
    return yes;
}

} // namespace

bool wants_auto_install(const resolve::Question& question, resolve::Decision& decision) {
    const auto get = [&](const char* name) {
        return question.variables.get(question.variables.context, name, decision.arena);
    };
    const auto variable = get("GOVERN_AUTO_INSTALL");
    if (!variable.empty()) {
        return is_yes(variable);
    }
    return get("CI") != "true" && config_says_so(question.home, decision);
}

} // namespace govern::shim
