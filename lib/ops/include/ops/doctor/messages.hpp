#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec doctor_go_on_path{"", Exit::done, "go on PATH: {path}{origin}"};
inline constexpr MessageSpec doctor_goroot{
    "goroot-set", Exit::done,
    "GOROOT is set to {value} ({where})\n"
    "every other Go then fails: compile: version does not match go tool version",
    "{command}",
    "A GOROOT in the environment makes each `go` use that folder's standard library and tools. "
    "govern's shims remove a GOROOT that is not the SDK they start, but other programs and a `go` called directly do not. "
    "Since Go 1.9 nobody needs it."};
inline constexpr MessageSpec doctor_gotoolchain{
    "gotoolchain-set", Exit::done,
    "{because} beats the default: Go {chosen} {does} {version}\nit stands in {where}", "{fix}",
    "A GOTOOLCHAIN that names a version wins over the default of the home, and as a variable over a pin too. "
    "The hint removes it from where it stands."};
inline constexpr MessageSpec doctor_goenv_goroot{
    "goenv-goroot", Exit::done,
    "{file}:{line}: {text} — written by `go env -w`, it breaks every other version", "{repair}",
    "Go reads this file at each start. "
    "A GOROOT in it has the effect of a GOROOT in the environment."};
inline constexpr MessageSpec doctor_goenv_crlf{
    "goenv-crlf", Exit::done,
    "{file}:{line}: the line ends with CR LF, and Go takes the CR for a part of the value",
    "{repair}",
    "Go does not strip the carriage return: `GOTOOLCHAIN=local` then is an invalid setting."};
inline constexpr MessageSpec doctor_goenv_encoding{
    "goenv-encoding", Exit::done, "{file} is written as {encoding}, so Go does not see {what}",
    "{repair}",
    "Go reads this file as UTF-8 without a byte order mark and skips every line that it does not understand, without a word. "
    "Windows PowerShell 5.1 writes UTF-16 by `>` and a mark by -Encoding utf8. "
    "The repair writes it as Go reads it."};
inline constexpr MessageSpec doctor_goenv_folder{
    "goenv-folder", Exit::done, "{file} is a folder, so Go reads no settings from it",
    "set GOENV to a file, or move that folder away",
    "Go keeps what `go env -w` sets in this file. "
    "Where a folder has its name, Go silently ignores it."};
inline constexpr MessageSpec doctor_other_manager{
    "other-manager", Exit::done,
    "left by another manager: {path} ({name})\n"
    "{link}",
    "",
    "It does no harm unless its folder is on PATH before govern's shims. "
    "Remove it with that manager's own command when nothing needs it any more."};
inline constexpr MessageSpec doctor_installer{
    "go-installer", Exit::done,
    "{name} is installed for {whom}\n"
    "its folder is {folder}",
    "{command}",
    "Go's own installer puts its folder on PATH, for every account on the machine's, which Windows places before yours, and older ones set GOROOT too. "
    "Where govern serves you, the command of the hint removes that installation; one for every account is removed by an administrator."};
inline constexpr MessageSpec doctor_installer_left{
    "go-installer-left", Exit::done,
    "a Go is in {path}, where its installer puts it, but Windows does not list it as installed", "",
    "An uninstall that left files, or a copy. "
    "It does no harm unless it is on PATH: remove the folder when nothing needs it."};
inline constexpr MessageSpec doctor_alias{
    "app-execution-alias", Exit::done,
    "{path} is an App Execution Alias: Windows starts a Store app for it",
    "turn it off in Settings, under 'App execution aliases'",
    "Windows keeps empty programs in a folder that is on PATH, and starts a Store app, or the Store itself, when one is typed. "
    "An alias with the name of a Go program runs instead of govern's shim where its folder comes first."};
inline constexpr MessageSpec doctor_machine_path{
    "machine-path", Exit::done,
    "{path} is on the machine PATH: shells opened from now on run it before govern's shims\n"
    "it comes from {origin}\n"
    "other accounts lose that Go from their PATH; to serve all of them instead: {others}",
    "{command}",
    "Windows puts the machine's PATH before each user's. "
    "`govern doctor --fix` writes a script that an administrator runs: in a home for the whole machine it puts the shims first, else it takes that Go's folder off the machine's PATH. "
    "Its undo is written beside it."};
inline constexpr MessageSpec doctor_user_path{
    "user-path-order", Exit::done, "{path} comes before {shims} in the user PATH", "{repair}",
    "Another program put its folder in front after `govern setup`. "
    "The repair puts the shims first again; nothing is taken away."};
inline constexpr MessageSpec doctor_path_double{
    "path-double", Exit::done, "twice in the user PATH: {entries}", "{repair}",
    "The second entry is never looked at, and makes PATH longer. "
    "The repair keeps the first of each."};
inline constexpr MessageSpec doctor_path_nowhere{
    "path-nowhere", Exit::done, "entries of the user PATH that lead nowhere: {entries}", "",
    "No folder is there: of a program that is gone, or on a drive that is not connected now. "
    "They cost time at each look-up, and make PATH longer. "
    "Remove those that nothing needs; govern leaves them alone."};
inline constexpr MessageSpec doctor_path_tilde{
    "path-tilde", Exit::done,
    "PATH has the entry {entry}, which bash alone takes for a folder of yours",
    "in the profile that sets it, write $HOME in place of ~",
    "A shell expands ~ where it stands bare at the start of a word, not in quotes. "
    "Left in PATH it is a folder called ~ for every other program, so what lies there is not found."};
