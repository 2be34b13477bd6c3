#pragma once

#include "base/result.hpp"
#include "os/host.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::config {

/// Where a value came from, for messages and --json.
enum class Origin { built_in, file, variable, option };

template <typename T> struct Setting {
    T value{};
    Origin origin = Origin::built_in;
};

/// The settings of a home. Order: option, variable GOVERN_<KEY>, file, built-in. load() knows the
/// last three; the command line puts its options over them.
struct Config {
    Setting<std::string> source; ///< "", "official" or "proxy"
    Setting<std::string>
        mirror; ///< http, https or file URL of an official-shaped mirror; "": the official site
    Setting<std::string> goproxy; ///< our own key; see GoSettings for the whole order
    Setting<bool> auto_install{false};
    Setting<std::string> ca_file; ///< absolute path of PEM certificates; SSL_CERT_FILE after ours
    Setting<bool> keep_archives{false};
};

/// Reads `<home>/config`: `key = value` lines, `#` comments (also after white space behind a
/// value), UTF-8 with or without BOM, LF or CRLF; at most 64 KiB. An absent file is fine and an
/// empty value is an unset key. An unknown key, a second value for one key, a value it cannot take
/// or a line without `=` is msg::config_malformed with file, line and the nearest key; a bad
/// variable is msg::setting_malformed. A relative ca_file counts from the config file's folder, in
/// a variable from the current one.
[[nodiscard]] Result<Config> load(os::Host& host, const std::string& config_file);

/// `true`, `1`, `yes`, `on` and their opposites, in any case; nothing for other words.
[[nodiscard]] std::optional<bool> parse_bool(std::string_view word);

/// Go's own settings, read as Go reads them: environment, then the GOENV file, then (GOPROXY only)
/// our key, then go.env of the GOROOTs given, in order. Values are exactly Go's: a CR at the end of
/// a GOENV line stays part of the value. Unreadable files count as absent, as in Go.
struct GoSettings {
    std::string goproxy;        ///< "" where nobody names one
    std::string goproxy_origin; ///< `environment`, `GOVERN_GOPROXY`, `config`, or the path of a
                                ///< GOENV or go.env file
    std::string gosumdb;        ///< "" where nobody names one: the default database
    std::string gonosumdb;      ///< GOPRIVATE where it is not set, as in Go
    std::string goprivate;
    std::string gonoproxy; ///< GOPRIVATE where it is not set, as in Go
    std::string goflags;
    bool netrc = true; ///< GOAUTH names netrc or is not set (cmd/go/internal/auth)
};
[[nodiscard]] GoSettings go_settings(os::Host& host, const Config& config,
                                     const std::vector<std::string>& goroots);

/// The path of Go's per-user GOENV file (cmd/go/internal/cfg EnvFile): GOENV, else `go/env` in the
/// user's configuration folder; "" where GOENV=off or no such folder is known.
[[nodiscard]] std::string goenv_file(const os::Environment& environment);

/// One of Go's settings that is none of the above: the environment's value, else the GOENV file's;
/// "" where neither has one.
[[nodiscard]] std::string go_variable(os::Host& host, std::string_view name);

} // namespace govern::config
