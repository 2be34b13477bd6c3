#pragma once

#include "resolve/decision.hpp"
#include "resolve/text.hpp"

namespace govern::resolve {

/// The go settings that decide which file Go reads: environment, then the GOENV file, as in Go.
struct GoSettings {
    std::string_view gowork;
    std::string_view goflags;
    std::string_view go111module;
    std::string_view goenv; ///< what the GOENV file holds; empty for GOENV=off
};
[[nodiscard]] GoSettings read_go_settings(const Variables& variables, Arena& arena);
/// The value that a GOENV or go.env file gives a name: as in Go the last one counts and nothing is
/// trimmed (a CR stays). Without one there data() is null.
[[nodiscard]] std::string_view goenv_value(std::string_view goenv, const char* name);

/// One `go` or `toolchain` line. `value` has neither comment nor blanks: `1.22.5`, `go1.22.5`,
/// `default`.
struct GoLine : Line {
    Version version; ///< empty if malformed, and for `default`
};

/// What the go.work or go.mod says by which Go chooses its toolchain in a folder: the first line
/// that starts with the word, cut at `//`, wherever it stands (gover.GoModLookup of cmd/go).
struct GoLines {
    std::string_view file; ///< empty where there is none
    bool workspace = false;
    GoLine go;
    GoLine toolchain;
    /// `toolchain default`: Go is never to switch for this file.
    [[nodiscard]] bool lifted() const { return is(toolchain.value, "default"); }
};
/// Looks for go.work (GOWORK first), then go.mod: -modfile counts only later, when Go builds
/// (toolchain.Select of cmd/go). A file that cannot be read has no lines: Go itself reports it.
void find_go_lines(const std::string_view& folder, const GoSettings& settings,
                   const Variables& variables, Arena& arena, GoLines& out);

/// The two lines of one file, whose path ends with a NUL and stays.
void read_go_lines(const std::string_view& file, Arena& arena, GoLines& out);

/// For govern, not for the shim: what Go builds with. In a module that is the file that -modfile in
/// GOFLAGS names.
[[nodiscard]] GoLines lines_to_build(const GoLines& chosen, const std::string_view& folder,
                                     const GoSettings& settings, Arena& arena);

/// The value of the last `-name=value` or `--name=value` in GOFLAGS, quotes taken off; empty
/// without.
[[nodiscard]] std::string_view flag_value(const std::string_view& goflags, const char* name);

} // namespace govern::resolve
