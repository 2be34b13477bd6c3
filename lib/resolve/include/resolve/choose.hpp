#pragma once

#include "resolve/decision.hpp"

namespace govern::resolve {

/// Decides which program runs for a call of a shim. docs/resolution.md has the rules.
void choose(const Question& question, Decision& decision);
/// For govern, not for the shim: fills decision.folder, as choose() does where a file decides.
void find_folder(const Question& question, Decision& decision);

/// The newest installed release that a SPEC asks for, and where it lies.
struct Installed {
    Version version;
    std::string_view platform;
    std::string_view sdk; ///< absolute path
    std::string_view go;  ///< its program
};
/// False if none is installed. An exact SPEC costs no directory listing. Not for `system`.
[[nodiscard]] bool find_installed(const std::string_view& home, const Spec& spec, Arena& arena,
                                  Installed& out);

/// Whether the look-up of a program takes shims too.
enum class Shims { count, skip };
/// The first program of this name (`go`) in an absolute entry of PATH; empty if there is none. A
/// relative entry is skipped, because its meaning depends on the folder.
[[nodiscard]] std::string_view find_on_path(const std::string_view& path_variable,
                                            const std::string_view& program, Shims shims,
                                            Arena& arena);
/// True for a shim of any home. A marker in the file tells.
[[nodiscard]] bool is_shim(const char* file, Arena& arena);

} // namespace govern::resolve
