#include "config/config.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "config/edit.hpp"
#include "config/file_text.hpp"
#include "config/messages.hpp"
#include "lines.hpp"
#include "machine_file.hpp"
#include "os/messages.hpp"

#include <algorithm>
#include <iterator>
#include <map>

namespace govern::config {

namespace {

constexpr std::size_t k_max_file = 64 * 1024;

/// Why a value was refused, and the word that was perhaps meant.
struct Refusal {
    std::string why;
    std::string nearest = {};
};
using Accepted = std::optional<Refusal>;

/// One value on its way into a Config. `folder` is where relative paths count from.
struct Value {
    const std::string& text;
    Origin origin;
    const std::string& folder;
};

template <Setting<bool> Config::* setting> Accepted set_bool(Config& config, const Value& value) {
    const auto parsed = parse_bool(value.text);
    if (!parsed) {
        return Refusal{"'" + value.text + "' is neither true nor false"};
    }
    config.*setting = {*parsed, value.origin};
    return std::nullopt;
}

Accepted set_source(Config& config, const Value& value) {
    const auto kind = parse_source_kind(value.text);
    if (!kind || *kind > SourceKind::proxy) {
        const auto near = nearest(value.text, {k_source_words.begin(), k_source_words.end()});
        return Refusal{"'" + value.text + "' is not a source; use official or proxy",
                       near.empty() ? "" : near.front()};
    }
    config.source = {kind, value.origin};
    return std::nullopt;
}

Accepted set_mirror(Config& config, const Value& value) {
    const auto url = parse_url(value.text);
    if (!url) {
        return Refusal{"'" + redact_broken_url(value.text) + "' is not an http, https or file URL",
                       path::is_absolute(value.text) ? file_url(value.text, path::k_windows) : ""};
    }
    if (!url->query.empty()) {
        return Refusal{
            "the address of a mirror cannot have a query: govern adds the names of archives to it"};
    }
    if (value.text.find('#') != value.text.npos) {
        return Refusal{"the address of a mirror has no fragment (#…), for the names of archives "
                       "are added to it"};
    }
    config.mirror = {value.text, value.origin};
    return std::nullopt;
}

Accepted set_goproxy(Config& config, const Value& value) {
    config.goproxy = {value.text, value.origin};
    return std::nullopt;
}

Accepted set_ca_file(Config& config, const Value& value) {
    config.ca_file = {path::join(value.folder, value.text), value.origin};
    return std::nullopt;
}

Accepted set_log(Config& config, const Value& value) {
    config.log = {path::join(value.folder, value.text), value.origin};
    return std::nullopt;
}

Accepted set_events(Config& config, const Value& value) {
    if (value.text != "system" && value.text != "none") {
        return Refusal{"events are `system` or `none`"};
    }
    config.system_events = {value.text == "system", value.origin};
    return std::nullopt;
}

template <Setting<std::string> Config::* setting> KeyState text_state(const Config& config) {
    return {{}, {}, (config.*setting).value, (config.*setting).origin};
}

template <Setting<bool> Config::* setting> KeyState bool_state(const Config& config) {
    return {{}, {}, (config.*setting).value ? "true" : "false", (config.*setting).origin};
}

struct Key {
    std::string_view name;
    std::string_view variable;
    Accepted (*set)(Config&, const Value&);
    KeyState (*state)(const Config&); ///< without the names
};

constexpr Key k_keys[] = {
    {"source", "GOVERN_SOURCE", set_source,
     [](const Config& config) {
         const auto& kind = config.source.value;
         return KeyState{{}, {}, kind ? std::string(word_of(*kind)) : "", config.source.origin};
     }},
    {"mirror", "GOVERN_MIRROR", set_mirror, text_state<&Config::mirror>},
    {"goproxy", "GOVERN_GOPROXY", set_goproxy, text_state<&Config::goproxy>},
    {"auto_install", "GOVERN_AUTO_INSTALL", set_bool<&Config::auto_install>,
     bool_state<&Config::auto_install>},
    {"ca_file", "GOVERN_CA_FILE", set_ca_file, text_state<&Config::ca_file>},
    {"keep_archives", "GOVERN_KEEP_ARCHIVES", set_bool<&Config::keep_archives>,
     bool_state<&Config::keep_archives>},
    {"log", "GOVERN_LOG", set_log, text_state<&Config::log>},
    {"events", "GOVERN_EVENTS", set_events,
     [](const Config& config) {
         const auto& setting = config.system_events;
         return KeyState{{}, {}, setting.value ? "system" : "none", setting.origin};
     }},
};

const Key* find_key(std::string_view name) {
    const auto* found = std::find_if(std::begin(k_keys), std::end(k_keys),
                                     [name](const Key& key) { return key.name == name; });
    return found == std::end(k_keys) ? nullptr : found;
}

std::string nearest_key(std::string_view name) {
    std::vector<std::string> names;
    for (const auto& key : k_keys) {
        names.emplace_back(key.name);
    }
    const auto near = nearest(to_lower(name), names);
    return near.empty() ? "" : near.front();
}

/// The file that a line is from. `folder`: relative paths count from it.
struct Place {
    Origin origin;
    std::string folder;
};

/// One line of the file into `config`; `seen` maps keys to the line that set them.
Accepted read_line(std::string_view line, std::size_t number, const Place& place,
                   std::map<std::string, std::size_t>& seen, Config& config) {
    const auto parts = parse_line(line);
    if (parts.is_empty) {
        return std::nullopt;
    }
    if (!parts.has_equals) {
        return Refusal{"'" + std::string(parts.key) + "' is not a `key = value` line"};
    }
    const std::string name(parts.key);
    const std::string value(parts.value);
    const auto* key = find_key(name);
    if (key == nullptr) {
        return Refusal{"unknown key '" + name + "'", nearest_key(name)};
    }
    const auto [first, is_first] = seen.emplace(name, number);
    if (!is_first) {
        return Refusal{name + " is already set in line " + std::to_string(first->second)};
    }
    return value.empty() ? std::nullopt : key->set(config, {value, place.origin, place.folder});
}

Result<void> read_text(std::string_view bytes, const std::string& file, Origin origin,
                       Config& config) {
    const auto text = text_of(bytes, form_of_ascii(bytes));
    const Place place{origin, std::string(path::parent(file))};
    std::map<std::string, std::size_t> seen;
    std::size_t number = 0;
    for (const auto line : lines_of(text)) {
        ++number;
        const bool readable = is_utf8(line) && line.find('\0') == line.npos;
        const auto refusal = readable ? read_line(line, number, place, seen, config)
                                      : Refusal{"this is not UTF-8 or UTF-16 text"};
        if (refusal) {
            return fail(msg::config_malformed, {{"file", file},
                                                {"line", std::to_string(number)},
                                                {"why", refusal->why},
                                                {"nearest", refusal->nearest}});
        }
    }
    return {};
}

Result<void> read_file(os::Host& host, const std::string& file, Config& config) {
    GOVERN_TRY_ASSIGN(const auto info, host.files.info(file));
    if (!info) {
        return {};
    }
    const auto real = info->kind == os::FileInfo::Kind::link ? host.files.canonical(file)
                                                             : Result<std::string>(file);
    // A link to /dev/null is somebody's way to have none.
    if (real && host.files.kind(*real) == os::FileInfo::Kind::other && *real != "/dev/null") {
        return fail(msg::file_error, {{"action", "read"},
                                      {"path", file},
                                      {"reason", "it is a device or a pipe, not a file"}});
    }
    GOVERN_TRY_ASSIGN(const auto content, host.files.read(file, k_max_file));
    return read_text(content, file, Origin::file, config);
}

/// A file that this account may not read does not count for it.
Result<void> read_machine_file(os::Host& host, const MachineFile& machine, Config& config) {
    if (machine.path.empty()) {
        return {};
    }
    GOVERN_TRY_ASSIGN(const auto info, host.files.info(machine.path));
    if (!info) {
        return {};
    }
    config.passed_over = why_passed_over(host.files, machine);
    if (config.passed_over) {
        return {};
    }
    const auto content = host.files.read(machine.path, k_max_file);
    if (!content && content.error().is(msg::no_permission)) {
        config.passed_over = machine_config_open(machine.path, "this account may not read it");
        return {};
    }
    if (!content) {
        return Failure(content.error());
    }
    return read_text(*content, machine.path, Origin::machine, config);
}

Result<void> read_variables(os::Host& host, Config& config) {
    for (const auto& key : k_keys) {
        const auto value = host.environment.get(key.variable);
        if (!value) {
            continue;
        }
        if (const auto refusal = key.set(config, {*value, Origin::variable, host.current_folder})) {
            return fail(msg::setting_malformed, {{"variable", std::string(key.variable)},
                                                 {"value", redact_broken_url(*value)},
                                                 {"why", refusal->why},
                                                 {"nearest", refusal->nearest}});
        }
    }
    if (config.ca_file.value.empty()) {
        if (const auto file = host.environment.get("SSL_CERT_FILE")) {
            config.ca_file = {path::join(host.current_folder, *file), Origin::variable};
        }
    }
    // As in Go, folders that do not exist are skipped.
    const auto folders = host.environment.get("SSL_CERT_DIR").value_or("");
    for (const auto folder : split(folders, path::k_windows ? ';' : ':')) {
        if (!folder.empty()) {
            config.ca_folders.push_back(path::join(host.current_folder, folder));
        }
    }
    return {};
}

} // namespace

std::optional<bool> parse_bool(std::string_view word) {
    const auto lower = to_lower(word);
    if (lower == "true" || lower == "1" || lower == "yes" || lower == "on") {
        return true;
    }
    if (lower == "false" || lower == "0" || lower == "no" || lower == "off") {
        return false;
    }
    return std::nullopt;
}

Result<Config> load(os::Host& host, const std::string& config_file, const MachineFile& machine) {
    Config config;
    GOVERN_TRY(read_machine_file(host, machine, config));
    GOVERN_TRY(read_file(host, config_file, config));
    GOVERN_TRY(read_variables(host, config));
    return config;
}

std::vector<KeyState> key_states(const Config& config) {
    std::vector<KeyState> out;
    for (const auto& key : k_keys) {
        auto state = key.state(config);
        state.key = key.name;
        state.variable = key.variable;
        out.push_back(std::move(state));
    }
    return out;
}

Result<KeyState> key_state(const Config& config, std::string_view name) {
    for (auto& state : key_states(config)) {
        if (state.key == name) {
            return state;
        }
    }
    return fail(msg::unknown_setting, {{"key", std::string(name)}, {"nearest", nearest_key(name)}});
}

Result<std::string> value_for_file(std::string_view name, const std::string& value,
                                   const std::string& current_folder) {
    Config config;
    GOVERN_TRY(key_state(config, name));
    const auto refused = [&](const Refusal& refusal) {
        return fail(msg::bad_setting, {{"key", std::string(name)},
                                       {"value", redact_broken_url(value)},
                                       {"why", refusal.why},
                                       {"nearest", refusal.nearest}});
    };
    if (trim(value).empty()) {
        return refused(
            {"an empty value is an unset key: govern config --unset " + std::string(name)});
    }
    if (const auto refusal = find_key(name)->set(config, {value, Origin::option, current_folder})) {
        return refused(*refusal);
    }
    GOVERN_TRY_ASSIGN(const auto state, key_state(config, name));
    if (current_folder.empty() && (name == "log" || name == "ca_file") &&
        !path::is_absolute(state.value)) {
        return refused({"the current folder is gone, so only an absolute path names a file"});
    }
    if (!fits_in_line(state.value)) {
        return refused({"a line of the file cannot hold it (a line end, a blank at an end, or # "
                        "behind a blank)"});
    }
    return state.value;
}

} // namespace govern::config
