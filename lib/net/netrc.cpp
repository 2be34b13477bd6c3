#include "netrc.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "core/platform.hpp"

namespace govern::net {

namespace {

std::vector<std::string_view> words_of(std::string_view line) {
    constexpr std::string_view k_space = " \t\r\v\f";
    std::vector<std::string_view> out;
    for (auto at = line.find_first_not_of(k_space); at != line.npos;) {
        const auto end = line.find_first_of(k_space, at);
        out.push_back(line.substr(at, end - at));
        at = line.find_first_not_of(k_space, end);
    }
    return out;
}

} // namespace

std::vector<NetrcEntry> parse_netrc(std::string_view text) {
    std::vector<NetrcEntry> out;
    NetrcEntry entry;
    bool in_macro = false;
    for (const auto line : split(text, '\n')) {
        if (in_macro) {
            in_macro = !line.empty();
            continue;
        }
        const auto words = words_of(line);
        std::size_t i = 0;
        for (; i + 1 < words.size() && words[i] != "default"; i += 2) {
            const auto value = words[i + 1];
            if (words[i] == "machine") {
                entry = {std::string(value), {}};
            } else if (words[i] == "login") {
                entry.login.user = value;
            } else if (words[i] == "password") {
                entry.login.password = value;
            } else if (words[i] == "macdef") {
                in_macro = true;
            }
            if (!entry.machine.empty() && !entry.login.user.empty() &&
                !entry.login.password.empty()) {
                out.push_back(std::move(entry));
                entry = {};
            }
        }
        if (i < words.size() && words[i] == "default") {
            break;
        }
    }
    return out;
}

std::string netrc_file(os::Host& host) {
    if (auto named = host.environment.get("NETRC")) {
        return *named;
    }
    const bool windows = build_platform().os == "windows";
    const auto folder = host.environment.get(windows ? "USERPROFILE" : "HOME");
    if (!folder) {
        return {};
    }
    if (windows) {
        auto older = path::join(*folder, "_netrc");
        const auto info = host.files.info(older);
        if (info && *info) {
            return older;
        }
    }
    return path::join(*folder, ".netrc");
}

std::optional<Login> netrc_login(const std::vector<NetrcEntry>& entries, const Url& url) {
    if (url.scheme != "https") {
        return std::nullopt;
    }
    const auto host = url.port.empty() ? url.host : url.host + ':' + url.port;
    for (const auto& entry : entries) {
        if (entry.machine == host) {
            return entry.login;
        }
    }
    return std::nullopt;
}

} // namespace govern::net
