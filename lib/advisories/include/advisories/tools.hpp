#pragma once

// Which release of a tool fits which Go, for the tools that govern knows by name.

#include "core/version.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace govern::advisories {

/// A tool that is known by its name.
struct KnownTool {
    std::string_view name;                     ///< of its program: `dlv`
    std::span<const std::string_view> modules; ///< of its major versions, newest first
    std::string_view command;                  ///< the package below its module: `/cmd/dlv`

    /// The module that has a release of this version: `v2.1.0` is in `…/v2`.
    [[nodiscard]] std::string_view module_of(std::string_view version) const;
    [[nodiscard]] std::string package_of(std::string_view version) const;
};

[[nodiscard]] std::span<const KnownTool> known_tools();
/// By its name, or by the package of one of its major versions; nullptr for others.
[[nodiscard]] const KnownTool* known_tool(std::string_view name_or_package);

/// One release of a tool, and the Gos that it fits. Views into the embedded table, but for one made
/// by hand.
struct ToolRelease {
    std::string_view version; ///< `v1.22.1`
    Version oldest;           ///< Go line that it accepts; empty: any
    Version newest;           ///< the same
    Version go;               ///< the go line of its go.mod; empty: none

    [[nodiscard]] bool fits(const Version& go_release) const {
        return why_unfit(go_release).empty();
    }
    /// `it needs Go 1.25.0`, `it accepts Go 1.21 to 1.24`; empty where it fits.
    [[nodiscard]] std::string why_unfit(const Version& go_release) const;
};

/// The releases in the embedded table, newest first; none for a tool without a table.
[[nodiscard]] std::vector<ToolRelease> tool_releases(std::string_view name);

/// The name that `go install` gives the program of a package: its last element, but for a major
/// version (DefaultExecName of cmd/go/internal/load).
[[nodiscard]] std::string program_of(std::string_view package);
/// True for `v1.22.1`, with or without what follows a `-` or `+`.
[[nodiscard]] bool is_module_version(std::string_view text);
/// True if `a` is the later one of two module versions.
[[nodiscard]] bool is_newer(std::string_view a, std::string_view b);
/// The releases in a module proxy's list, newest first, without pre-releases.
[[nodiscard]] std::vector<std::string> releases_in(std::string_view list);

} // namespace govern::advisories
