#include "go_platforms.hpp"

#include "base/path.hpp"
#include "core/sdk.hpp"
#include "go_platforms_table.hpp"
#include "resolve/native.hpp"

#include <algorithm>

namespace govern::project {

namespace {

/// For which a Go in that GOROOT builds without any setting.
Platform own_platform(const std::string& goroot) {
    const auto id = parse_sdk_id(path::filename(goroot));
    return id ? id->platform
              : parse_platform(resolve::native::platforms()[0]).value_or(build_platform());
}

bool is_taken(std::string_view os, std::string_view arch, int line) {
    return std::any_of(std::begin(k_go_platforms), std::end(k_go_platforms), [&](const auto& one) {
        return one.os == os && one.arch == arch && line >= one.since &&
               (one.until == 0 || line <= one.until);
    });
}

/// What follows where another line takes the pair.
std::string when_taken(std::string_view os, std::string_view arch, int line) {
    for (const auto& one : k_go_platforms) {
        if (one.os == os && one.arch == arch) {
            return line < one.since
                       ? "; Go 1." + std::to_string(one.since) + " is the first that does"
                       : "; Go 1." + std::to_string(one.until) + " was the last that did";
        }
    }
    return {};
}

} // namespace

std::optional<BadValue> bad_platform(const GoSettings& settings, const Gover& version) {
    const auto line = version.minor();
    auto os = settings.get("GOOS");
    auto arch = settings.get("GOARCH");
    if (!is_release(version) || line < k_oldest_line_of_platforms ||
        line > k_newest_line_of_platforms || (os.value.empty() && arch.value.empty())) {
        return std::nullopt;
    }
    const auto own = own_platform(settings.goroot());
    const auto built_os = os.value.empty() ? own.os : os.value;
    const auto built_arch = arch.value.empty() ? own.arch : arch.value;
    if (is_taken(built_os, built_arch, line)) {
        return std::nullopt;
    }
    // The one without which it would work is at fault.
    const bool by_arch =
        os.value.empty() || (!arch.value.empty() && is_taken(built_os, own.arch, line));
    return BadValue{by_arch ? std::move(arch) : std::move(os),
                    "Go " + version.text() + " does not build for " + built_os + '/' + built_arch +
                        when_taken(built_os, built_arch, line)};
}

} // namespace govern::project
