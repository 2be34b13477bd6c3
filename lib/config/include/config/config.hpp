#pragma once

#include "base/result.hpp"
#include "core/provenance.hpp"
#include "os/host.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::config {

/// The origin of a value, for messages and --json: `machine` is the config file of the machine,
/// `file` that of the home.
enum class Origin { built_in, machine, file, variable, option };

template <typename T> struct Setting {
    T value{};
    Origin origin = Origin::built_in;
};

/// The config file of the whole machine. It counts only if root, on Windows administrators, own it
/// and nobody else may write it.
struct MachineFile {
    std::string path;         ///< empty: there is none
    bool may_be_ours = false; ///< this account may own it too: for tests
};

/// The settings of a home. Order: option, variable GOVERN_<KEY>, file of the home, file of the
/// machine, built-in. load() knows all but the first; the command line puts its options over them.
struct Config {
    Setting<std::optional<SourceKind>> source;
    Setting<std::string>
        mirror; ///< http, https or file URL of an official-shaped mirror; "": the official site
    Setting<std::string> goproxy; ///< our own key; see GoSettings for the whole order
    Setting<bool> auto_install{false};
    Setting<std::string> ca_file; ///< absolute path of PEM certificates; SSL_CERT_FILE after ours
    /// SSL_CERT_DIR: folders whose every file may hold certificates; absolute paths.
    std::vector<std::string> ca_folders;
    Setting<bool> keep_archives{false};
    Setting<std::string>
        log; ///< absolute path of a file that gets a line for each change; "": none
    /// Upgrades, rollbacks and failed proofs go to the system's event log too: `events = system`.
    Setting<bool> system_events{false};
    /// msg::machine_config_open: there is a file of the machine that does not count.
    std::optional<Message> passed_over;

    /// True if there are certificates beside the system's. Their maker could have answered in place
    /// of any server.
    [[nodiscard]] bool trusts_further_certificates() const {
        return !ca_file.value.empty() || !ca_folders.empty();
    }
};

/// Reads `<home>/config`: `key = value` lines, `#` comments (also after white space behind a
/// value), UTF-8 or UTF-16 with or without a mark, LF or CRLF; at most 64 KiB. An absent file is
/// fine and an empty value is an unset key. An unknown key, a second value for one key, a value it
/// cannot take or a line without `=` is msg::config_malformed with file, line and the nearest key;
/// a bad variable is msg::setting_malformed. A relative ca_file counts from the config file's
/// folder, in a variable from the current one. The machine's file is read by the same rules; where
/// it does not count it is Config::passed_over.
[[nodiscard]] Result<Config> load(os::Host& host, const std::string& config_file,
                                  const MachineFile& machine = {});

/// `true`, `1`, `yes`, `on` and their opposites, in any case; nothing for other words.
[[nodiscard]] std::optional<bool> parse_bool(std::string_view word);

/// Go's own settings, read as Go reads them: environment, then the GOENV file, then (GOPROXY only)
/// our key, then (not GOSUMDB) go.env of the GOROOTs given, in order. Values are exactly Go's: a CR
/// at the end of a GOENV line stays part of the value. Unreadable files count as absent, as in Go.
struct GoSettings {
    std::string goproxy;        ///< "" where nobody names one
    std::string goproxy_origin; ///< `environment`, `GOVERN_GOPROXY`, `config`, or the path of a
                                ///< GOENV or go.env file, or the command that printed it
    std::string gosumdb;        ///< "" where nobody names one: the default database
    std::string gosumdb_origin; ///< `environment`, or the path of the GOENV file
    std::string
        gosumdb_way_out; ///< what removes it from there, in the words of the shell that runs
    bool netrc = true;   ///< GOAUTH names netrc or is not set (cmd/go/internal/auth)
};
[[nodiscard]] GoSettings go_settings(os::Host& host, const Config& config,
                                     const std::vector<std::string>& goroots);

/// The path of Go's per-user GOENV file (cmd/go/internal/cfg EnvFile): GOENV, else `go/env` in the
/// user's configuration folder; "" where GOENV=off or no such folder is known.
[[nodiscard]] std::string goenv_file(const os::Environment& environment);

/// One of Go's settings that is none of the above: the environment's value, else the GOENV file's,
/// else "".
[[nodiscard]] std::string go_variable(os::Host& host, std::string_view name);

} // namespace govern::config
