#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec usage{"usage", Exit::usage, "{what}", "govern {command} --help",
                                   "The command line could not be understood: an unknown option, a "
                                   "missing argument or a value out of range."};
inline constexpr MessageSpec unknown_command{
    "unknown-command", Exit::usage, "there is no command '{command}'",
    "did you mean: govern {nearest}\ngovern --help", "`govern --help` lists the commands."};
inline constexpr MessageSpec unknown_option{"unknown-option", Exit::usage,
                                            "{program} has no option '{option}'",
                                            "did you mean: {nearest}\n{program} --help",
                                            "`govern COMMAND --help` lists its options. Global "
                                            "options may stand before or after the command."};
inline constexpr MessageSpec malformed_spec{
    "malformed-spec", Exit::usage, "'{text}' is no version: {why}\n{text}\n{caret}", "{hint}",
    "A version is exact (1.22.5, go1.23rc1, 1.23.0-rc.1), partial (1.22 or 1.22.x), latest, "
    "oldstable or system."};
inline constexpr MessageSpec spec_not_here{
    "spec-not-here", Exit::usage, "'{spec}' cannot be used with {command}",
    "give a version, such as 1.22.5",
    "Some commands need a release: `system` names a Go that govern does not manage."};
inline constexpr MessageSpec unknown_code{
    "unknown-code", Exit::usage, "there is no error code '{code}'",
    "did you mean: govern explain {nearest}\ngovern explain --list",
    "Every error and warning shows its code in brackets."};
inline constexpr MessageSpec bad_platform{
    "bad-platform", Exit::usage, "'{text}' is no Go platform: {why}",
    "for example: --os linux --arch arm64", "GOOS and GOARCH as Go spells them."};
inline constexpr MessageSpec no_home{
    "no-home", Exit::failed, "no folder for govern's home can be told: {variables} is not set",
    "govern --home FOLDER …",
    "The home is --home, GOVERN_HOME, the home whose shims folder holds the running govern, or a "
    "folder of the user's."};
inline constexpr MessageSpec home_not_absolute{
    "home-not-absolute", Exit::usage, "the home '{path}' is no absolute path",
    "give the whole path",
    "--home and GOVERN_HOME name a folder by its absolute path: a relative one would be another "
    "home in each folder."};
inline constexpr MessageSpec home_name_not_kept{
    "home-name-not-kept", Exit::usage,
    "the home '{path}' has a name that Windows does not keep: '{name}'",
    "leave out the dot or space at its end",
    "Windows drops dots and spaces at the end of a name in most of its functions and keeps them in "
    "others, so such a folder "
    "would be made and then not be found. Choose a home without them."};
inline constexpr MessageSpec nothing_to_run{
    "nothing-to-run", Exit::usage, "exec needs a version and a command",
    "govern exec 1.22.5 go test ./...",
    "`govern exec SPEC… [--] COMMAND` runs a command under one or several versions."};
inline constexpr MessageSpec program_not_found{
    "program-not-found", Exit::failed, "'{program}' is neither in the SDK nor on PATH", "",
    "`exec` looks for the program in the SDK's bin folder first, then on PATH."};
inline constexpr MessageSpec output_lost{
    "output-lost", Exit::failed, "not all of the answer could be written to standard output",
    "look at the file or pipe it goes to",
    "What a command prints is its answer: where the disk is full or the reader is gone, part of it "
    "is missing."};
inline constexpr MessageSpec internal_error{"internal", Exit::failed,
                                            "something failed inside govern: {what}", "",
                                            "A library threw where it must not. Please report it "
                                            "with the command line and the output of --verbose."};

inline constexpr const MessageSpec* k_cli[] = {
    &usage,          &unknown_command,   &unknown_option, &malformed_spec,    &spec_not_here,
    &unknown_code,   &bad_platform,      &no_home,        &home_not_absolute, &home_name_not_kept,
    &nothing_to_run, &program_not_found, &output_lost,    &internal_error,
};

} // namespace govern::msg
