#pragma once

#include "base/message.hpp"

namespace govern::msg {

// tool.
inline constexpr MessageSpec tool_unknown{
    "tool-unknown", Exit::usage,
    "'{name}' is not a tool that govern knows by name\n"
    "it knows {known}",
    "did you mean: govern tool install {nearest*}\n"
    "give the path of its package: govern tool install example.com/module/cmd/name",
    "A tool is given by a name that govern knows, or by the path of its main package, with @VERSION "
    "behind it where another than the newest is wanted."};
inline constexpr MessageSpec tool_bad_version{
    "tool-bad-version", Exit::usage, "'{text}' names no version that can be built",
    "govern tool install {name}@latest",
    "Behind the @ stands a version of the tool's module, such as v1.22.1, or latest. Without it "
    "govern takes the newest that fits the Go."};
inline constexpr MessageSpec tool_name_taken{
    "tool-name-taken", Exit::usage,
    "a tool cannot be called '{name}': a shim has that name, or the system does not keep it\n"
    "its package: {package}",
    "",
    "Each tool gets a shim of its own name. Those of go, gofmt, govern and of Go versions are "
    "taken."};
inline constexpr MessageSpec tool_twice{
    "tool-twice", Exit::usage, "{first} and {second} would both be the tool {name}",
    "give one of them",
    "A tool is called by the last part of its package's path, and an SDK has one tool of a name."};
inline constexpr MessageSpec tool_needs_sdk{
    "tool-needs-sdk", Exit::not_installed,
    "{what} runs here, and govern builds tools with an SDK of its own",
    "the same command with --for latest",
    "A tool belongs to the SDK that built it. `--for SPEC` names an installed one, where another Go "
    "runs in this folder."};
inline constexpr MessageSpec tool_go_too_old{
    "tool-go-too-old", Exit::failed,
    "{go} cannot build a tool by its version: Go 1.16 and newer can", "",
    "`go install PACKAGE@VERSION` came with Go 1.16. Older tools for older Gos are built by hand, "
    "with `go get` in a folder of its own."};
inline constexpr MessageSpec tool_does_not_fit{
    "tool-does-not-fit", Exit::failed, "{tool} does not fit Go {go}: {why}",
    "govern tool install {fitting}",
    "A debugger, a language server or an analyser only understands the Gos that it was written for. "
    "govern has tables of Delve, gopls and staticcheck, and goes by the go line of the tool's go.mod "
    "where they end."};
inline constexpr MessageSpec tool_none_fits{
    "tool-none-fits", Exit::no_such_version,
    "no release of {tool} is known that fits Go {go}\n"
    "the newest, {newest}",
    "",
    "The tables in govern and the lists of the module proxies were looked through, from the newest "
    "release down."};
inline constexpr MessageSpec tool_offline{
    "tool-offline", Exit::network, "{name} cannot be built offline: {reason}",
    "the same command without --offline",
    "With --offline Go gets GOPROXY=off: it builds what its module cache holds, and asks nobody."};
inline constexpr MessageSpec tool_build_failed{
    "tool-build-failed", Exit::failed,
    "{go} could not build {name} {version}: {reason}\n"
    "nothing was put into the home",
    "",
    "The tool is built by the SDK's own `go install`, which fetches and verifies its modules as "
    "Go's settings say (GOPROXY, GOSUMDB, GOPRIVATE). What Go printed says what failed."};
inline constexpr MessageSpec tool_not_installed{
    "tool-not-installed", Exit::not_installed, "{name} is not installed for {sdk}",
    "govern tool list", "`govern tool list` shows the tools of each installed version."};
inline constexpr MessageSpec tool_not_here{
    "tool-not-here", Exit::not_installed, "{go} runs here, and it has no {name}", "{command}",
    "A tool belongs to the Go that built it: its shim runs the one of the Go that is chosen here. "
    "Where the system's Go runs, it is the next program of that name on PATH that is not a shim."};
inline constexpr MessageSpec tool_shadowed{
    "tool-shadowed", Exit::done,
    "{path} comes first on PATH, before the shim {shim}: typing {name} runs that one",
    "govern setup",
    "The shim runs the tool that fits the Go of a folder; another program of that name that comes "
    "first on PATH does not. `setup` puts the shims first, for shells opened from then on."};
inline constexpr MessageSpec tool_building{"", Exit::done, "building {name} {version} with {go}"};
inline constexpr MessageSpec tool_built{"", Exit::done,
                                        "{name} {version} is built for {go}: {path}"};
inline constexpr MessageSpec tool_is_there{"", Exit::done,
                                           "{name} {version} is there already for {go}: {path}"};
inline constexpr MessageSpec tool_would_build{
    "", Exit::done, "would build {name} {version} ({package}) with {go} into {path}"};
inline constexpr MessageSpec tool_removed{"", Exit::done, "{name} of {go} is removed"};
inline constexpr MessageSpec tool_would_remove{"", Exit::done,
                                               "would remove {name} of {go}: {path}"};
inline constexpr MessageSpec tools_none{"", Exit::done, "no tool is installed in {home}"};
inline constexpr MessageSpec programs_none{
    "", Exit::done, "no Go program is in GOBIN or in bin of a GOPATH\nlooked into: {folders}"};
inline constexpr MessageSpec tools_offered{
    "", Exit::done,
    "to have the tools of the other versions here too: govern tool install {words}"};
inline constexpr MessageSpec programs_outdated{
    "", Exit::done,
    "{count} of {total} Go programs in {folder} carry known vulnerabilities of the Go that built them. `govern tool check` names them"};

inline constexpr const MessageSpec* k_tool[] = {
    &tool_unknown,       &tool_bad_version,  &tool_name_taken, &tool_twice,   &tool_needs_sdk,
    &tool_go_too_old,    &tool_does_not_fit, &tool_none_fits,  &tool_offline, &tool_build_failed,
    &tool_not_installed, &tool_not_here,     &tool_shadowed};

} // namespace govern::msg
