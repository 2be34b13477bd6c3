#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec go_shadowed{
    "go-shadowed", Exit::done,
    "`go` typed here runs {found}, not govern's shim\n"
    "it comes from {origin}\n"
    "govern's shims, {shims}, {position}",
    "{command}",
    "Commands that change which Go runs end by looking `go` up as your shell would. "
    "Another `go` comes first on PATH, so what you chose has no effect here. "
    "On Windows the machine's PATH always comes before your own; elsewhere a line of a profile that runs after govern's may have put a folder in front. "
    "Type the command of the hint; `govern doctor` shows every `go` on PATH."};

inline constexpr MessageSpec go_not_found{
    "go-not-on-path", Exit::done,
    "`go` is not on PATH in this shell\n"
    "govern's shims, {shims}, {position}",
    "{command}",
    "govern runs the right Go through small programs in its shims folder. "
    "That folder is not on the PATH of this shell. "
    "`govern setup` puts it there for good; a shell that was open before does not see it: open a new one."};

inline constexpr MessageSpec shell_cannot_hold{
    "shell-cannot-hold", Exit::failed, "{shell} cannot be given the value of {name}",
    "govern exec VERSION COMMAND",
    "The value holds characters that this shell's language cannot carry safely, or is too long for one of its lines: a NUL anywhere; in cmd also line ends, exclamation marks, a quote together with & | < > ^, or more than 8,000 characters; and for cmd no % or ^ may stand in TEMP, no % or = in the home's path. "
    "Nothing was changed. "
    "`govern exec` needs no shell code."};

inline constexpr MessageSpec shims_not_representable{
    "shims-not-representable", Exit::failed, "the folder {folder} cannot be an entry of PATH", "",
    "PATH separates its entries by `:` (on Windows `;`), and nothing in it can quote that character. "
    "Choose a home whose path has none, nor a line end, nor (on Windows) a double quote or a per cent sign."};

inline constexpr MessageSpec no_integration{
    "no-shell-integration", Exit::usage,
    "this {shell} has no govern integration, so `use` changed nothing\n"
    "for this session, type: {line}\n"
    "in PowerShell instead: {other_line}\n"
    "for one command: govern exec {version} COMMAND",
    "{hint}",
    "A program cannot change the shell that started it. "
    "`govern setup` (or the code of `govern init SHELL` in a profile) gives the shell a function that can. "
    "In cmd, type govern-use instead of govern use. "
    "Without either, set GOVERN_VERSION yourself: the shims obey it; or run one command under a version by `govern exec`."};

inline constexpr MessageSpec unknown_shell{
    "unknown-shell", Exit::usage, "'{name}' is not a shell that govern knows", "one of: {known*}",
    "Shells that govern writes code for: bash, zsh, sh (also dash, ksh and busybox), fish, pwsh (PowerShell 7 and Windows PowerShell) and cmd."};

inline constexpr MessageSpec code_file_not_made{
    "code-file-not-made", Exit::failed,
    "the file for cmd's code cannot be written: {path}\n"
    "TEMP names its folder, {folder}",
    "{command}",
    "govern-use.cmd names a new file in the folder of TEMP, into which govern writes the lines that cmd then runs. "
    "That folder is not there, or cannot be written, or TEMP holds quotes, which belong around the assignment: set \"TEMP=C:\\my temp\". "
    "Nothing was changed."};

inline constexpr MessageSpec use_needs_one{
    "use-needs-version", Exit::usage, "`use` needs either a version or --unset",
    "govern use 1.22.5",
    "`govern use SPEC` switches this shell session to an installed version; `govern use --unset` takes it back."};

inline constexpr MessageSpec path_too_long{
    "path-too-long", Exit::failed,
    "PATH would be {length} characters long, more than Windows allows", "govern doctor",
    "Windows hands no process more than 32,767 characters of PATH, machine's and user's together. "
    "Nothing was changed. "
    "`govern doctor` shows entries that are double or lead nowhere."};

inline constexpr MessageSpec path_long_for_cmd{
    "path-long-for-cmd", Exit::done,
    "PATH is now {length} characters long; cmd loses lines above 8,191", "govern doctor",
    "cmd.exe cannot pass on a line of more than 8,191 characters, so batch files that change PATH may break. "
    "`govern doctor` shows entries that are double or lead nowhere."};

inline constexpr MessageSpec path_long_for_old_tools{
    "path-long-for-old-tools", Exit::done,
    "the stored PATH is now {length} characters long; some older tools cut it at 2,047",
    "govern doctor",
    "Older editors of variables and installers read 2,047 characters of a stored PATH and write back only those. "
    "`govern doctor` shows entries that are double or lead nowhere."};

inline constexpr MessageSpec scripts_blocked{
    "scripts-blocked", Exit::done,
    "{shell} runs no profile here: its execution policy is {policy}\n"
    "govern and the shims work all the same; `govern use` does not: set $env:GOVERN_VERSION yourself, or type govern exec\n"
    "the line that a profile would load is in {file}",
    "Set-ExecutionPolicy -Scope CurrentUser RemoteSigned",
    "PowerShell loads no script under Restricted, and only signed ones under AllSigned; profiles are scripts. "
    "Programs are not affected, so the shims and govern itself run. "
    "With RemoteSigned, scripts of this machine run. "
    "A company may have set the policy for you; then live without `use`."};

/// Shown by PowerShell itself, from the code of `init`.
inline constexpr MessageSpec scripts_left_out{
    "", Exit::done,
    "The execution policy lets no script run here, so `govern use` is left out. "
    "govern and the shims work. "
    "To have `use`, type: Set-ExecutionPolicy -Scope CurrentUser RemoteSigned"};

