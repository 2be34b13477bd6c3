#pragma once

#include "base/message.hpp"

namespace govern::msg {

// Verification.
inline constexpr MessageSpec sha256_mismatch{
    "sha256-mismatch", Exit::verification,
    "{url} is not the archive it should be: its SHA-256 differs from {authority}\nexpected "
    "{expected}\nreceived {actual}\nnothing was installed and the download was deleted",
    "govern install {spec} --source {other_source}",
    "The archive's SHA-256 was compared with what govern's embedded list, the official listing or "
    "your --sha256 "
    "says. They differ, so the mirror served a damaged or a forged file. Nothing of it is kept."};
inline constexpr MessageSpec installed_from_another{
    "installed-from-another", Exit::verification,
    "{name} is installed from another archive than your --sha256 names\nexpected {expected}\nits "
    "receipt says {actual}",
    "govern list",
    "--sha256 must match also where the version is there already. `govern uninstall` and `govern "
    "install` with --sha256 fetch it anew."};
inline constexpr MessageSpec h1_mismatch{
    "h1-mismatch", Exit::verification,
    "the files of {url} are not what the checksum database {database} records for {name}\nexpected "
    "{expected}\nreceived {actual}\nnothing was installed and the download was deleted",
    "try another GOPROXY, and report the one that served this",
    "The h1: hash over all unpacked files was compared with the transparency log's record. They "
    "differ, so the "
    "archive was altered or damaged on its way."};
inline constexpr MessageSpec no_evidence{
    "no-evidence", Exit::verification,
    "nothing proves that {url} is genuine: no built-in SHA-256, no official listing, no log "
    "record\n{log_reason}",
    "govern install {spec} --sha256 <64 hex digits from a place you trust>",
    "govern publishes an SDK only on evidence that does not come from the mirror itself: the "
    "embedded list, the "
    "checksum database, the official site's own listing, or a SHA-256 that you give for this one "
    "install."};
inline constexpr MessageSpec version_file_mismatch{
    "version-mismatch", Exit::verification, "{url} holds {actual}, not {name}", "",
    "The first line of the SDK's VERSION file must be the version that was asked for."};
inline constexpr MessageSpec not_an_sdk{"not-an-sdk", Exit::verification,
                                        "{url} holds no Go SDK: {missing} is missing in it", "",
                                        "A Go SDK has a VERSION file and bin/go."};
inline constexpr MessageSpec bad_sha256_option{
    "bad-sha256", Exit::usage, "--sha256 takes 64 hexadecimal digits, not '{text}'", "",
    "The SHA-256 of an archive as the Go download page shows it."};
inline constexpr MessageSpec log_cross_check_failed{
    "log-cross-check", Exit::verification,
    "{name}: the archive is the one in govern's embedded list, but its files differ from the log's "
    "record\nrecorded {expected}\ncomputed {actual}",
    "",
    "For releases before Go 1.21 the log's records were made afterwards from the archives. Where "
    "such a record and "
    "a byte-for-byte genuine archive disagree, govern says so and goes by the archive's own "
    "SHA-256."};
inline constexpr MessageSpec log_differs{
    "log-differs", Exit::verification,
    "{name} is not what the checksum database {database} records\nrecorded {expected}\ninstalled "
    "{actual}",
    "govern repair {spec}",
    "An SDK that was installed without the log's word was held against it by `govern verify`, and "
    "they differ. Installed "
    "anew it is what it should be, or it is refused."};
inline constexpr MessageSpec log_not_asked{
    "log-not-asked", Exit::done,
    "{name}: the checksum database could not be asked; the archive is proved by {evidence}\n{why}",
    "",
    "An official archive is proved by the embedded list or the official listing. The log's second "
    "proof was not to be "
    "had this time; `--require-log` makes it compulsory."};

// Install.
inline constexpr MessageSpec archive_not_kept{
    "archive-not-kept", Exit::done, "{name} is installed, but its archive could not be kept: {why}",
    "",
    "`keep_archives` asks for a copy of each archive in the home's downloads folder. Something "
    "stands in its way there."};
inline constexpr MessageSpec install_begins{"", Exit::done, "{name}: downloading {url} ({size})"};
inline constexpr MessageSpec install_begins_unsized{"", Exit::done, "{name}: downloading {url}"};
inline constexpr MessageSpec installed_now{"", Exit::done, "{name} is installed: {proof}"};
inline constexpr MessageSpec nothing_installed{
    "", Exit::done, "nothing is installed in {home} yet: govern install latest"};
inline constexpr MessageSpec already_installed{"", Exit::done, "{name} is already installed"};
inline constexpr MessageSpec became_default{
    "", Exit::done, "{name} is now the default (the first version installed)"};
inline constexpr MessageSpec default_is_now{"", Exit::done, "the default is now {name}"};
inline constexpr MessageSpec default_already{"", Exit::done, "the default is {name} already"};
inline constexpr MessageSpec default_cleared{"", Exit::done,
                                             "no default is set any more (it was {name})"};
inline constexpr MessageSpec no_default{"no-default", Exit::not_installed,
                                        "no default is set in {home}", "{command}",
                                        "The default is the version that runs where nothing pins "
                                        "another. `govern default SPEC` sets it."};
inline constexpr MessageSpec removed{"", Exit::done, "{name} is removed ({freed} free again)"};
inline constexpr MessageSpec not_enough_space{
    "not-enough-space", Exit::no_space, "{home} has {free} free; {name} needs about {needed}",
    "govern uninstall a version you no longer need, then try again",
    "Before a download starts, govern compares the free space with what the archive and its files "
    "will take."};
inline constexpr MessageSpec would_install{"", Exit::done,
                                           "would install {name} from {url} ({evidence})"};
inline constexpr MessageSpec offline_needs_source{
    "not-installed-offline", Exit::network,
    "{spec} would have to be fetched, which --offline forbids",
    "the same command without --offline",
    "--offline never touches the network: what is installed is used, and what is not comes only "
    "from a file:// mirror or "
    "proxy."};
inline constexpr MessageSpec latest_older_than_known{
    "latest-is-older", Exit::done,
    "the newest version to be had here is {name}; {known} is known to exist", "",
    "A mirror or proxy may lag behind or hide releases. govern says so when the newest version it "
    "was offered is older "
    "than one it knows of."};

// Use.
inline constexpr MessageSpec sdk_in_use{"in-use", Exit::permission, "{name} is in use: {why}",
                                        "govern uninstall {spec} --force",
                                        "The default, the default before it, and what this shell "
                                        "or folder asks for are not removed without --force."};
inline constexpr MessageSpec no_match_installed{
    "no-match-installed", Exit::not_installed,
    "no installed version matches {spec}\ninstalled: {installed}", "{hint}",
    "To run, a partial version means the newest installed match."};
inline constexpr MessageSpec other_platform{
    "other-platform", Exit::usage, "{name} runs on another platform than this machine's",
    "cross-compiling needs no other SDK: GOOS={os} GOARCH={arch} go build",
    "SDKs of other platforms can be installed (for a container or another machine), but not run "
    "here."};

inline constexpr MessageSpec nothing_to_install{
    "nothing-to-install", Exit::usage, "no version was given, and nothing here asks for one",
    "govern install latest",
    "Without SPEC, `install` brings what this project's version file or go.mod asks for."};
inline constexpr MessageSpec go_mod_already_met{
    "", Exit::done, "{file} asks for at least {wanted}; {version} already does"};
inline constexpr MessageSpec go_mod_lifted{
    "", Exit::done, "{file} asks for nothing: it says `toolchain default`; {version} runs"};
inline constexpr MessageSpec no_effect_here{
    "no-effect-here", Exit::done,
    "this has no effect in this folder: {by} decides here ({version})", "{hint}",
    "GOVERN_VERSION wins over a version file, a version file or a newer go.mod over the default."};
inline constexpr MessageSpec go_switches_here{
    "go-switches-here", Exit::done,
    "in this folder Go itself then {does} {version}, because of {because}", "govern why",
    "Since 1.21 Go switches by itself, by a GOTOOLCHAIN that you set or by go.mod under the "
    "default. `govern why` shows the whole chain."};
inline constexpr MessageSpec handed_over_differs{
    "handed-over-differs", Exit::done,
    "here Go itself would run {version}, because of {because}; it is not installed, and {given} is "
    "handed over",
    "govern install {version}",
    "`env` and `ci` hand over one installed SDK with GOTOOLCHAIN=local, so Go does not switch "
    "there. Once the version that go.mod or your GOTOOLCHAIN asks for is installed, that one is "
    "handed over."};
inline constexpr MessageSpec pin_forbidden{
    "pin-forbidden", Exit::failed,
    "{version} cannot build the project here: {where} needs {needs}\n{quote}",
    "govern pin {wanted} --force",
    "go.mod or go.work asks for a newer Go, and a pinned Go never switches by itself: every "
    "command would fail."};
inline constexpr MessageSpec pinned{"", Exit::done, "{path} now says {version}"};
inline constexpr MessageSpec pinned_not_installed{
    "pinned-not-installed", Exit::done, "{version} is pinned here but not installed",
    "govern install {version}",
    "A version file may name a release before it is installed; until then `go` stops there with an "
    "error."};

// Verify.
inline constexpr MessageSpec tree_differs{
    "tree-differs", Exit::verification,
    "{name} is not what was installed; files that differ: {count}\n{list}", "govern repair {spec}",
    "Every file was compared with the receipt's hash lines. Changed, missing and added files are "
    "named."};
inline constexpr MessageSpec receipt_lines_missing{
    "receipt-incomplete", Exit::verification, "the hash lines of the receipt are gone: {path}",
    "govern repair {spec}",
    "Beside each receipt lies a file with the hash of every file of its SDK. Without it nothing "
    "can be compared."};
inline constexpr MessageSpec receipt_lines_differ{
    "receipt-differs", Exit::verification,
    "the hash lines in {path} do not add up to the receipt's {expected}\nthey add up to {actual}",
    "govern repair {spec}",
    "The receipt names the h1 of its hash lines. Where they do not agree, one of them was "
    "changed."};
inline constexpr MessageSpec verified{"", Exit::done,
                                      "{name}: {files} files, all as installed; {proof}"};
inline constexpr MessageSpec repaired{"", Exit::done,
                                      "{name} was replaced by a fresh verified copy"};

inline constexpr const MessageSpec* k_ops[] = {
    &sha256_mismatch,     &installed_from_another, &h1_mismatch,
    &no_evidence,         &version_file_mismatch,  &not_an_sdk,
    &bad_sha256_option,   &archive_not_kept,       &log_cross_check_failed,
    &log_differs,         &log_not_asked,          &no_default,
    &not_enough_space,    &offline_needs_source,   &latest_older_than_known,
    &sdk_in_use,          &no_match_installed,     &pinned_not_installed,
    &nothing_to_install,  &no_effect_here,         &go_switches_here,
    &handed_over_differs, &pin_forbidden,          &other_platform,
    &tree_differs,        &receipt_lines_missing,  &receipt_lines_differ,
};

} // namespace govern::msg
