#pragma once

#include "resolve/decision.hpp"
#include "resolve/text.hpp"

namespace govern::resolve {

/// The go settings that decide which file Go reads: environment, then the GOENV file, as in Go.
struct ModuleSettings {
    std::string_view gowork;
    std::string_view go111module;
    std::string_view goenv; ///< what the GOENV file holds; empty for GOENV=off
};
[[nodiscard]] ModuleSettings read_module_settings(const Variables& variables, Arena& arena);
/// True for the folder for temporary files: Go ignores a go.mod directly in it
/// (golang.org/issue/26708).
[[nodiscard]] bool is_temp_folder(const std::string_view& folder, const Variables& variables,
                                  Arena& arena);
/// The file to which `go env -w` writes, with a NUL behind; empty for GOENV=off and without a home
/// folder.
[[nodiscard]] std::string_view goenv_path(const Variables& variables, Arena& arena);
/// The value that a GOENV or go.env file gives a name: as in Go the last one counts and nothing is
/// trimmed (a CR stays). Without one there data() is null.
[[nodiscard]] std::string_view goenv_value(std::string_view goenv, const char* name);

/// One `go` or `toolchain` line. `value` has neither comment nor blanks: `1.22.5`, `go1.22.5`,
/// `default`.
struct GoLine : Line {
    Version version; ///< empty if malformed, and for `default`
};

/// The lines of go.work or go.mod by which Go chooses its toolchain in a folder: the first line
/// that starts with the word, cut at `//`, anywhere in the file (gover.GoModLookup of cmd/go).
struct GoLines {
    std::string_view file; ///< empty if there is none
    bool workspace = false;
    GoLine go;
    GoLine toolchain;
    /// `toolchain default`: Go is never to switch for this file.
    [[nodiscard]] bool lifted() const { return is(toolchain.value, "default"); }
};
/// Looks for go.work (GOWORK first), then go.mod: -modfile counts only later, when Go builds
/// (toolchain.Select of cmd/go). A file that cannot be read has no lines: Go itself reports it.
void find_go_lines(const std::string_view& folder, const ModuleSettings& settings,
                   const Variables& variables, Arena& arena, GoLines& out);

/// The two lines of one file, whose path ends with a NUL and stays.
void read_go_lines(const std::string_view& file, Arena& arena, GoLines& out);

} // namespace govern::resolve
