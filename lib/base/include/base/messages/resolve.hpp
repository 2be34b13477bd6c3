#pragma once

#include "base/message.hpp"

// Most are about a decision (lib/resolve). A shim prints two of them itself, and starts govern for
// all others.

namespace govern::msg {

inline constexpr MessageSpec bad_plus_version{
    "bad-plus-version", Exit::usage, "'+{spec}' is no Go version: {problem}\n{quote}\n{caret}",
    "{advice}",
    "A version is exact (1.22.5, 1.23rc1), a line whose newest patch is meant (1.22), `latest`, "
    "`oldstable` or "
    "`system`. The first release of a line before 1.21 is written 1.20.0. Ranges are left out on "
    "purpose: they "
    "would make the same file mean another Go tomorrow."};

inline constexpr MessageSpec bad_version_variable{
    "bad-version-variable", Exit::usage,
    "GOVERN_VERSION is no Go version: {problem}\n{quote}\n{caret}", "{advice}",
    "GOVERN_VERSION decides for one shell session or job; `govern use` sets it to a full version. "
    "It can hold what "
    "a .go-version can: an exact version, a line such as 1.22, `latest` or `system`."};

inline constexpr MessageSpec bad_version_file{
    "bad-version-file", Exit::failed, "{file}:{line}: no Go version: {problem}\n{quote}\n{caret}",
    "{advice}",
    "A .go-version (or .tool-versions) that decides here cannot be understood. It is never "
    "skipped, because then "
    "another Go than the one asked for would build this project. One version stands on a line of "
    "its own; blank lines "
    "and # comments are fine, in UTF-8 or UTF-16."};

inline constexpr MessageSpec unreadable_version_file{
    "unreadable-version-file", Exit::failed,
    "cannot read {file}, which decides the Go version here",
    "let this account read it, or move it out of the way and type: govern pin 1.22.5",
    "The nearest version file exists but may not be read, or is a folder or a device. It is never "
    "skipped, because "
    "then another Go than the one asked for would build this project."};

inline constexpr MessageSpec oversized_version_file{
    "oversized-version-file", Exit::failed, "{file} is larger than 64 KiB: that is no version file",
    "move it out of the way, then: govern pin 1.22.5",
    "A version file names one version. One of this size is something else under its name."};

inline constexpr MessageSpec empty_version_file{
    "empty-version-file", Exit::failed, "{file} names no version", "{command}",
    "The nearest .go-version holds only blank lines or comments. It is never skipped, because then "
    "another Go than the "
    "one meant would build this project."};

inline constexpr MessageSpec second_version{
    "second-version", Exit::failed,
    "{file}:{line}: a second version; the file names one\n{quote}\n{caret}",
    "remove one of the two lines",
    "goenv reads several lines as several versions. govern runs one Go at a time, so two versions "
    "are an error rather "
    "than a guess."};

inline constexpr MessageSpec wanted_not_installed{
    "wanted-not-installed", Exit::not_installed, "{wanted} is not installed\n{asker} asks for it",
    "govern install {install}",
    "The version that decides here is not in this home. Nothing else is run in its place. With "
    "auto_install in the "
    "config file a shim installs it first."};

inline constexpr MessageSpec no_version_chosen{
    "no-version-chosen", Exit::not_installed,
    "no Go version is chosen: no pin, no default, and no other go on PATH", "govern install latest",
    "Nothing says which Go to run here: no +VERSION, no GOVERN_VERSION, no .go-version, no "
    "default, no go.mod that could "
    "choose, and PATH holds no go that is not a shim. The first version installed becomes the "
    "default."};

inline constexpr MessageSpec no_system_go{
    "no-system-go", Exit::not_installed,
    "no go on PATH but shims (on Windows only a go.exe counts)\n{asker} asks for `system`",
    "govern install latest",
    "`system` means the first go in an absolute entry of PATH that is no govern shim of any home. "
    "There is none. On Windows "
    "it must be a go.exe: the go.bat or go.cmd of another manager is never run, because no quoting "
    "makes arguments safe for "
    "batch files."};

inline constexpr MessageSpec shim_loop{
    "shim-loop", Exit::failed, "each go on PATH only starts the next one\n{hops}", "govern doctor",
    "A shim fell to `system`, and what it found started a shim again, three times over: two "
    "version managers hand the "
    "call to each other. The programs in the loop are listed; take one of the two off PATH or "
    "install a default."};

inline constexpr MessageSpec no_such_program{"no-such-program", Exit::failed,
                                             "there is no {program}", "govern repair {install}",
                                             "The chosen SDK (or, for `system`, PATH) has no "
                                             "program of the name that the shim was called by."};

inline constexpr MessageSpec too_long{
    "too-long", Exit::failed, "paths or variables are too long to decide which Go runs", "",
    "The current folder, PATH or another variable is longer than 256 KB together."};

inline constexpr MessageSpec cannot_start{
    "cannot-start", Exit::failed, "cannot start {program}: {reason}", "govern verify {install}",
    "The operating system refused to start the program that was chosen."};

inline constexpr MessageSpec no_loader{
    "no-loader", Exit::failed,
    "{program} needs a loader that this system does not have; Go 1.21 and newer run without one",
    "govern install latest",
    "Official SDKs before Go 1.21 are linked against glibc and do not start on musl systems such "
    "as Alpine. Go 1.21 and "
    "newer are static and run there."};

inline constexpr MessageSpec shim_place_unknown{
    "shim-place-unknown", Exit::failed, "this shim cannot tell in which home it lies",
    "call it by its full path",
    "A shim's home is the folder above its own file. Where /proc is not mounted it goes by the "
    "name it was called by."};

inline constexpr MessageSpec shim_no_answer{
    "shim-no-answer", Exit::not_installed, "Go cannot run here, and {path} does not say why",
    "install govern again, into the same home",
    "A shim only knows how to start a Go. Where it cannot, the govern in its folder says why (or "
    "installs what is "
    "missing, with auto_install). That one is not there, may not be started, or ended without an "
    "answer."};

// What govern says about a decision.

inline constexpr MessageSpec would_fail{
    "would-fail", Exit::failed, "would fail: {where} needs {needs}, {pin} pins {version}\n{quote}",
    "govern {verb} {needs}",
    "With GOTOOLCHAIN=local, which a pin sets, Go refuses a go.mod or go.work whose go line is "
    "newer than itself. Pin a "
    "newer version, or unpin and let the default give way."};

inline constexpr MessageSpec would_not_parse{
    "would-not-parse", Exit::failed,
    "would fail: {where} holds what Go {version} cannot read, and {pin} asks for that\n{quote}",
    "{edit}",
    "Go stops at a line of go.mod or go.work that only a newer one knows: toolchain lines and go "
    "lines with a patch or a "
    "release candidate came with 1.21, godebug with 1.23, tool with 1.24, ignore with 1.25."};

inline constexpr MessageSpec would_fail_line{
    "would-fail-line", Exit::failed, "would fail: {where}: '{value}' is no {what}\n{quote}",
    "write {example} there",
    "Go stops at a go or toolchain line of go.mod or go.work that it cannot read. A toolchain line "
    "holds a name such as "
    "go1.22.5, or default; a go line holds a version without `go`."};

inline constexpr MessageSpec would_fail_workspace{
    "would-fail-workspace", Exit::failed,
    "would fail: {where} needs {needs}, but {work} lets it have {least}\n{quote}", "go work use",
    "Since 1.21 Go refuses a workspace with a module that needs a newer Go than the go line of "
    "go.work says, whichever Go "
    "runs. `go work use` raises that line."};

inline constexpr MessageSpec would_fail_go_setting{
    "would-fail-go-setting", Exit::failed, "would fail: {name}={value}: {problem}",
    "go env -u {name}",
    "Go refuses every build with this setting. It stands in a variable, which is to be unset, or "
    "in what `go env -w` wrote."};

inline constexpr MessageSpec would_fail_no_folder{
    "would-fail-no-folder", Exit::failed, "would fail: the current folder is gone",
    "cd to another folder",
    "Go needs to know the current folder. This one was deleted or may not be read."};

inline constexpr MessageSpec would_fail_setting{
    "would-fail-setting", Exit::failed,
    "would fail: GOTOOLCHAIN={setting} is nothing that Go accepts", "go env -u GOTOOLCHAIN",
    "GOTOOLCHAIN is local, auto, path, or a toolchain name, which +auto or +path may follow. A "
    "carriage return at the end "
    "(a GOENV file with CRLF lines) spoils it too."};

inline constexpr MessageSpec would_fail_switched{
    "would-fail-switched", Exit::failed,
    "would fail: {where} needs {needs}, GOTOOLCHAIN={setting} makes Go run {version}\n{quote}",
    "go env GOTOOLCHAIN",
    "A GOTOOLCHAIN of your own, as a variable or written by `go env -w`, wins over what govern "
    "chose. Unset the variable, "
    "or type `go env -u GOTOOLCHAIN`."};

inline constexpr MessageSpec would_fail_path{
    "would-fail-path", Exit::failed,
    "would fail: {asker} makes Go look for {name} on PATH, and it is not there",
    "govern install {install}",
    "With GOTOOLCHAIN=path Go starts a newer version only if PATH has a program of its name. "
    "govern's shims are such "
    "programs for every installed version."};

inline constexpr MessageSpec project_needs_newer{
    "project-needs-newer", Exit::failed,
    "the project here cannot be built with Go {version}: {where} needs {needs}\n{quote}",
    "govern pin {needs}",
    "The go line of go.mod or go.work is the least version that may build it."};

inline constexpr MessageSpec project_unreadable{
    "project-unreadable", Exit::failed,
    "Go {version} cannot read {where}; that is understood since {since}\n{quote}", "{edit}",
    "An older Go stops at lines that a newer one wrote. For Go before 1.21 these are toolchain "
    "lines and go lines with a "
    "patch; the hint takes both away."};

inline constexpr MessageSpec goflags_unknown{
    "goflags-unknown", Exit::failed,
    "Go {version} does not know {flag} in GOFLAGS; that came with {since}", "go env GOFLAGS",
    "Every command of Go stops at a flag in GOFLAGS that none of its commands knows."};

inline constexpr MessageSpec os_too_old{
    "os-too-old", Exit::failed,
    "Go {version} does not run on this system: from {line} on it needs {os}", "",
    "Each Go line has a least version of the operating system (its release notes say which)."};

inline constexpr MessageSpec auto_installing{
    "", Exit::done, "govern: {wanted} is not installed, installing it (auto_install)"};

/// Why a text is no SPEC, in SpecError's order, as {problem} and {advice}.
inline constexpr std::string_view spec_problems[] = {
    "",
    "nothing stands there",
    "this does not belong to a version",
    "a number starts with 0",
    "a number is too long",
    "ranges mean another Go tomorrow",
    "`stable` is setup-go's word",
    "this is a path or URL, not a release",
};
inline constexpr std::string_view spec_advice[] = {
    "",
    "write a version such as 1.22.5, a line such as 1.22, or latest",
    "write a version such as 1.22.5, a line such as 1.22, or latest",
    "write the number without its zero",
    "write a version such as 1.22.5, a line such as 1.22, or latest",
    "write 1.22 for the newest patch of that line, or an exact version",
    "write latest",
    "write a version such as 1.22.5",
};

/// Every coded message of this file, for `explain` and docs/errors.md.
inline constexpr const MessageSpec* k_resolve[] = {&bad_plus_version,
                                                   &bad_version_variable,
                                                   &bad_version_file,
                                                   &unreadable_version_file,
                                                   &oversized_version_file,
                                                   &empty_version_file,
                                                   &second_version,
                                                   &wanted_not_installed,
                                                   &no_version_chosen,
                                                   &no_system_go,
                                                   &shim_loop,
                                                   &no_such_program,
                                                   &too_long,
                                                   &cannot_start,
                                                   &no_loader,
                                                   &shim_place_unknown,
                                                   &shim_no_answer,
                                                   &would_fail,
                                                   &would_not_parse,
                                                   &would_fail_setting,
                                                   &would_fail_switched,
                                                   &would_fail_line,
                                                   &would_fail_workspace,
                                                   &would_fail_go_setting,
                                                   &would_fail_no_folder,
                                                   &would_fail_path,
                                                   &project_needs_newer,
                                                   &project_unreadable,
                                                   &goflags_unknown,
                                                   &os_too_old};

} // namespace govern::msg
