#include "ci/ci.hpp"
#include "ci/messages.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace govern::ci {

namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

constexpr std::array<std::pair<std::string_view, CiHost>, 5> k_hosts = {{
    {"github", CiHost::github},
    {"azure", CiHost::azure},
    {"gitlab", CiHost::gitlab},
    {"jenkins", CiHost::jenkins},
    {"plain", CiHost::plain},
}};

constexpr std::size_t k_max_dotenv = 5 * 1024;
constexpr std::size_t k_max_dotenv_variables = 20;

bool has_line_end(std::string_view text) {
    return text.find_first_of("\r\n") != text.npos;
}

/// A line that the value does not have.
std::string delimiter_for(std::string_view value) {
    std::string delimiter = "GOVERN_END";
    for (unsigned i = 1; value.find(delimiter) != value.npos; ++i) {
        delimiter = "GOVERN_END_" + std::to_string(i);
    }
    return delimiter;
}

std::string azure_escape(std::string_view text, bool property) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '%':
            out += "%AZP25";
            break;
        case '\r':
            out += "%0D";
            break;
        case '\n':
            out += "%0A";
            break;
        case ';':
            out += property ? "%3B" : ";";
            break;
        case ']':
            out += property ? "%5D" : "]";
            break;
        default:
            out += c;
        }
    }
    return out;
}

std::string variable_name(std::string_view output) {
    auto name = "GOVERN_" + std::string(output);
    for (auto& c : name) {
        c = c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return name;
}

Failure cannot_hold(CiHost host, std::string_view name) {
    return fail(msg::ci_cannot_hold,
                {{"host", std::string(name_of(host))}, {"name", std::string(name)}});
}

} // namespace

std::string_view name_of(CiHost host) {
    for (const auto& [name, each] : k_hosts) {
        if (each == host) {
            return name;
        }
    }
    return {};
}

std::optional<CiHost> parse_ci_host(std::string_view name) {
    for (const auto& [known, host] : k_hosts) {
        if (known == name) {
            return host;
        }
    }
    return std::nullopt;
}

CiHost detect_ci_host(const os::Environment& environment) {
    const auto is_true = [&environment](std::string_view name) {
        return equals_ignoring_case(environment.get(name).value_or(""), "true");
    };
    if (is_true("GITHUB_ACTIONS")) {
        return CiHost::github;
    }
    if (is_true("TF_BUILD")) {
        return CiHost::azure;
    }
    if (is_true("GITLAB_CI")) {
        return CiHost::gitlab;
    }
    return environment.get("JENKINS_URL") ? CiHost::jenkins : CiHost::plain;
}

bool is_ci_job(const os::Environment& environment) {
    const auto ci = to_lower(environment.get("CI").value_or(""));
    return (!ci.empty() && ci != "0" && ci != "false") ||
           detect_ci_host(environment) != CiHost::plain;
}

std::string github_assignments(const Values& values) {
    std::string out;
    for (const auto& [name, value] : values) {
        if (has_line_end(value)) {
            const auto delimiter = delimiter_for(value);
            out += name + "<<" + delimiter + '\n' + value + '\n' + delimiter + '\n';
        } else {
            out += name + '=' + value + '\n';
        }
    }
    return out;
}

std::string azure_commands(const CiJob& job) {
    std::string out = "##vso[task.prependpath]" + azure_escape(job.path_entry, false) + '\n';
    for (const auto& [name, value] : job.variables) {
        out += "##vso[task.setvariable variable=" + azure_escape(name, true) + ']' +
               azure_escape(value, false) + '\n';
    }
    for (const auto& [name, value] : job.outputs) {
        out += "##vso[task.setvariable variable=" + azure_escape(variable_name(name), true) +
               ";isOutput=true]" + azure_escape(value, false) + '\n';
    }
    return out;
}

Result<std::string> jenkins_assignments(const CiJob& job) {
    std::string out;
    auto lines = job.variables;
    lines.emplace_back("PATH+GOVERN", job.path_entry);
    for (const auto& [name, value] : lines) {
        if (has_line_end(value)) {
            return cannot_hold(CiHost::jenkins, name);
        }
        out += name + '=';
        for (const char c : value) { // withEnv expands variables
            out += c == '$' ? "$$" : std::string(1, c);
        }
        out += '\n';
    }
    return out;
}

Result<std::string> gitlab_dotenv(const CiJob& job) {
    std::string out;
    auto values = job.variables;
    for (const auto& [name, value] : job.outputs) {
        if (!has_line_end(value)) {
            values.emplace_back(variable_name(name), value);
        }
    }
    for (const auto& [name, value] : values) {
        if (has_line_end(value) || trim(value) != value ||
            value.find_first_of("\"'") != value.npos) {
            return cannot_hold(CiHost::gitlab, name);
        }
        out += name + '=' + value + '\n';
    }
    if (out.size() > k_max_dotenv || values.size() > k_max_dotenv_variables) {
        return cannot_hold(CiHost::gitlab, "dotenv");
    }
    return out;
}

} // namespace govern::ci
