#pragma once

#include "resolve/decision.hpp"

namespace govern::resolve {

/// The go settings that decide which file Go reads: environment, then the GOENV file, as in Go.
struct GoSettings {
    std::string_view gowork;
    std::string_view goflags;
    std::string_view go111module;
    std::string_view gotoolchain;
    bool gotoolchain_from_file = false;
    std::string_view goenv_file; ///< empty for GOENV=off or where there is no folder for it
};
[[nodiscard]] GoSettings read_go_settings(const Variables& variables, Arena& arena);

/// One `go` or `toolchain` line.
struct GoLine {
    std::uint32_t line = 0; ///< from 1; 0 where there is none
    std::string_view text;  ///< the line, at most 200 bytes
    std::size_t offset = 0; ///< of `value` in it
    std::string_view value; ///< without comment and blanks: `1.22.5`, `go1.22.5`, `default`
    Version version;        ///< empty if malformed, and for `default`
};

/// What the go.work or go.mod says that Go would read in a folder: the first line that starts with
/// the word, cut at `//`, wherever it stands (gover.GoModLookup of cmd/go).
struct GoLines {
    std::string_view file; ///< empty where there is none
    bool workspace = false;
    GoLine go;
    GoLine toolchain;
    /// `toolchain default`: Go is never to switch for this file.
    [[nodiscard]] bool lifted() const { return toolchain.value == "default"; }
};
/// Looks for go.work (GOWORK first), then go.mod (or -modfile of GOFLAGS). A file that cannot be
/// read has no lines: Go itself reports it.
[[nodiscard]] GoLines find_go_lines(const std::string_view& folder, const GoSettings& settings,
                                    const Variables& variables, Arena& arena);
/// The two lines of one file.
[[nodiscard]] GoLines read_go_lines(const std::string_view& file, Arena& arena);

/// The value of `-name=value` or `--name=value` in GOFLAGS, quotes taken off; empty without.
[[nodiscard]] std::string_view flag_value(const std::string_view& goflags,
                                          const std::string_view& name);

} // namespace govern::resolve
