#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec ci_cannot_hold{
    "ci-cannot-hold", Exit::failed, "{host} has no way to carry the value of {name}",
    "govern env --shell SHELL",
    "The value has line ends, quotes or blanks at its ends, or what hosts take for a command in a log, or the SDK's folder has what separates the entries of PATH (`:`, on Windows `;`), or the whole is too large, and this host's format has no way of writing that. "
    "Use a home whose path is plain, or evaluate `govern env --shell` in each step."};

inline constexpr MessageSpec unknown_ci_host{
    "unknown-ci-host", Exit::usage, "'{name}' is not a CI host that govern knows",
    "one of: github, azure, gitlab, jenkins, plain",
    "`govern ci` writes in the way of GitHub Actions, Azure Pipelines, GitLab CI or Jenkins, or plainly as shell assignments. "
    "It finds the host by its variables; --for names one."};

inline constexpr MessageSpec ci_file_unknown{
    "ci-file-unknown", Exit::failed, "this looks like a {host} job, but {name} names no file",
    "govern ci --for plain",
    "The host gives each step files into which it writes what later steps read, and names those files in variables. "
    "In a container or over ssh those variables may be missing: pass them on, or take the plain form."};

inline constexpr MessageSpec ci_file_utf16{
    "ci-file-utf16", Exit::failed, "an earlier step made this file UTF-16: {path}",
    "in that step: 'TEXT' | Out-File -Append -Encoding utf8 {file*}",
    "Windows PowerShell 5.1 writes UTF-16 by >, >> and Out-File. "
    "CI hosts read these files as UTF-8, so what that step wrote is lost as well. "
    "Nothing was written."};

inline constexpr MessageSpec nothing_to_cache{
    "nothing-to-cache", Exit::failed,
    "the `go` that runs here does not belong to govern, so there is nothing to cache",
    "govern pin 1.22.5",
    "`govern ci --cache-key` names the SDK that this job will use. "
    "Here neither a version file, GOVERN_VERSION nor a default asks for one, and `go` is the system's own."};

inline constexpr MessageSpec ci_told{"", Exit::done,
                                     "{host}: later steps of this job use {version}"};

inline constexpr const MessageSpec* k_ci[] = {&ci_cannot_hold, &unknown_ci_host, &ci_file_unknown,
                                              &ci_file_utf16, &nothing_to_cache};

} // namespace govern::msg
