#include "config/config.hpp"

#include "base/messages/config.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "os/path.hpp"

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

Accepted set_bool(Setting<bool>& setting, const Value& value) {
    const auto parsed = parse_bool(value.text);
    if (!parsed) {
        return Refusal{"'" + value.text + "' is neither true nor false"};
    }
    setting = {*parsed, value.origin};
    return std::nullopt;
}

Accepted set_source(Config& config, const Value& value) {
    const std::vector<std::string> known = {"official", "proxy"};
    if (std::find(known.begin(), known.end(), value.text) == known.end()) {
        const auto near = nearest(value.text, known);
        return Refusal{"'" + value.text + "' is no source; there are official and proxy",
                       near.empty() ? "" : near.front()};
    }
    config.source = {value.text, value.origin};
    return std::nullopt;
}

Accepted set_mirror(Config& config, const Value& value) {
    const auto url = parse_url(value.text);
    if (!url) {
        return Refusal{"'" + redact_broken_url(value.text) + "' is no http, https or file URL"};
    }
    if (!url->query.empty()) {
        return Refusal{
            "the address of a mirror has no query, for the names of archives are added to it"};
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
    config.ca_file = {os::join(value.folder, value.text), value.origin};
    return std::nullopt;
}

struct Key {
    std::string_view name;
    std::string_view variable;
    Accepted (*set)(Config&, const Value&);
};

constexpr Key k_keys[] = {
    {"source", "GOVERN_SOURCE", set_source},
    {"mirror", "GOVERN_MIRROR", set_mirror},
    {"goproxy", "GOVERN_GOPROXY", set_goproxy},
    {"auto_install", "GOVERN_AUTO_INSTALL",
     [](Config& config, const Value& value) { return set_bool(config.auto_install, value); }},
    {"ca_file", "GOVERN_CA_FILE", set_ca_file},
    {"keep_archives", "GOVERN_KEEP_ARCHIVES",
     [](Config& config, const Value& value) { return set_bool(config.keep_archives, value); }},
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

/// Up to a `#` that begins the line or follows white space: URLs and paths may hold one.
std::string_view without_comment(std::string_view line) {
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) {
            return line.substr(0, i);
        }
    }
    return line;
}

/// One line of the file into `config`; `seen` maps keys to the line that set them.
Accepted read_line(std::string_view line, std::size_t number, const std::string& folder,
                   std::map<std::string, std::size_t>& seen, Config& config) {
    const auto text = trim(without_comment(line));
    if (text.empty()) {
        return std::nullopt;
    }
    const auto equals = text.find('=');
    if (equals == text.npos) {
        return Refusal{"'" + std::string(text) + "' is no `key = value` line"};
    }
    const std::string name(trim(text.substr(0, equals)));
    const std::string value(trim(text.substr(equals + 1)));
    const auto* key = find_key(name);
    if (key == nullptr) {
        return Refusal{"unknown key '" + name + "'", nearest_key(name)};
    }
    const auto [first, is_first] = seen.emplace(name, number);
    if (!is_first) {
        return Refusal{name + " is already set in line " + std::to_string(first->second)};
    }
    return value.empty() ? std::nullopt : key->set(config, {value, Origin::file, folder});
}

Result<void> read_file(os::Host& host, const std::string& file, Config& config) {
    GOVERN_TRY_ASSIGN(const auto info, host.files.info(file));
    if (!info) {
        return {};
    }
    GOVERN_TRY_ASSIGN(const auto content, host.files.read(file, k_max_file));
    std::string_view text = content;
    if (text.substr(0, 3) == "\xEF\xBB\xBF") {
        text.remove_prefix(3);
    }
    const std::string folder(os::parent(file));
    std::map<std::string, std::size_t> seen;
    std::size_t number = 0;
    for (const auto line : lines_of(text)) {
        ++number;
        const bool readable = is_utf8(line) && line.find('\0') == line.npos;
        const auto refusal = readable ? read_line(line, number, folder, seen, config)
                                      : Refusal{"this is not UTF-8 text"};
        if (refusal) {
            return fail(msg::config_malformed, {{"file", file},
                                                {"line", std::to_string(number)},
                                                {"why", refusal->why},
                                                {"nearest", refusal->nearest}});
        }
    }
    return {};
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
            config.ca_file = {os::join(host.current_folder, *file), Origin::variable};
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

Result<Config> load(os::Host& host, const std::string& config_file) {
    Config config;
    GOVERN_TRY(read_file(host, config_file, config));
    GOVERN_TRY(read_variables(host, config));
    return config;
}

} // namespace govern::config
