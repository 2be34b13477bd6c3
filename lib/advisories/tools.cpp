#include "advisories/tools.hpp"

#include "base/text.hpp"
#include "core/sdk.hpp"
#include "sem_ver.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace govern::advisories {

namespace {

struct Row {
    std::string_view tool;
    std::string_view version;
    std::string_view oldest;
    std::string_view newest;
    std::string_view go;
};

constexpr Row k_rows[] = {
#define TOOLS_DATE(day)
#define TOOL_RELEASE(tool, version, oldest, newest, go) {tool, version, oldest, newest, go},
#include "tools.inc"
#undef TOOL_RELEASE
#undef TOOLS_DATE
};

constexpr std::array<std::string_view, 1> k_delve = {"github.com/go-delve/delve"};
constexpr std::array<std::string_view, 1> k_gopls = {"golang.org/x/tools/gopls"};
constexpr std::array<std::string_view, 1> k_staticcheck = {"honnef.co/go/tools"};
constexpr std::array<std::string_view, 2> k_golangci = {"github.com/golangci/golangci-lint/v2",
                                                        "github.com/golangci/golangci-lint"};
constexpr std::array<std::string_view, 1> k_govulncheck = {"golang.org/x/vuln"};
constexpr std::array<std::string_view, 1> k_gofumpt = {"mvdan.cc/gofumpt"};
constexpr std::array<std::string_view, 1> k_goimports = {"golang.org/x/tools"};

constexpr std::array k_tools = {
    KnownTool{"dlv", k_delve, "/cmd/dlv"},
    KnownTool{"gopls", k_gopls, ""},
    KnownTool{"staticcheck", k_staticcheck, "/cmd/staticcheck"},
    KnownTool{"golangci-lint", k_golangci, "/cmd/golangci-lint"},
    KnownTool{"govulncheck", k_govulncheck, "/cmd/govulncheck"},
    KnownTool{"gofumpt", k_gofumpt, ""},
    KnownTool{"goimports", k_goimports, "/cmd/goimports"},
};

Version version_of(std::string_view text) {
    Version out;
    (void)Version::parse(text, out);
    return out;
}

std::optional<SemVer> sem_ver(std::string_view version) {
    const auto text = version.substr(0, version.find('+'));
    return text.starts_with('v') ? SemVer::parse(text.substr(1)) : std::nullopt;
}

bool before_line(const Version& a, const Version& b) {
    return a.major() != b.major() ? a.major() < b.major() : a.minor() < b.minor();
}

/// isVersionElement of cmd/go/internal/load: `v2`, `v10`, but not `v0`, `v1` or `v01`.
bool is_version_element(std::string_view element) {
    return element.size() > 1 && element[0] == 'v' && element[1] != '0' && element != "v1" &&
           element.find_first_not_of("0123456789", 1) == element.npos;
}

} // namespace

std::string_view KnownTool::module_of(std::string_view version) const {
    const auto major = version.substr(0, version.find('.'));
    const auto found = std::find_if(modules.begin(), modules.end(), [&](std::string_view module) {
        return module.ends_with('/' + std::string(major));
    });
    return found != modules.end()           ? *found
           : major == "v0" || major == "v1" ? modules.back()
                                            : modules.front();
}

std::string KnownTool::package_of(std::string_view version) const {
    return std::string(module_of(version)) + std::string(command);
}

std::span<const KnownTool> known_tools() {
    return k_tools;
}

const KnownTool* known_tool(std::string_view name_or_package) {
    for (const auto& tool : k_tools) {
        const bool by_package =
            std::any_of(tool.modules.begin(), tool.modules.end(), [&](std::string_view module) {
                return std::string(module) + std::string(tool.command) == name_or_package;
            });
        if (tool.name == name_or_package || by_package) {
            return &tool;
        }
    }
    return nullptr;
}

std::string ToolRelease::why_unfit(const Version& go_release) const {
    const bool too_old = !oldest.empty() && before_line(go_release, oldest);
    const bool too_new = !newest.empty() && before_line(newest, go_release);
    if (too_old || too_new) {
        return "it accepts Go " + std::string(oldest.text()) + " to " + std::string(newest.text());
    }
    return !go.empty() && go_release < go ? "it needs Go " + std::string(go.text()) : "";
}

std::vector<ToolRelease> tool_releases(std::string_view name) {
    std::vector<ToolRelease> out;
    for (const auto& row : k_rows) {
        if (row.tool == name) {
            out.push_back(
                {row.version, version_of(row.oldest), version_of(row.newest), version_of(row.go)});
        }
    }
    return out;
}

std::string program_of(std::string_view package) {
    const auto parts = split(package, '/');
    const auto last = parts.back();
    return std::string(parts.size() > 1 && is_version_element(last) ? parts[parts.size() - 2]
                                                                    : last);
}

bool is_module_version(std::string_view text) {
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '.' || c == '-' || c == '+';
    });
    const auto numbers = text.substr(0, text.find_first_of("-+"));
    return plain && std::count(numbers.begin(), numbers.end(), '.') == 2 &&
           sem_ver(text).has_value();
}

bool is_newer(std::string_view a, std::string_view b) {
    const auto left = sem_ver(a);
    const auto right = sem_ver(b);
    return left && right && *left > *right;
}

std::vector<std::string> releases_in(std::string_view list) {
    std::vector<std::string> out;
    for (const auto line : lines_of(list)) {
        const auto version = trim(line);
        if (is_module_version(version) && version.find_first_of("-+") == version.npos) {
            out.emplace_back(version);
        }
    }
    std::sort(out.begin(), out.end(), is_newer);
    return out;
}

} // namespace govern::advisories
