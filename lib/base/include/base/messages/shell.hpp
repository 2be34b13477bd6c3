#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec go_shadowed{
    "go-shadowed", Exit::done,
    "`go` typed here runs {found}, not govern's shim\n"
    "it comes from {origin}\n"
    "govern's shims, {shims}, {position}",
    "{command}",
    "Commands that change which Go runs end by looking `go` up as your shell would. Another `go` comes "
    "first on PATH, so what you chose has no effect here. On Windows the machine's PATH always comes before "
    "your own; elsewhere a line of a profile that runs after govern's may have put a folder in front. Type the "
    "command of the hint; `govern doctor` shows every `go` on PATH."};

inline constexpr MessageSpec go_not_found{
    "go-not-on-path", Exit::done,
    "`go` is not on PATH in this shell\n"
    "govern's shims, {shims}, {position}",
    "{command}",
    "govern runs the right Go through small programs in its shims folder. That folder is not on the PATH of "
    "this shell. `govern setup` puts it there for good; a shell that was open before must be opened anew."};

inline constexpr MessageSpec environment_not_writable{
    "environment-not-writable", Exit::permission,
    "cannot change the {scope} variable {name}: {reason}",
    "",
    "Windows keeps variables for new programs in the registry. The machine's may be changed by "
    "administrators only, from an elevated prompt."};

inline constexpr MessageSpec environment_not_readable{
    "environment-not-readable", Exit::failed,
    "cannot read the {scope} variable {name} in the registry: {reason}",
    "",
    "Windows keeps variables for new programs in the registry. Reading this one failed."};

inline constexpr MessageSpec folder_not_protected{
    "folder-not-protected", Exit::permission,
    "cannot set the rights of {path}: {reason}",
    "",
    "A home for the whole machine must be writable by its owner and administrators only. Its rights could not "
    "be set, so nothing was put on the machine PATH."};

inline constexpr MessageSpec shell_cannot_hold{
    "shell-cannot-hold", Exit::failed,
    "{shell} cannot be given the value of {name}",
    "govern exec VERSION COMMAND",
    "The value holds characters that this shell's language cannot carry safely, or is too long for one of its "
    "lines: a NUL anywhere; in cmd also line ends, exclamation marks, a quote together with & | < > ^, or more "
    "than 8,000 characters. Nothing was changed. `govern exec` needs no shell code."};

inline constexpr MessageSpec shims_not_representable{
    "shims-not-representable", Exit::failed,
    "the shims folder {folder} cannot be an entry of PATH",
    "",
    "PATH separates its entries by `:` (on Windows `;`), and nothing in it can quote that character. Choose a "
    "home whose path has none, nor a line end, nor (on Windows) a double quote."};

/// Every coded message of this file, for `explain` and docs/errors.md.
inline constexpr const MessageSpec* k_shell[] = {&go_shadowed, &go_not_found, &environment_not_writable,
                                                   &environment_not_readable, &folder_not_protected,
                                                   &shell_cannot_hold, &shims_not_representable};

} // namespace govern::msg
