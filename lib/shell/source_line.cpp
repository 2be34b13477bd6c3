// The line by which a profile loads the written code.

#include "shell/init.hpp"
#include "shell/render.hpp"

namespace govern::shell {

std::string source_line(const std::string& init_file, Shell shell) {
    const auto word = quote(init_file, shell);
    switch (shell) {
    case Shell::bash:
    case Shell::zsh:
    case Shell::sh:
        return "[ ! -r " + word + " ] || . " + word;
    case Shell::fish:
        return "test ! -r " + word + "; or source " + word;
    // Test-Path would load a module, [IO.File] does not exist in ConstrainedLanguage.
    case Shell::pwsh:
        return "try { . " + word + " } catch { }";
    case Shell::cmd:
        break;
    }
    return "call \"" + word + '"';
}

bool reads_sh(Shell shell) {
    return shell == Shell::bash || shell == Shell::zsh || shell == Shell::sh;
}

std::string source_line_for_all(const std::string& folder) {
    const auto line = [&](Shell shell) {
        return source_line(folder + '/' + init_file_name(shell), shell);
    };
    return "case \"${ZSH_VERSION:+zsh}${BASH_VERSION:+bash:${SHELLOPTS-}}\" in zsh*) " +
           line(Shell::zsh) + " ;; bash:*posix* | '') " + line(Shell::sh) + " ;; *) " +
           line(Shell::bash) + " ;; esac";
}

} // namespace govern::shell
