#include "go_values.hpp"

#include "base/path.hpp"
#include "base/text.hpp"
#include "core/sdk.hpp"
#include "go_values_table.hpp"
#include "resolve/native.hpp"
#include "resolve/sys.hpp"

#include <algorithm>
#include <optional>

namespace govern::project {

using namespace resolve;

namespace {

constexpr int k_first_with_fips = 24;
constexpr int k_first_with_goenv = 13;

bool is_between(int line, int since, int until) {
    return line >= since && (until == 0 || line <= until);
}

bool is_known(std::string_view name, std::string_view value, int line) {
    return std::any_of(std::begin(k_go_values), std::end(k_go_values), [&](const GoValue& one) {
        return one.name == name && one.value == value && is_between(line, one.since, one.until);
    });
}

/// The part of the value that this line does not know. Source: buildcfg of Go's internal packages.
std::optional<std::string> unknown_part(std::string_view name, std::string_view value, int line) {
    if (name == "GOARM64") {
        const auto version = value;
        while (value.ends_with(",lse") || value.ends_with(",crypto")) {
            value = value.substr(0, value.rfind(','));
        }
        return is_known(name, value, line) ? std::nullopt : std::optional(std::string(version));
    }
    if (name != "GOEXPERIMENT" && name != "GOWASM") {
        return is_known(name, value, line) ? std::nullopt : std::optional(std::string(value));
    }
    const bool experiment = name == "GOEXPERIMENT";
    for (auto part : split(value, ',')) {
        if (part.empty() || (experiment && part == "none")) {
            continue;
        }
        if (experiment && part.starts_with("no")) {
            part.remove_prefix(2);
        }
        if (!is_known(name, part, line)) {
            return std::string(part);
        }
    }
    return std::nullopt;
}

/// The values that this line knows, as `v1, v2, v3 and v4`; those with an option behind a comma
/// (`v8.0,lse`) are left out.
std::string known_values(std::string_view name, int line) {
    std::vector<std::string> known;
    for (const auto& one : k_go_values) {
        if (one.name == name && is_between(line, one.since, one.until) &&
            one.value.find(',') == one.value.npos) {
            known.emplace_back(one.value);
        }
    }
    return join(known, ", ");
}

/// What follows the problem where another line knows the value.
std::string when_known(std::string_view name, std::string_view value, int line) {
    for (const auto& one : k_go_values) {
        if (one.name == name && one.value == value) {
            return line < one.since
                       ? "; it came with Go 1." + std::to_string(one.since)
                       : "; Go 1." + std::to_string(one.until) + " was the last that knew it";
        }
    }
    return {};
}

class Examiner {
public:
    Examiner(const GoSettings& settings, const Gover& version)
        : m_settings(settings), m_version(version), m_line(version.minor()),
          m_sdk(sdk_of(settings.goroot())) {}

    std::vector<BadValue> run() {
        for (const auto& one : k_go_value_settings) {
            if (is_between(m_line, one.since, one.until)) {
                judge(one, m_settings.get(std::string(one.name).c_str()));
            }
        }
        if (m_line >= k_first_with_fips) {
            judge_fips(m_settings.get("GOFIPS140"));
        }
        return std::move(m_out);
    }

private:
    /// Of a GOROOT in a home; nothing where no SDK is.
    static std::optional<SdkId> sdk_of(const std::string& goroot) {
        const auto file = goroot + native::k_separator + "VERSION";
        return !goroot.empty() && sys::is_file(file.c_str()) ? parse_sdk_id(path::filename(goroot))
                                                             : std::nullopt;
    }

    void judge(const GoValueSetting& rule, GoSetting setting) {
        if (setting.value.empty() || !is_read(rule, setting)) {
            return;
        }
        const auto part = unknown_part(rule.name, setting.value, m_line);
        if (!part) {
            return;
        }
        auto problem = rule.name == "GOEXPERIMENT"
                           ? go() + " has no experiment '" + *part + '\'' +
                                 when_known(rule.name, *part, m_line)
                           : go() + " knows " + known_values(rule.name, m_line);
        m_out.push_back({std::move(setting), std::move(problem)});
    }

    /// A variable is read by the go command itself, whatever it builds for, but for GO386. Of a
    /// file it passes only the one of the GOARCH to the compiler.
    [[nodiscard]] bool is_read(const GoValueSetting& rule, const GoSetting& setting) const {
        const bool variable = setting.place == GoSetting::Place::variable;
        if (!variable && m_line < k_first_with_goenv) {
            return false;
        }
        if (rule.arch.empty() || (variable && rule.name != "GO386")) {
            return true;
        }
        auto arch = m_settings.value("GOARCH");
        if (arch.empty() && m_sdk) {
            arch = m_sdk->platform.arch;
        }
        return arch == rule.arch || arch == std::string(rule.arch) + "le";
    }

    /// A file of the SDK says what it has (cmd/go/internal/fips140).
    void judge_fips(GoSetting setting) {
        const auto& value = setting.value;
        if (value.empty() || value == "off" || value == "latest") {
            return;
        }
        const bool named = value == "inprocess" || value == "certified" || value.starts_with('v');
        const bool plain =
            value.find_first_of("/\\") == value.npos && value.find("..") == value.npos;
        if (plain && (m_sdk ? has_fips(value) : named)) {
            return;
        }
        m_out.push_back({std::move(setting), go() + " has no such FIPS 140 module"});
    }
    [[nodiscard]] bool has_fips(const std::string& name) const {
        const auto file = m_settings.goroot() + native::k_separator + "lib" + native::k_separator +
                          "fips140" + native::k_separator + name;
        return sys::is_file((file + ".txt").c_str()) || sys::is_file((file + ".zip").c_str());
    }

    [[nodiscard]] std::string go() const { return "Go " + m_version.text(); }

    const GoSettings& m_settings;
    const Gover& m_version;
    int m_line;
    std::optional<SdkId> m_sdk;
    std::vector<BadValue> m_out;
};

} // namespace

bool is_release(const Gover& version) {
    return version.valid() && version.text().find_first_not_of("0123456789.") == std::string::npos;
}

std::vector<BadValue> bad_values(const GoSettings& settings, const Gover& version) {
    if (!is_release(version) || version.minor() > k_newest_line_of_values) {
        return {};
    }
    return Examiner(settings, version).run();
}

} // namespace govern::project
