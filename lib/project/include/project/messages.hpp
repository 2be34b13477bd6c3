#pragma once

#include "base/message.hpp"
#include "core/messages.hpp"

// Most are about a decision (lib/resolve). A shim prints two of them itself, and starts govern for
// all others.

namespace govern::msg {

inline constexpr MessageSpec bad_plus_version{
    "bad-plus-version", Exit::usage, "'+{spec}' is not a Go version: {problem}\n{quote}\n{caret}",
    "{advice}",
    "A version is exact (1.22.5, 1.23rc1), a line (1.22 means its newest patch), `latest`, `oldstable` or `system`. "
    "The first release of a line before 1.21 is written 1.20.0. "
    "govern has no ranges: the same file would mean another Go tomorrow."};

inline constexpr MessageSpec bad_version_variable{
    "bad-version-variable", Exit::usage,
    "GOVERN_VERSION is not a Go version: {problem}\n{quote}\n{caret}\n{meaning}", "{advice}",
    "GOVERN_VERSION decides for one shell session or job; `govern use` sets it to a full version. "
    "It can hold what a .go-version can: an exact version, a line such as 1.22, `latest` or `system`."};

inline constexpr MessageSpec bad_version_file{
    "bad-version-file", Exit::failed,
    "{file}:{line}: this is not a Go version: {problem}\n{quote}\n{caret}\n"
    "Git writes a symbolic link as such a text where {setting}",
    "{advice}",
    "A .go-version (or .tool-versions) that decides here cannot be understood. "
    "It is never skipped, because then another Go than the one asked for would build this project. "
    "One version stands on a line of its own; blank lines and # comments are fine, in UTF-8 or UTF-16."};

inline constexpr MessageSpec unreadable_version_file{
    "unreadable-version-file", Exit::failed,
    "cannot read {file}, which decides the Go version here\n"
    "it is a link to {target}, which is not there",
    "let this account read it, or move it out of the way and type: govern pin 1.22.5",
    "The nearest version file exists but may not be read, or is a folder or a device. "
    "It is never skipped, because then another Go than the one asked for would build this project."};

inline constexpr MessageSpec oversized_version_file{
    "oversized-version-file", Exit::failed,
    "{file} is larger than 64 KiB, so it is not a version file",
    "move it out of the way, then: govern pin 1.22.5",
    "A version file names one version. One of this size is something else under its name."};

inline constexpr MessageSpec empty_version_file{
    "empty-version-file", Exit::failed, "{file} names no version", "{command}",
    "The nearest .go-version holds only blank lines or comments. "
    "It is never skipped, because then another Go than the one meant would build this project."};

inline constexpr MessageSpec second_version{
    "second-version", Exit::failed,
    "{file}:{line}: a second version; the file names one\n{quote}\n{caret}",
    "remove one of the two lines",
    "goenv reads several lines as several versions. "
    "govern runs one Go at a time, so two versions are an error rather than a guess."};

inline constexpr MessageSpec wanted_not_installed{
    "wanted-not-installed", Exit::not_installed, "{wanted} is not installed\n{asker} asks for it",
    "govern install {install}",
    "The version that decides here is not in this home. "
    "govern runs no other version in its place. "
    "With auto_install in the config file a shim installs it first."};

inline constexpr MessageSpec not_a_go_number{
    "not-a-go-number", Exit::failed,
    "{asker} asks for {wanted}, and Go's versions begin with 1\n{meaning}", "{first}\n{command}",
    "No release of Go has such a number, so nothing can be installed for it. "
    "A 0 in front is how govern itself is numbered: `govern version` shows that. "
    "GOVERN_VERSION and .go-version say which Go runs."};

inline constexpr MessageSpec no_version_chosen{
    "no-version-chosen", Exit::not_installed,
    "no Go version is chosen: there is no pin, no default, and no other go on PATH", "{command}",
    "Nothing says which Go to run here: no +VERSION, no GOVERN_VERSION, no .go-version, no default, no go.mod that could choose, and PATH holds no go that is not a shim. "
    "The first version installed becomes the default."};

inline constexpr MessageSpec no_system_go{
    "no-system-go", Exit::not_installed,
    "PATH has no go except shims (on Windows only a go.exe counts)\n{asker} asks for `system`",
    "{first}\n{command}",
    "`system` means the first go in an absolute entry of PATH that is not a govern shim of any home. "
    "PATH has no such go. "
    "On Windows it must be a go.exe: the go.bat or go.cmd of another manager is never run, because no quoting makes arguments safe for batch files."};

inline constexpr MessageSpec handed_over_gone{
    "handed-over-gone", Exit::not_installed, "GOROOT is {root}, which is not there any more",
    "govern install {install}",
    "`govern ci` and `govern env` put an SDK's own folder first on PATH and set GOROOT to it. "
    "Where that SDK is removed while the job or shell goes on, the next go on PATH is the shim; it does not run another version in its place. "
    "Install that version again, or unset GOROOT."};

inline constexpr MessageSpec link_gone{
    "link-gone", Exit::not_installed,
    "the link {name} leads to {path}, where no Go is any more\n{asker} asks for it",
    "{instead}\n{command}",
    "A link names a local build of Go, which was moved or deleted. "
    "govern runs no other version in its place. "
    "Build it there again, or unlink the name and link it to the new folder."};

inline constexpr MessageSpec shim_loop{
    "shim-loop", Exit::failed, "each go on PATH only starts the next one\n{hops}",
    "{first}\n{command}",
    "A shim ran `system`, and that go started a shim again, three times in a row: two version managers hand the call to each other. "
    "The message lists the programs in the loop. "
    "Take one of the two managers off PATH, or install a default."};

inline constexpr MessageSpec no_such_program{
    "no-such-program", Exit::failed, "there is no {program}", "govern repair {install}",
    "The chosen SDK (or, for `system`, PATH) has no program of the name that the shim was called by."};

inline constexpr MessageSpec only_in_official{
    "only-in-official", Exit::not_installed,
    "{name} is not in {root}: before Go 1.24 only the official archive has it",
    "govern install {spec} --complete",
    "An SDK that came as a module lacks api, doc, misc and test, and until Go 1.23 the files that run "
    "WebAssembly lay in misc/wasm. From 1.24 on they are in lib/wasm, in every SDK. "
    "With --complete the same version is installed from the official archive, in place of the module."};

inline constexpr MessageSpec too_long{
    "too-long", Exit::failed, "paths or variables are too long to decide which Go runs", "",
    "The current folder, PATH and the other variables are longer than 256 KB together."};

inline constexpr MessageSpec cannot_start{
    "cannot-start", Exit::failed, "cannot start {program}: {reason}", "govern verify {install}",
    "The operating system refused to start the program that was chosen."};

// What govern says about a decision.

inline constexpr MessageSpec would_fail{
    "would-fail", Exit::failed, "would fail: {where} needs {needs}, {pin} pins {version}\n{quote}",
    "govern {verb} {needs}",
    "With GOTOOLCHAIN=local, which a pin sets, Go refuses a go.mod or go.work whose go line is newer than itself. "
    "Pin a newer version, or unpin and let the default give way."};

inline constexpr MessageSpec would_not_parse{
    "would-not-parse", Exit::failed,
    "would fail: Go {version} cannot read {where}, and {pin} asks for that version\n"
    "{quote}",
    "{edit}",
    "Go stops at a line of go.mod or go.work that only a newer one knows: toolchain lines and go lines with a patch or a release candidate came with 1.21, godebug with 1.23, tool with 1.24, ignore with 1.25."};

inline constexpr MessageSpec would_fail_line{
    "would-fail-line", Exit::failed, "would fail: {where}: '{value}' is not a {what}\n{quote}",
    "write {example*} there",
    "Go stops at a go or toolchain line of go.mod or go.work that it cannot read. "
    "A toolchain line holds a name such as go1.22.5, or default; a go line holds a version without `go`."};

inline constexpr MessageSpec would_fail_workspace{
    "would-fail-workspace", Exit::failed,
    "would fail: {where} needs {needs}, but {work} lets it have {least}\n{quote}", "go work use",
    "Since 1.21 Go refuses a workspace with a module that needs a newer Go than the go line of go.work says, whichever Go runs. "
    "`go work use` raises that line."};

inline constexpr MessageSpec would_fail_go_setting{
    "would-fail-go-setting", Exit::failed, "would fail: {name}={value}: {problem}", "{fix}",
    "Go refuses every build with this setting. "
    "It stands in a variable, in the file that `go env -w` writes, or in go.env of the SDK; the hint removes it from there."};

inline constexpr MessageSpec would_fail_goroot{
    "would-fail-goroot", Exit::failed, "would fail: {name}={value}: {problem}", "{fix}",
    "`go env -w GOROOT=…` gives every Go the library and the compiler of one. "
    "A Go stops at those of another version. The hint takes the line out; so does `govern doctor --fix`."};

inline constexpr MessageSpec would_fail_no_cache{
    "would-fail-no-cache", Exit::failed,
    "would fail: Go finds no folder for its cache: GOCACHE is not set, nor {variables}",
    "set GOCACHE to a folder that this account may write to",
    "Go builds nothing without its cache. "
    "Accounts of services often have no home folder in their environment."};

inline constexpr MessageSpec would_fail_gopath{
    "would-fail-gopath", Exit::failed,
    "would fail: Go {version} builds nothing while {file} exists: {folder} is its GOPATH",
    "move the module to another folder, or set GOPATH to another one",
    "Go before 1.22 stops at a go.mod in the first folder of GOPATH (without a setting: go in the home folder), wherever modules are used. "
    "Newer ones ignore that file."};

inline constexpr MessageSpec would_fail_file{
    "would-fail-file", Exit::failed, "would fail: {where}: {problem}\n{quote}", "mend that line",
    "Go checks the whole of go.mod or go.work before it builds, and the modules that go.work uses. "
    "No version of Go accepts this one, but for a godebug line, whose settings come and go with the versions."};

inline constexpr MessageSpec would_fail_not_listed{
    "would-fail-not-listed", Exit::failed, "would fail: {work} does not use the module of {where}",
    "go work use {folder}",
    "Under a go.work Go builds only the modules that it uses. "
    "With GOWORK=off Go ignores the go.work."};

inline constexpr MessageSpec would_fail_dropped{
    "would-fail-dropped", Exit::failed,
    "would fail: Go builds nothing before {where} is gone\n{quote}", "go mod edit -toolchain=none",
    "Since 1.21 Go stops at a toolchain line of go.mod that `go mod tidy` would drop: `default`, the release that the go line already names, and releases before 1.21. "
    "In a go.work such a line is fine."};

inline constexpr MessageSpec would_fail_name{
    "would-fail-name", Exit::failed,
    "would fail: {asker} makes Go {version} look for {name}, which was never released\n{quote}",
    "govern {verb} {line}",
    "Go 1.21.0 to 1.21.10 and 1.22.0 to 1.22.3 take `go 1.22` for the name of a release. "
    "Newer ones look for go1.22.0."};

inline constexpr MessageSpec would_fail_no_folder{
    "would-fail-no-folder", Exit::failed, "would fail: the current folder is gone",
    "cd to another folder",
    "Go needs to know the current folder. This one was deleted or may not be read."};

inline constexpr MessageSpec would_fail_setting{
    "would-fail-setting", Exit::failed, "would fail: Go does not accept GOTOOLCHAIN={setting}",
    "{fix}",
    "GOTOOLCHAIN is local, auto, path, or a toolchain name, which +auto or +path may follow. "
    "A carriage return at the end (a GOENV file with CRLF lines) spoils it too."};

inline constexpr MessageSpec would_fail_switched{
    "would-fail-switched", Exit::failed,
    "would fail: {where} needs {needs}, GOTOOLCHAIN={setting} makes Go run {version}\n{quote}",
    "{fix}",
    "A GOTOOLCHAIN of your own wins over the default. "
    "As a variable it wins over a pin too; written by `go env -w` it does not. "
    "The hint removes it from where it stands."};

inline constexpr MessageSpec would_fail_path{
    "would-fail-path", Exit::failed,
    "would fail: {asker} makes Go look for {name} on PATH, and it is not there",
    "govern install {install}",
    "With GOTOOLCHAIN=path Go starts a newer version only if PATH has a program of its name. govern's shims are such programs for every installed version."};

inline constexpr MessageSpec would_fail_download{
    "would-fail-download", Exit::failed,
    "would fail: {asker} makes Go download {name}, which it does not do with {setting}\n{problem}",
    "govern install {install}\n{fix}",
    "Go fetches a toolchain by GOPROXY and proves it by the log that GOSUMDB names, unless its module cache has it. "
    "A version that govern installed needs neither: Go finds it on PATH first."};

inline constexpr MessageSpec project_needs_newer{
    "project-needs-newer", Exit::failed,
    "Go {version} cannot build the project here: {where} needs {needs}\n{quote}",
    "govern pin {pin}", "The go line of go.mod or go.work is the least version that may build it."};

inline constexpr MessageSpec project_unreadable{
    "project-unreadable", Exit::failed,
    "Go {version} cannot read {where}; {since} is the first that can\n{quote}", "{edit}",
    "An older Go stops at lines that a newer one wrote. "
    "For Go before 1.21 these are toolchain lines and go lines with a patch; the hint takes both away."};

inline constexpr MessageSpec goflags_unknown{
    "goflags-unknown", Exit::failed,
    "would fail: Go {version} does not know {flag} in GOFLAGS\n"
    "it came with Go {since}\nGo {until} was the last that knew it",
    "{fix}", "Every command of Go stops at a flag in GOFLAGS that none of its commands knows."};

inline constexpr MessageSpec os_too_old{
    "os-too-old", Exit::failed,
    "Go {version} does not run on this system: from {line} on it needs {os}", "",
    "Each Go line has a least version of the operating system (its release notes say which)."};

inline constexpr MessageSpec auto_installing{
    "", Exit::done, "govern: {wanted} is not installed, installing it (auto_install)"};

inline constexpr MessageSpec download_not_needed{
    "", Exit::done, "{name} is here already, installed by govern in {path}"};

/// Every coded message of this file, for `explain` and docs/errors.md.
inline constexpr const MessageSpec* k_project[] = {&bad_plus_version,
                                                   &bad_version_variable,
                                                   &bad_version_file,
                                                   &unreadable_version_file,
                                                   &oversized_version_file,
                                                   &empty_version_file,
                                                   &second_version,
                                                   &wanted_not_installed,
                                                   &not_a_go_number,
                                                   &no_version_chosen,
                                                   &no_system_go,
                                                   &handed_over_gone,
                                                   &shim_loop,
                                                   &link_gone,
                                                   &no_such_program,
                                                   &only_in_official,
                                                   &too_long,
                                                   &cannot_start,
                                                   &would_fail,
                                                   &would_not_parse,
                                                   &would_fail_setting,
                                                   &would_fail_switched,
                                                   &would_fail_line,
                                                   &would_fail_workspace,
                                                   &would_fail_go_setting,
                                                   &would_fail_file,
                                                   &would_fail_not_listed,
                                                   &would_fail_dropped,
                                                   &would_fail_name,
                                                   &would_fail_no_folder,
                                                   &would_fail_path,
                                                   &would_fail_gopath,
                                                   &would_fail_goroot,
                                                   &would_fail_no_cache,
                                                   &would_fail_download,
                                                   &project_needs_newer,
                                                   &project_unreadable,
                                                   &goflags_unknown,
                                                   &os_too_old};

} // namespace govern::msg
