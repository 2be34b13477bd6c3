#include "base/path.hpp"
#include "base/text.hpp"
#include "config/config.hpp"
#include "core/platform.hpp"

#include <map>

namespace govern::config {

namespace {

constexpr std::size_t k_max_env_file = 1024 * 1024;

using Variables = std::map<std::string, std::string, std::less<>>;

/// `KEY=VALUE` lines that begin with a capital letter; everything else is ignored, nothing trimmed
/// (cmd/go/internal/cfg readEnvFile). In the user's file the last of several wins, in a GOROOT's
/// go.env the first.
Variables read_env_file(os::Host& host, const std::string& path, bool last_wins) {
    Variables out;
    const auto content =
        path.empty() ? Result<std::string>("") : host.files.read(path, k_max_env_file);
    if (!content) {
        return out;
    }
    for (const auto line : split(*content, '\n')) {
        const auto equals = line.find('=');
        if (equals == line.npos || line.front() < 'A' || line.front() > 'Z') {
            continue;
        }
        const std::string name(line.substr(0, equals));
        const std::string value(line.substr(equals + 1));
        if (last_wins) {
            out[name] = value;
        } else {
            out.emplace(name, value);
        }
    }
    return out;
}

/// The files that may hold settings, in Go's order.
struct Layer {
    std::string origin;
    Variables values;
};

struct Found {
    std::string value;
    std::string origin;
};

Found find(const std::vector<Layer>& layers, std::string_view name) {
    for (const auto& layer : layers) {
        const auto at = layer.values.find(name);
        if (at != layer.values.end() && !at->second.empty()) {
            return {at->second, layer.origin};
        }
    }
    return {};
}

constexpr std::string_view k_names[] = {"GOPROXY", "GOSUMDB", "GOAUTH"};

std::vector<Layer> read_layers(os::Host& host, const Config& config,
                               const std::vector<std::string>& goroots) {
    std::vector<Layer> layers(1);
    layers[0].origin = "environment";
    for (const auto name : k_names) {
        if (auto value = host.environment.get(name)) {
            layers[0].values.emplace(name, std::move(*value));
        }
    }
    const auto user_file = goenv_file(host.environment);
    layers.push_back({user_file, read_env_file(host, user_file, true)});
    const bool by_variable = config.goproxy.origin == Origin::variable;
    layers.push_back(
        {by_variable ? "GOVERN_GOPROXY" : "config", {{"GOPROXY", config.goproxy.value}}});
    for (const auto& goroot : goroots) {
        const auto file = path::join(goroot, "go.env");
        layers.push_back({file, read_env_file(host, file, false)});
    }
    return layers;
}

} // namespace

GoSettings go_settings(os::Host& host, const Config& config,
                       const std::vector<std::string>& goroots) {
    const auto layers = read_layers(host, config, goroots);
    GoSettings out;
    const auto proxy = find(layers, "GOPROXY");
    out.goproxy = proxy.value;
    out.goproxy_origin = proxy.origin;
    // Each Go obeys its own go.env alone: what another one's says is not a reason to trust less.
    const std::vector<Layer> of_the_user(layers.begin(), layers.begin() + 2);
    const auto sumdb = find(of_the_user, "GOSUMDB");
    out.gosumdb = sumdb.value;
    out.gosumdb_origin = sumdb.origin;
    const auto auth = find(layers, "GOAUTH").value;
    out.netrc = auth.empty() || auth.find("netrc") != auth.npos;
    return out;
}

std::string go_variable(os::Host& host, std::string_view name) {
    if (auto value = host.environment.get(name)) {
        return std::move(*value);
    }
    return find({{"", read_env_file(host, goenv_file(host.environment), true)}}, name).value;
}

std::string goenv_file(const os::Environment& environment) {
    if (const auto named = environment.get("GOENV")) {
        return *named == "off" ? "" : *named;
    }
    const auto below = [&environment](std::string_view variable, std::string_view path) {
        const auto folder = environment.get(variable);
        return folder && path::is_absolute(*folder) ? path::join(*folder, path) : std::string();
    };
    const auto platform = build_platform();
    if (platform.os == "windows") {
        return below("AppData", "go\\env");
    }
    if (platform.os == "darwin") {
        return below("HOME", "Library/Application Support/go/env");
    }
    // Go refuses a relative XDG_CONFIG_HOME instead of looking elsewhere (os.UserConfigDir).
    return environment.get("XDG_CONFIG_HOME") ? below("XDG_CONFIG_HOME", "go/env")
                                              : below("HOME", ".config/go/env");
}

} // namespace govern::config