inline constexpr MessageSpec doctor_no_compiler{
    "no-c-compiler", Exit::done,
    "{setting}, and {missing}\n"
    "{effect}",
    "install a C compiler, or set CGO_ENABLED=0 to build without one",
    "Without cgo, Go leaves out packages with C code or replaces them by pure Go ones: the same source gives another program than on a machine with a compiler. "
    "Go looks for gcc (on macOS clang) unless CC names another."};
inline constexpr MessageSpec doctor_compiler{"", Exit::done,
                                             "C compiler for cgo: {path} ({target})"};
inline constexpr MessageSpec doctor_compiler_target{
    "c-compiler-target", Exit::done,
    "the C compiler {path} makes code for {target}, not for {platform}",
    "set CC to a compiler for {platform}, or CGO_ENABLED=0",
    "cgo links the compiler's objects into Go programs. "
    "On Windows Go needs a MinGW-w64 compiler; those of Cygwin and Visual C++ make objects that do not fit."};
inline constexpr MessageSpec doctor_long_paths{
    "long-paths-off", Exit::done,
    "Windows keeps programs here to paths of 260 characters\n"
    "this limits C compilers and git, but neither Go nor govern",
    "{repair}",
    "LongPathsEnabled is off in the registry. "
    "Module caches and build folders can be deeper than 260 characters. "
    "The repair writes a script that an administrator runs."};
inline constexpr MessageSpec doctor_defender{
    "", Exit::done,
    "Microsoft Defender scans each file of an SDK. "
    "To exclude govern's home from all scans, an administrator types: {command}"};
inline constexpr MessageSpec doctor_path_long{
    "path-long", Exit::done, "{what} has {length} characters; {limit}",
    "{repair}\n"
    "remove entries that lead nowhere",
    "cmd.exe drops an inherited PATH of more than 8,191 characters, and old tools cut a stored PATH at 2,047."};
inline constexpr MessageSpec doctor_not_an_sdk{
    "stray-entry", Exit::done, "{path} is not an SDK: no version has that name, so it is never run",
    "move it to another folder, or remove it",
    "In sdks/ each SDK has a folder of its own name, such as go1.22.5.linux-amd64. "
    "What has another name was put there by something else, or an install set it aside (.kept-1). govern neither runs nor removes it."};
inline constexpr MessageSpec doctor_unknown_folder{
    "unknown-folder", Exit::done, "{path} has no receipt: it is never run",
    "remove it, or install that version: govern install {words*}",
    "A folder under sdks/ counts only with its receipt. "
    "This one was put there by something else, or its receipt is gone."};
inline constexpr MessageSpec doctor_shims_incomplete{
    "shims-incomplete", Exit::done, "the shims in {path} are not complete: {why}", "{repair}",
    "Each installed version has a shim of its own name; go, gofmt and govern stand beside them."};
inline constexpr MessageSpec doctor_other_home{
    "other-home", Exit::done,
    "GOVERN_HOME is {variable}, but the `go` on PATH is the shim of {shims}",
    "unset GOVERN_HOME, or put its shims first on PATH",
    "A shim belongs to the home it lies in, whatever GOVERN_HOME says; commands go by GOVERN_HOME."};
inline constexpr MessageSpec doctor_other_govern{
    "other-govern", Exit::done, "{path} on PATH is another govern than this one, {program}",
    "{path} --version; then `setup` by the newer of the two",
    "PATH decides which of two programs named govern a shell starts, and the shims ask the copy beside them. "
    "`setup` by the one you want puts it beside the shims."};
inline constexpr MessageSpec doctor_fixed{"", Exit::done, "fixed: {what}"};
inline constexpr MessageSpec doctor_fixed_with_backup{"", Exit::done,
                                                      "fixed: {what} (backup: {backup})"};
inline constexpr MessageSpec doctor_would_fix{"", Exit::done, "would fix: {what}"};
inline constexpr MessageSpec doctor_would_write_script{
    "", Exit::done,
    "would write a PowerShell script, and its undo, for what needs an administrator"};
inline constexpr MessageSpec doctor_admin_script{
    "", Exit::done,
    "for what needs an administrator, type in an elevated PowerShell: powershell -ExecutionPolicy Bypass -File \"{path}\" (its undo: {undo})"};
inline constexpr MessageSpec doctor_audit{
    "", Exit::done,
    "installed versions that have known vulnerabilities or are out of support: {count} of {total}. `govern audit` names them"};
inline constexpr MessageSpec doctor_healthy{"", Exit::done,
                                            "nothing keeps the right Go from running"};

inline constexpr const MessageSpec* k_doctor[] = {
    &doctor_gotoolchain,    &doctor_goroot,
    &doctor_goenv_goroot,   &doctor_goenv_crlf,
    &doctor_goenv_encoding, &doctor_goenv_folder,
    &doctor_other_manager,  &doctor_installer,
    &doctor_installer_left, &doctor_alias,
    &doctor_machine_path,   &doctor_user_path,
    &doctor_path_double,    &doctor_path_nowhere,
    &doctor_no_compiler,    &doctor_compiler_target,
    &doctor_path_tilde,     &doctor_long_paths,
    &doctor_path_long,      &doctor_not_an_sdk,
    &doctor_unknown_folder, &doctor_shims_incomplete,
    &doctor_other_home,     &doctor_other_govern,
};

} // namespace govern::msg
