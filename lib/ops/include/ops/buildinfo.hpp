#pragma once

#include "advisories/database.hpp"
#include "advisories/lifecycle.hpp"
#include "binary/build_info.hpp"
#include "ops/context.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::ops {

/// A Go program, and what is known here of the Go that built it.
struct Program {
    std::string path; ///< as given, or below the folder that was given
    binary::BuildInfo info;
    /// The release that built it; empty for a Go with another name (`devel …`, `go1.22.1-x`).
    Version version;
    bool installed = false; ///< for this machine
    bool available = false; ///< the embedded list has it for this machine
    advisories::Support support;
    /// GOOS as recorded, since Go 1.18; else by the form of the file, and of an ELF one `linux`.
    std::string os;
    /// Of the standard library that it carries; empty before add_vulnerabilities().
    std::vector<advisories::Vulnerability> vulnerabilities;
};

struct Programs {
    std::vector<Program> found; ///< in the order of the paths, a folder's by name
    /// Of the given paths: those that are not a Go program, or cannot be read.
    std::vector<Error> refused;
    /// The entries below given folders that cannot be read.
    std::vector<Error> unreadable;
};

/// Looks into files, and into every file below folders (links are not followed there), on all
/// cores. Writes nothing and asks no network. msg::interrupted.
[[nodiscard]] Result<Programs> look_into(Context& context, const std::vector<std::string>& paths);

/// Fills in Program::vulnerabilities: views into the database.
void add_vulnerabilities(Programs& programs, const advisories::Database& database);

/// The release whose standard library a program carries, by its Go version as recorded: also where
/// the linker added experiments (` X:NAMES`, since Go 1.26 `-X:NAMES`). Nothing for a development
/// version and for another's build.
[[nodiscard]] std::optional<Version> release_in(std::string_view go_version);

/// What one program records; `path` is as the user gave it. msg::not_a_go_program also for a
/// folder.
[[nodiscard]] Result<binary::BuildInfo> read_program(Context& context, const std::string& path);

} // namespace govern::ops
