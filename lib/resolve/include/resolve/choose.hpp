#pragma once

#include "resolve/decision.hpp"

namespace govern::resolve {

/// Decides which program runs for a call of a shim. docs/resolution.md has the rules.
void choose(const Question& question, Decision& decision);

/// The newest installed release that a SPEC asks for, and where it lies.
struct Installed {
    Version version;
    std::string_view platform;
    std::string_view sdk; ///< absolute path
    std::string_view go;  ///< its program
};
/// False where none is. Exact ones cost no directory listing. Not for `system`.
[[nodiscard]] bool find_installed(const std::string_view& home, const Spec& spec, Arena& arena,
                                  Installed& out);

/// The first `go` (or other program) in an absolute entry of PATH that is no shim of any home;
/// empty where there is none.
[[nodiscard]] std::string_view find_system(const std::string_view& path_variable,
                                           const std::string_view& program, Arena& arena);
/// Whether a file is a shim of any home, known by a marker in it.
[[nodiscard]] bool is_shim(const char* file, Arena& arena);

} // namespace govern::resolve
