#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec usage{
    "usage", Exit::usage, "{what}", "govern {command*} --help",
    "The command line could not be understood: an unknown option, a missing argument or a value out of range."};
inline constexpr MessageSpec unknown_command{
    "unknown-command", Exit::usage, "there is no command '{command}'",
    "did you mean: govern {nearest*}\n"
    "govern {group*} --help\n"
    "{all*}",
    "`govern --help` lists the commands, `govern tool --help` those of `tool`."};
inline constexpr MessageSpec unknown_option{
    "unknown-option", Exit::usage, "{program} has no option '{option}'",
    "did you mean: {nearest*}\n"
    "{program*} --help",
    "`govern COMMAND --help` lists its options. "
    "Global options may stand before or after the command."};
inline constexpr MessageSpec malformed_spec{
    "malformed-spec", Exit::usage,
    "'{text}' is not a version: {why}\n"
    "{text}\n"
    "{caret}",
    "{hint}",
    "A version is exact (1.22.5, go1.23rc1, 1.23.0-rc.1), partial (1.22 or 1.22.x), latest, oldstable or system."};
inline constexpr MessageSpec spec_not_here{
    "spec-not-here", Exit::usage, "'{spec}' cannot be used with {command}",
    "give a version, such as 1.22.5",
    "Some commands need a release: `system` names a Go that govern does not manage."};
inline constexpr MessageSpec unknown_code{"unknown-code", Exit::usage,
                                          "there is no error code '{code}'",
                                          "did you mean: govern explain {nearest*}\n"
                                          "govern explain --list",
                                          "Every error and warning shows its code in brackets."};
inline constexpr MessageSpec bad_platform{
    "bad-platform", Exit::usage, "'{text}' is not a Go platform: {why}", "for example: {example*}",
    "GOOS and GOARCH as Go spells them."};
inline constexpr MessageSpec no_home{
    "no-home", Exit::failed, "govern cannot find a folder for its home: {variable} {why}",
    "govern --home FOLDER …",
    "The home is --home, GOVERN_HOME, the home whose shims folder holds the running govern, or a folder of the user's."};
inline constexpr MessageSpec home_not_absolute{
    "home-not-absolute", Exit::usage, "the home '{path}' is not an absolute path",
    "give the whole path",
    "--home and GOVERN_HOME name a folder by its absolute path: a relative one would be another home in each folder."};
inline constexpr MessageSpec home_wrapped{
    "home-wrapped", Exit::usage, "the home '{path}' has {what}, which is not a part of its name",
    "set GOVERN_HOME (or --home) without them",
    "A script with Windows line ends, or quotes inside a value, put them there. "
    "Such a path would be a second home beside the real one."};
inline constexpr MessageSpec home_name_not_kept{
    "home-name-not-kept", Exit::usage,
    "the home '{path}' has a name that Windows does not keep: '{name}'",
    "leave out the dot or space at its end",
    "Windows drops dots and spaces at the end of a name in most of its functions and keeps them in others, so such a folder would be made and then not be found. "
    "Choose a home without them."};
inline constexpr MessageSpec nothing_to_run{
    "nothing-to-run", Exit::usage, "exec needs a version and a command",
    "govern exec 1.22.5 go test ./...",
    "`govern exec SPEC… [--] COMMAND` runs a command under one or several versions."};
inline constexpr MessageSpec stdout_taken{
    "stdout-taken", Exit::usage, "{name} {path} is standard output, where --json writes its object",
    "name another file, or leave out --json",
    "With --json standard output holds exactly one JSON object, so no file that a command writes may be standard output too."};
inline constexpr MessageSpec log_is_stdout{"", Exit::done,
                                           "it is standard output, where --json writes its object"};
inline constexpr MessageSpec output_lost{
    "output-lost", Exit::failed, "not all of the answer could be written to standard output",
    "look at the file or pipe it goes to",
    "What a command prints is its answer: where the disk is full or the reader is gone, part of it is missing."};
inline constexpr MessageSpec internal_error{
    "internal", Exit::failed, "something failed inside govern: {what}", "",
    "A library threw an exception that govern does not expect. "
    "Please report it with the command line and the output of --verbose."};

inline constexpr MessageSpec rolled_back{"", Exit::done,
                                         "the default is {name} again, it was {from}: {undone}\n"
                                         "this is change {id}\n"
                                         "the next rollback would go to {next}\n"
                                         "every file was hashed in {seconds} s\n"
                                         "to return: govern default {from_spec}"};
inline constexpr MessageSpec would_roll_back{
    "", Exit::done,
    "the default would be {name} again, it is {from}: {undone}\n"
    "the next rollback would go to {next}"};
inline constexpr MessageSpec no_snapshot{
    "no-snapshot", Exit::failed, "change {id} has no snapshot", "govern history --kind upgrade",
    "`upgrade` writes down what was there before it: variables, modules, the compiler, the programs "
    "in GOBIN. Other changes have no snapshot."};
inline constexpr MessageSpec nothing_newer{
    "", Exit::done, "{what} is {version}, and there is nothing newer to upgrade to"};
inline constexpr MessageSpec upgraded{
    "", Exit::done,
    "{what} is {name} now, it was {from}: {tried}\nthis is change {id}\nto return: {back}"};
inline constexpr MessageSpec unknown_change_kind{
    "unknown-kind", Exit::usage, "'{kind}' is not a kind of change",
    "one of: default, pin, config, install, uninstall, repair, rollback, upgrade, adopt, link, prune, tool, setup, doctor",
    "`govern history --kind KIND` shows the changes of one kind: the command that made them."};
inline constexpr MessageSpec history_none_since{"", Exit::done,
                                                "no change since {since} is recorded in {home}"};
inline constexpr MessageSpec history_none_of_kind{
    "", Exit::done, "no change of the kind {kind} is recorded in {home}"};
inline constexpr MessageSpec history_empty{"", Exit::done, "nothing is recorded in {home}"};

inline constexpr const MessageSpec* k_cli[] = {
    &no_snapshot,
    &unknown_change_kind,
    &usage,
    &unknown_command,
    &unknown_option,
    &malformed_spec,
    &spec_not_here,
    &unknown_code,
    &bad_platform,
    &no_home,
    &home_not_absolute,
    &home_wrapped,
    &home_name_not_kept,
    &nothing_to_run,
    &stdout_taken,
    &output_lost,
    &internal_error,
};

} // namespace govern::msg
