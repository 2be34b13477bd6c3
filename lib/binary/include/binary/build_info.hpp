#pragma once

#include "base/result.hpp"
#include "binary/random_access.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace govern::binary {

/// A module at a version, as the linker recorded it. Texts are the file's own bytes, so not
/// necessarily UTF-8.
struct ModuleVersion {
    std::string path;
    std::string version; ///< `v1.2.3`, `(devel)`, or empty
    std::string sum;     ///< `h1:…`, or empty
};

/// One that takes part in the build, and what `replace` in go.mod put in its place.
struct Module : ModuleVersion {
    std::optional<ModuleVersion> replace;
};

/// One `build` line, unquoted: `-ldflags`, `GOOS`, `vcs.revision` …
struct Setting {
    std::string key;
    std::string value;
};

/// The place of the facts.
enum class Layout {
    none,     ///< before Go 1.13: none recorded, the version was found by its text
    pointers, ///< Go 1.13 to 1.17: two strings that a header points to
    inlined,  ///< Go 1.18 on: the strings follow their header
};

/// The Go linker's record in a program of how it was built.
struct BuildInfo {
    Layout layout = Layout::none;
    /// As recorded: `go1.22.1`, `go1.21.0 X:boringcrypto`, `devel go1.28-0123456789 …`. Empty only
    /// with Layout::none, if the text was not found.
    std::string go_version;
    std::string path; ///< of the main package; empty without modules
    std::optional<Module> main;
    std::vector<Module> deps;      ///< in the file's order
    std::vector<Setting> settings; ///< in the file's order; none before Go 1.18

    /// The value of a setting, or nothing.
    [[nodiscard]] const std::string* setting(std::string_view key) const;
};

/// Reads the build information of a program: PE, ELF, Mach-O (of a fat one the first), XCOFF or
/// Plan 9 a.out, of any width and byte order. Gives what `go version -m` gives for the file.
///
/// Reads headers and one section, never the whole; memory and time are bounded whatever the bytes
/// say. Errors: msg::not_a_go_program, msg::program_cut_short, msg::packed_program,
/// msg::build_info_damaged, each without a path, and what `file` could not read.
[[nodiscard]] Result<BuildInfo> read_build_info(RandomAccess& file);

/// The text form that the linker records (`path`, `mod`, `dep`, `=>` and `build` lines), without
/// the marks around it. msg::build_info_damaged names the line that does not follow the format.
/// go_version and layout stay empty. Source: runtime/debug.ParseBuildInfo of Go 1.27.
[[nodiscard]] Result<BuildInfo> parse_module_info(std::string_view text);

} // namespace govern::binary
