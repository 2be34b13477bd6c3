#include "toolchain_download.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "go_folders.hpp"
#include "resolve/native.hpp"
#include "resolve/sys.hpp"

#include <algorithm>

namespace govern::project {

using namespace resolve;

namespace {

constexpr std::string_view k_module = "golang.org/toolchain";

/// Unpacked, or as the zip that Go would unpack.
bool is_cached(const std::string& cache, const std::string& version) {
    const auto folder = path::join(cache, std::string(k_module) + '@' + version);
    const auto zip =
        path::join(cache, "cache/download/" + std::string(k_module) + "/@v/" + version + ".zip");
    return sys::info(folder.c_str()).kind == sys::Info::Kind::folder || sys::is_file(zip.c_str());
}

/// True if a pattern of GOPRIVATE or GONOPROXY may mean the toolchain: Go then asks its own server
/// whatever GOPROXY says.
bool may_match(std::string_view patterns) {
    const auto host = k_module.substr(0, k_module.find('/'));
    for (const auto pattern : split(patterns, ',')) {
        const auto first = trim(pattern.substr(0, pattern.find('/')));
        const auto begin = first.substr(0, first.find_first_of("*?[\\"));
        const auto end = first.substr(std::min(first.find_last_of("*?]\\") + 1, first.size()));
        if (!first.empty() && host.starts_with(begin) && host.ends_with(end)) {
            return true;
        }
    }
    return false;
}

/// Why Go does not ask the proxies (proxyList of cmd/go/internal/modfetch); empty where it may.
std::string problem_of_proxies(std::string_view list) {
    bool first = true;
    while (!list.empty()) {
        const auto end = std::min(list.find_first_of(",|"), list.size());
        const auto entry = trim(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
        if (entry.empty()) {
            continue;
        }
        if (entry == "off" || entry == "direct") {
            return first && entry == "off" ? "it forbids every download" : "";
        }
        const auto scheme = entry.substr(0, entry.find("://"));
        const bool web = scheme == entry || to_lower(scheme) == "https" ||
                         to_lower(scheme) == "http" || to_lower(scheme) == "file";
        if (!web || entry.find_first_of(".:/") == entry.npos) {
            return '\'' + std::string(entry) + "' is not a URL that Go can use";
        }
        first = false;
    }
    return first ? "the list has no entry" : "";
}

/// dbDial of cmd/go/internal/modfetch. A key has the form NAME+HASH+KEY.
std::string problem_of_log(std::string_view value) {
    std::vector<std::string_view> fields;
    for (std::string_view rest = trim(value); !rest.empty();) {
        const auto end = std::min(rest.find_first_of(" \t\r\n"), rest.size());
        fields.push_back(rest.substr(0, end));
        rest = trim(rest.substr(end));
    }
    if (value == "off") {
        return "Go runs no toolchain that no log proves";
    }
    if (fields.empty() || fields.size() > 2) {
        return "it is not a name or key, and perhaps a URL";
    }
    const auto key = fields.front();
    const bool known = key == "sum.golang.org" || value == "sum.golang.google.cn";
    return known || std::count(key.begin(), key.end(), '+') >= 2
               ? ""
               : '\'' + std::string(key) + "' is not a log that Go knows, and not the key of one";
}

} // namespace

std::optional<BadValue> no_download(const GoSettings& settings, const std::string& name,
                                    std::string_view platform, const Variables& variables,
                                    Arena& arena) {
    const auto cache = module_cache(settings, variables, arena);
    if (!cache.empty() && is_cached(cache, "v0.0.1-" + name + '.' + std::string(platform))) {
        return std::nullopt;
    }
    const auto private_ones = settings.get("GONOPROXY");
    auto proxies = settings.get("GOPROXY");
    const bool around =
        may_match(private_ones.value.empty() ? settings.value("GOPRIVATE") : private_ones.value);
    if (!proxies.value.empty() && !around) {
        if (auto problem = problem_of_proxies(proxies.value); !problem.empty()) {
            return BadValue{std::move(proxies), std::move(problem)};
        }
    }
    // The exceptions of useSumDB of cmd/go/internal/modfetch.
    const bool trusted =
        (proxies.value.starts_with("file://") &&
         proxies.value.find_first_of(",|") == std::string::npos) ||
        variables.get(variables.context, "GIT_HTTP_USER_AGENT", arena).find("proxy.golang.org") !=
            std::string_view::npos;
    auto log = settings.get("GOSUMDB");
    if (!log.value.empty() && !trusted) {
        if (auto problem = problem_of_log(log.value); !problem.empty()) {
            return BadValue{std::move(log), std::move(problem)};
        }
    }
    return std::nullopt;
}

} // namespace govern::project
