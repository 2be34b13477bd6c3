#include "core/platform.hpp"

#include "core/build_platform.hpp"

#include <algorithm>

namespace govern {

namespace {
bool is_word(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
}
} // namespace

std::optional<Platform> parse_platform(std::string_view text) {
    const auto at = text.find_first_of("-/");
    if (at == text.npos || !is_word(text.substr(0, at)) || !is_word(text.substr(at + 1))) {
        return std::nullopt;
    }
    return Platform{std::string(text.substr(0, at)), std::string(text.substr(at + 1))};
}

std::string archive_arch(const Platform& platform) {
    return platform.os == "linux" && platform.arch == "arm" ? "armv6l" : platform.arch;
}

std::string go_arch(std::string_view listed_arch) {
    return listed_arch == "armv6l" ? "arm" : std::string(listed_arch);
}

std::vector<Platform> runnable_platforms(const Platform& host) {
    std::vector<Platform> out = {host};
    if (host.os == "windows" && host.arch == "arm64") {
        out.push_back({"windows", "amd64"});
    }
    if (host.os == "windows" && (host.arch == "arm64" || host.arch == "amd64")) {
        out.push_back({"windows", "386"});
    }
    if (host.os == "darwin" && host.arch == "arm64") {
        out.push_back({"darwin", "amd64"});
    }
    return out;
}

bool runs_on(const Platform& host, const Platform& platform) {
    const auto those = runnable_platforms(host);
    return std::find(those.begin(), those.end(), platform) != those.end();
}

Platform build_platform() {
    return {GOVERN_GOOS, GOVERN_GOARCH};
}

} // namespace govern
