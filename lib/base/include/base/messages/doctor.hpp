#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec doctor_go_on_path{"", Exit::done, "go on PATH: {path}{origin}"};
inline constexpr MessageSpec doctor_goroot{
    "goroot-set", Exit::done, "GOROOT is set to {value} ({where})\nevery Go but that one then fails: compile: version does not match go tool version",
    "{command}",
    "A GOROOT in the environment makes each `go` use that folder's standard library and tools. govern's shims remove a "
    "GOROOT that is not the SDK they start, but other programs and a `go` called directly do not. Since Go 1.9 nobody "
    "needs it."};
inline constexpr MessageSpec doctor_goenv_goroot{
    "goenv-goroot", Exit::done, "{file}:{line}: {text} — written by `go env -w`, it breaks every other version", "govern doctor --fix",
    "Go reads this file at each start. A GOROOT in it has the effect of a GOROOT in the environment."};
inline constexpr MessageSpec doctor_goenv_crlf{
    "goenv-crlf", Exit::done, "{file}:{line}: the line ends with CR LF, and Go takes the CR for a part of the value", "govern doctor --fix",
    "Go does not strip the carriage return: `GOTOOLCHAIN=local` then is an invalid setting."};
inline constexpr MessageSpec doctor_other_manager{
    "other-manager", Exit::done, "left by another manager: {path} ({name})", "",
    "Harmless unless its folder is on PATH before govern's shims. Remove it with that manager's own command when nothing "
    "needs it any more."};
inline constexpr MessageSpec doctor_no_compiler{
    "no-c-compiler", Exit::done, "CGO_ENABLED is not 0 and no C compiler ({names}) is on PATH\nGo 1.20 and newer then builds without cgo and does not say so",
    "install a C compiler, or set CGO_ENABLED=0 to say that it is meant",
    "Packages with C code are left out or replaced by pure Go ones without cgo: the same source gives another program than "
    "on a machine with a compiler."};
inline constexpr MessageSpec doctor_path_long{
    "path-long", Exit::done, "{what} has {length} characters; {limit}", "remove entries that lead nowhere",
    "cmd.exe drops an inherited PATH of more than 8,191 characters, and old tools cut a stored PATH at 2,047."};
inline constexpr MessageSpec doctor_unknown_folder{
    "unknown-folder", Exit::done, "{path} has no receipt: it is never run", "remove it, or install that version: govern install {spec}",
    "A folder under sdks/ counts only with its receipt. This one was put there by something else, or its receipt is gone."};
inline constexpr MessageSpec doctor_shims_incomplete{
    "shims-incomplete", Exit::done, "the shims in {path} are not complete: {why}", "govern doctor --fix",
    "Each installed version has a shim of its own name; go, gofmt and govern stand beside them."};
inline constexpr MessageSpec doctor_other_home{
    "other-home", Exit::done, "GOVERN_HOME is {variable}, but the `go` on PATH is the shim of {shims}", "unset GOVERN_HOME, or put its shims first on PATH",
    "A shim belongs to the home it lies in, whatever GOVERN_HOME says; commands go by GOVERN_HOME."};
inline constexpr MessageSpec doctor_fixed{"", Exit::done, "fixed: {what}"};
inline constexpr MessageSpec doctor_fixed_with_backup{"", Exit::done, "fixed: {what} (backup: {backup})"};
inline constexpr MessageSpec doctor_admin_script{"", Exit::done, "what needs an administrator is written to {path}; its undo to {undo}"};
inline constexpr MessageSpec doctor_healthy{"", Exit::done, "nothing keeps the right Go from running"};

inline constexpr const MessageSpec* k_doctor[] = {
    &doctor_goroot,      &doctor_goenv_goroot, &doctor_goenv_crlf,     &doctor_other_manager,    &doctor_no_compiler,
    &doctor_path_long,   &doctor_unknown_folder, &doctor_shims_incomplete, &doctor_other_home,
};

} // namespace govern::msg