inline constexpr MessageSpec profile_not_changed{
    "profile-not-changed", Exit::failed, "{file} was not changed", "",
    "A shell's profile could not be read or written, perhaps because another program manages it. "
    "The other profiles were done. "
    "Put the line that loads govern's init file there yourself, or after --undo take it out: docs/shells.md has it."};

inline constexpr MessageSpec profile_signed{
    "profile-signed", Exit::failed,
    "the script is signed, and any change makes its signature void\n"
    "the line to add before it is signed again: {line}",
    "",
    "A signed PowerShell script ends with its signature: text behind that is a syntax error, and text before it makes the signature void. "
    "So setup leaves such a profile alone. "
    "Add the line in front of the signature block (to undo, take govern's lines out) and sign the script again."};

inline constexpr MessageSpec use_in_own_cmd{
    "switch-would-be-lost", Exit::usage,
    "govern-use ran in a cmd of its own, which has ended, so nothing is switched\n"
    "it was started from {shell}",
    "{command}",
    "govern-use.cmd switches the cmd that it is typed in. "
    "PowerShell, Git Bash and `cmd /c` start a new cmd for a batch file, and what is switched there ends with it. "
    "Type the command of the hint. "
    "In one line of cmd, `cmd /c \"govern-use 1.22.5 && go build\"` works."};

inline constexpr MessageSpec setup_without_profile{
    "no-profile", Exit::failed,
    "no profile was changed, so new shells will not have the shims on PATH\n"
    "HOME is '{home}'\n"
    "the shims are in {shims}",
    "{line}",
    "On Linux and macOS setup writes one line into the profiles in HOME. "
    "Here HOME is not set, is not a folder, or nothing in it could be written. "
    "A service needs no profile: put the shims folder in front of its PATH, for a unit of systemd by Environment=PATH=…"};

inline constexpr MessageSpec setup_replaced{
    "other-home-replaced", Exit::done,
    "{file} loaded another govern home and loads {home} now\n"
    "its line was: {line}",
    "",
    "A profile loads one home's integration. "
    "The line of the other home was replaced; `govern setup`, run by that home's govern, puts it back."};

inline constexpr MessageSpec setup_record_damaged{
    "setup-record-damaged", Exit::done,
    "{file} is not what setup wrote, so govern does not use it\n"
    "a copy of it is in {backup}",
    "",
    "govern keeps there what profiles and PATH were before setup, for an exact undo. "
    "Without it an undo takes out govern's own lines and PATH entries, and leaves everything else as it is."};

inline constexpr MessageSpec setup_needs_admin{
    "setup-needs-administrator", Exit::permission,
    "a home for the whole machine needs an administrator", "{command}",
    "`govern setup --machine` makes a home that only administrators may change and puts its shims on the PATH of every account. "
    "Type the command of the hint; it asks for the rights."};

inline constexpr MessageSpec setup_foreign_home{
    "machine-home-foreign", Exit::permission,
    "{home} belongs to {owner}, who could change what every account runs",
    "look at what is in it, remove it, and run this again",
    "A home for the whole machine must belong to who sets it up or to the administrators. "
    "On Windows every account may make folders in ProgramData, so one that was there before may have been put there to be trusted. "
    "Nothing was changed."};

inline constexpr MessageSpec setup_changed{"", Exit::done, "changed: {what}"};
inline constexpr MessageSpec would_change{"", Exit::done, "would change: {what}"};
inline constexpr MessageSpec would_bring_programs{"", Exit::done,
                                                  "would put govern and its shims into {folder}"};
inline constexpr MessageSpec setup_unchanged{"", Exit::done, "as it should be: {what}"};
inline constexpr MessageSpec setup_backup{"", Exit::done, "  what it was: {backup}"};
inline constexpr MessageSpec setup_next{
    "", Exit::done, "{shells} opened from now on have it; for this one, type: {line}"};
inline constexpr MessageSpec setup_next_not_in_cmd{
    "", Exit::done,
    "shells that read a profile have it from now on; for this one, type: {line}\n"
    "cmd still finds another go first; to mend that, type: govern doctor --fix"};
inline constexpr MessageSpec setup_undone{
    "", Exit::done, "setup is taken back; {home} itself and what is installed stay"};
inline constexpr MessageSpec setup_partly_undone{
    "", Exit::done,
    "{folder} stays, because a profile that was not changed may load it\n"
    "once that profile can be changed, to finish, type: {command*}"};

inline constexpr MessageSpec no_completion{
    "no-completion", Exit::usage, "there is no completion for {shell}", "one of: {known*}",
    "sh and cmd cannot ask a program for the words that Tab offers: only bash, zsh, fish and PowerShell can."};

inline constexpr MessageSpec session_is_now{"", Exit::done, "this session now uses {version}"};
inline constexpr MessageSpec session_undone{"", Exit::done,
                                            "this session is as it was before `use`"};
inline constexpr MessageSpec session_nothing_to_undo{
    "", Exit::done, "nothing to undo: this session has not used `use`"};

/// Every coded message of this file, for `explain` and docs/errors.md.
inline constexpr const MessageSpec* k_shell[] = {
    &go_shadowed,           &go_not_found,        &shell_cannot_hold,    &shims_not_representable,
    &no_completion,         &no_integration,      &unknown_shell,        &code_file_not_made,
    &use_needs_one,         &path_too_long,       &path_long_for_cmd,    &path_long_for_old_tools,
    &scripts_blocked,       &profile_not_changed, &profile_signed,       &use_in_own_cmd,
    &setup_without_profile, &setup_replaced,      &setup_record_damaged, &setup_needs_admin,
    &setup_foreign_home};

} // namespace govern::msg
