#pragma once

#include "base/result.hpp"
#include "os/host.hpp"

#include <optional>
#include <string>

namespace govern::config {

/// Where a value came from, for messages and --json.
enum class Origin { built_in, file, variable, option };

template <typename T> struct Setting {
    T value{};
    Origin origin = Origin::built_in;
};

/// The settings of a home. Order: option, variable GOVERN_<KEY>, file, built-in.
struct Config {
    Setting<std::string> source;  ///< "", "official" or "proxy"
    Setting<std::string> mirror;  ///< base URL of an official-shaped mirror; "": the official site
    Setting<std::string> goproxy; ///< our own key; see GoSettings for the whole order
    Setting<bool> auto_install{false};
    Setting<std::string> ca_file; ///< also SSL_CERT_FILE, after ours
    Setting<bool> keep_archives{false};
};

/// Reads `<home>/config` (`key = value`, `#` comments). Absent is fine. An unknown key, a bad value
/// or a line without `=` is msg::config_malformed with file, line and the nearest key.
[[nodiscard]] Result<Config> load(os::Host& host, const std::string& config_file);

/// Go's own settings, read as Go reads them: environment, then the GOENV file, then (GOPROXY) our
/// key, then go.env of the GOROOTs given, in order.
struct GoSettings {
    std::string goproxy;        ///< "" where nobody names one
    std::string goproxy_origin; ///< `environment`, a file's path, …
    std::string gosumdb;        ///< "" where nobody names one: the default database
    std::string gonosumdb;
    std::string goprivate;
    std::string gonoproxy;
    std::string goflags;
};
[[nodiscard]] GoSettings go_settings(os::Host& host, const Config& config,
                                     const std::vector<std::string>& goroots);

/// The path of Go's per-user GOENV file; "" where GOENV=off or there is no home.
[[nodiscard]] std::string goenv_file(const os::Environment& environment);

} // namespace govern::config
