#pragma once

#include "base/message.hpp"

namespace govern::msg {

// What is installed, and the default.
inline constexpr MessageSpec bad_sha256_option{
    "bad-sha256", Exit::usage, "--sha256 takes 64 hexadecimal digits, not '{text}'", "",
    "The SHA-256 of an archive as the Go download page shows it."};
inline constexpr MessageSpec nothing_installed{
    "", Exit::done, "nothing is installed in {home} yet: govern install latest"};
inline constexpr MessageSpec list_no_match{"", Exit::done,
                                           "nothing {what} matches {filter}: {command}"};
inline constexpr MessageSpec default_is_now{"", Exit::done, "the default is now {name}"};
inline constexpr MessageSpec would_be_default{"", Exit::done,
                                              "the default would be {name}, it is {from}"};
inline constexpr MessageSpec would_pin{"", Exit::done, "{path} would say {version}"};
inline constexpr MessageSpec would_clear_default{"", Exit::done,
                                                 "no default would be set any more (it is {name})"};
inline constexpr MessageSpec would_remove{"", Exit::done, "would remove {name} ({freed})"};
inline constexpr MessageSpec default_already{"", Exit::done, "the default is {name} already"};
inline constexpr MessageSpec default_cleared{"", Exit::done,
                                             "no default is set any more (it was {name})"};
inline constexpr MessageSpec no_default{
    "no-default", Exit::not_installed, "no default is set in {home}", "{command}",
    "The default is the version that runs where nothing pins another. "
    "`govern default SPEC` sets it."};
inline constexpr MessageSpec removed{"", Exit::done, "{name} is removed ({freed} free again)"};

// Use.
inline constexpr MessageSpec no_match_installed{
    "no-match-installed", Exit::not_installed,
    "no installed version matches {spec}\n"
    "installed: {installed}\n"
    "did you mean {nearest}?",
    "{hint}", "To run, a partial version means the newest installed match."};
inline constexpr MessageSpec program_not_found{
    "program-not-found", Exit::failed, "'{program}' is neither in the SDK nor on PATH", "",
    "`exec` looks for the program in the SDK's bin folder first, then on PATH."};
inline constexpr MessageSpec program_not_in_sdk{
    "program-not-in-sdk", Exit::failed, "there is no '{program}' in {folder}",
    "govern tool install {tool}\n"
    "govern repair {damaged}\n"
    "programs there: {programs*}",
    "`which [SPEC] PROGRAM` names a program of an SDK's bin folder, such as gofmt, or one that `tool install` built with that SDK."};
inline constexpr MessageSpec other_platform{
    "other-platform", Exit::usage, "{name} runs on another platform than this machine's",
    "cross-compiling needs no other SDK: GOOS={os} GOARCH={arch} go build",
    "SDKs of other platforms can be installed (for a container or another machine), but not run here."};

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
    "Since 1.21 Go switches by itself, by a GOTOOLCHAIN that you set or by go.mod under the default. "
    "`govern why` shows the whole chain."};
inline constexpr MessageSpec handed_over_differs{
    "handed-over-differs", Exit::done,
    "here Go itself would run {version}, because of {because}; it is not installed, and {given} is handed over",
    "govern install {version}",
    "`env` and `ci` hand over one installed SDK with GOTOOLCHAIN=local, so Go does not switch there. "
    "Once the version that go.mod or your GOTOOLCHAIN asks for is installed, that one is handed over."};
inline constexpr MessageSpec pin_forbidden{
    "pin-forbidden", Exit::failed,
    "{version} cannot build the project here: {where} needs {needs}\n"
    "{quote}",
    "where the code needs no newer Go: go mod edit -go={lower} {go_mod}\n"
    "govern pin {wanted} --force",
    "go.mod or go.work asks for a newer Go, and a pinned Go never switches by itself: every command would fail."};
inline constexpr MessageSpec pinned{"", Exit::done, "{path} now says {version}"};
inline constexpr MessageSpec pinned_not_installed{
    "pinned-not-installed", Exit::done, "{version} is pinned here but not installed",
    "govern install {version}",
    "A version file may name a release before it is installed; until then `go` stops there with an error."};

// Verify.
inline constexpr MessageSpec tree_differs{
    "tree-differs", Exit::verification,
    "{name} is not what was installed; files that differ: {count}\n"
    "{list}",
    "govern repair {spec}",
    "Every file was compared with the receipt's hash lines. "
    "Changed, missing and added files are named."};
inline constexpr MessageSpec repaired{"", Exit::done,
                                      "{name} was replaced by a fresh verified copy"};

// Rollback.
inline constexpr MessageSpec nothing_before{
    "nothing-before", Exit::not_installed,
    "there is nothing before the present default in the history of {home}\n"
    "installed: {installed}",
    "{command}",
    "A rollback walks back along the changes of the default, and never to 'no default'. "
    "`govern history` shows them."};
inline constexpr MessageSpec no_such_change{
    "no-such-change", Exit::failed, "the history has no change {id}", "govern history --all",
    "Changes are numbered from 1. "
    "`govern history` shows them with their numbers."};
inline constexpr MessageSpec change_has_no_default{"change-has-no-default", Exit::not_installed,
                                                   "no default was set after change {id}",
                                                   "govern history",
                                                   "A rollback never goes to 'no default'. "
                                                   "Choose a change that set one."};
inline constexpr MessageSpec never_the_default{
    "never-the-default", Exit::not_installed, "the history of {home} has no change to {spec}",
    "govern default {spec}",
    "`govern rollback SPEC` goes to the last change that made such a version the default."};
inline constexpr MessageSpec rollback_target_gone{
    "rollback-target-gone", Exit::not_installed,
    "the rollback would go to {spec}, which is not installed in {home}; nothing was changed\n"
    "the next older one that is whole is {older} (change {older_id})",
    "{any}\n"
    "{command}",
    "The version or link that was the default before was removed since then. "
    "`--any` takes the next older one that is there and whole."};
inline constexpr MessageSpec rollback_passes{"", Exit::done, "{spec} is passed over: {why}"};
inline constexpr MessageSpec rollback_target_damaged{
    "rollback-target-damaged", Exit::verification,
    "the rollback would go to {spec}, which is damaged; nothing was changed\n"
    "the next older one that is whole is {older} (change {older_id})",
    "{any}\n"
    "govern repair {spec}",
    "The version that was the default before is installed, but its files are not as they were installed. "
    "`--any` takes the next older one that is whole, `govern repair` mends this one."};

inline constexpr MessageSpec rollback_target_unverified{
    "rollback-target-unverified", Exit::verification,
    "the rollback would go to {spec}, a link: unverified, not checked; nothing was changed\n"
    "the next older one that is whole is {older} (change {older_id})",
    "{any}\n"
    "govern default {spec} --unverified",
    "A local build can be changed by whoever built it, so a rollback never goes to one. "
    "`--any` takes the next older release that is whole."};

// Links.
inline constexpr MessageSpec link_unverified{
    "link-unverified", Exit::verification, "{name} is a link to {path}: unverified, not checked",
    "{command}",
    "A link names a local build of Go. No list, log or receipt says what it should be, so govern "
    "cannot check it and never makes it the default by itself: `govern default NAME --unverified` "
    "does, typed each time."};
inline constexpr MessageSpec bad_link_name{
    "bad-link-name", Exit::usage, "'{name}' cannot be the name of a link: {why}",
    "choose another name, such as gotip",
    "A link's NAME is 2 to 32 letters a-z, digits, _ and -, with a letter first. It is not a "
    "version or a word that stands for one, not the name of a shim and not a device of Windows."};
inline constexpr MessageSpec link_no_go{
    "link-no-go", Exit::not_installed, "{path} cannot be linked: {why}",
    "give the GOROOT of a build: the folder whose bin folder holds go",
    "A link leads to the folder of a built Go, as `go env GOROOT` of that Go names it."};
inline constexpr MessageSpec link_shared{
    "link-shared", Exit::permission,
    "{who} can write to {path}: whoever writes there decides which Go you run",
    "take that right away, or link a copy that is yours alone",
    "govern neither links nor starts a local build that accounts other than yours and "
    "administrators may write to. Only the GOROOT, its bin, src and pkg folders and its go are "
    "looked at."};
inline constexpr MessageSpec link_is_default{
    "link-is-default", Exit::permission, "the link {name} is the default",
    "govern default {spec}\ngovern unlink {name} --force",
    "--force removes it all the same, and no default is set then."};
inline constexpr MessageSpec link_not_in_file{
    "link-not-in-file", Exit::usage,
    "a version file can name releases alone, and {name} is a link of this home",
    "govern use {name}",
    "A version file is shared with others, who have no such link. A link's NAME stands in "
    "GOVERN_VERSION, behind `use` and `exec`, and after `go +`."};
inline constexpr MessageSpec linked{
    "", Exit::done, "{name} leads to {path} now; it is unverified, and runs as go +{name}"};
inline constexpr MessageSpec linked_already{"", Exit::done,
                                            "{name} leads to {path} already; it is unverified"};
inline constexpr MessageSpec would_link{"", Exit::done, "{name} would lead to {path}, unverified"};
inline constexpr MessageSpec unlinked{"", Exit::done,
                                      "{name} leads nowhere now; {path} is as it was"};
inline constexpr MessageSpec would_unlink{"", Exit::done, "would remove the link {name} to {path}"};

// Settings.
inline constexpr MessageSpec setting_written{"", Exit::done, "{file} now says {key} = {value}"};
inline constexpr MessageSpec would_write_setting{"", Exit::done,
                                                 "{file} would say {key} = {value}"};
inline constexpr MessageSpec setting_there{"", Exit::done, "{file} says {key} = {value} already"};
inline constexpr MessageSpec setting_removed{"", Exit::done, "{file} no longer sets {key}"};
inline constexpr MessageSpec would_remove_setting{"", Exit::done,
                                                  "{file} would no longer set {key}"};
inline constexpr MessageSpec setting_not_there{"", Exit::done, "{file} does not set {key}"};
inline constexpr MessageSpec setting_no_effect{
    "setting-no-effect", Exit::done,
    "this has no effect here: {by} decides {key}, and says {value}",
    "unset {variable}\n"
    "govern config --unset {key_of_home}",
    "An option wins over a variable, a variable over the config file of the home, and that over the "
    "config file of the machine. "
    "`govern config` shows where each value comes from."};
inline constexpr MessageSpec setting_needs_admin{
    "setting-needs-admin", Exit::permission, "only an administrator may write {file}",
    "as an administrator: the same command\n"
    "for this account alone: the same command without --machine",
    "The config file for the whole machine decides where every account gets its Go, so it counts "
    "only if root (on Windows administrators) owns it."};
inline constexpr MessageSpec setting_for_nobody{
    "setting-for-nobody", Exit::permission, "{file} would not count, so nothing was written",
    "mend or remove {file}, then the same command",
    "The config file for the whole machine counts only if root (on Windows administrators) owns it "
    "and nobody else may write it. The note below says what is wrong with this one."};

inline constexpr MessageSpec not_recorded{
    "", Exit::done, "this change is not recorded: the home {home} cannot be written"};

// Upgrade.
inline constexpr MessageSpec check_not_found{
    "check-not-found", Exit::usage,
    "the check cannot be started: {why}\nnothing was fetched or changed",
    "give the path of a program, or put its folder on PATH",
    "`govern upgrade … -- CMD` looks CMD up before anything else. `go` and `gofmt` are those of the "
    "version that is tried."};
inline constexpr MessageSpec check_is_batch{
    "check-is-batch", Exit::usage,
    "batch files are not run directly: {path}\nnothing was fetched or changed",
    "govern upgrade -- cmd /d /c {command*}",
    "On Windows no quoting makes arguments safe for .bat and .cmd files (CVE-2024-24576), so "
    "govern starts programs only. Where the arguments are your own, start the command interpreter "
    "yourself."};
inline constexpr MessageSpec upgrade_older{
    "upgrade-older", Exit::usage, "{version} is older than {from}, which is in use now",
    "{back}\n{command}",
    "`upgrade` only goes to newer versions. `rollback` takes the last change of the default back, "
    "`default` sets any installed version, and `pin` does so for a version file."};
inline constexpr MessageSpec upgrade_needs_pin{
    "upgrade-needs-pin", Exit::usage, "no version file decides in {folder}", "govern pin",
    "`upgrade --pin` upgrades the version file that decides in the current folder."};
inline constexpr MessageSpec upgrade_not_decided_here{
    "upgrade-not-decided-here", Exit::usage,
    "a live trial would not run the new version in this folder: {by} decides here\n"
    "nothing was fetched or changed",
    "the same command without --live\ngovern why",
    "With --live the check runs as the calling shell would run it. Where a version file, "
    "GOVERN_VERSION, GOTOOLCHAIN or go.mod decides in place of what is upgraded, it would test "
    "another version. Without --live the candidate is forced."};
inline constexpr MessageSpec upgrade_running{
    "upgrade-running", Exit::permission, "another upgrade of {home} runs: {holder}",
    "wait for its end, then try again",
    "One upgrade at a time may change a home. The lock ends with its process."};
inline constexpr MessageSpec default_changed{
    "default-changed", Exit::failed,
    "the default was changed meanwhile: it is {now}, and was {from} when the upgrade began\n"
    "{switched}",
    "govern history",
    "A `default` or `rollback` that comes between the start of an upgrade and its switch wins."};
inline constexpr MessageSpec pin_changed{
    "pin-changed", Exit::failed, "{file} was changed meanwhile; it was left as it is", "govern why",
    "A version file that somebody edits between the start of an upgrade and its switch wins."};
inline constexpr MessageSpec trial_failed{
    "trial-failed", Exit::failed,
    "the check ended with exit code {code} under {name}\n{kept}\nits output: {log}",
    "the same command with --retry",
    "`govern upgrade … -- CMD` switches only where CMD exits with 0. The candidate stays installed, "
    "and `upgrade` does not take it again without --retry or its exact version."};
inline constexpr MessageSpec trial_timed_out{
    "trial-timed-out", Exit::failed,
    "the check had not ended after {limit} under {name}: it and all it had started were ended\n"
    "{kept}\nits output: {log}",
    "the same command with --retry --time-limit 1h",
    "A check may run as long as --time-limit says, 15 minutes without it."};
inline constexpr MessageSpec trial_slower{
    "trial-slower", Exit::failed,
    "the check took {new} s under {name}, and {old} s under {from}: {percent} % longer\n{kept}\n"
    "its output: {log}",
    "the same command with --retry",
    "--max-slower says how much longer the check may take than under the version in use."};
inline constexpr MessageSpec trial_before_failed{
    "trial-before-failed", Exit::failed,
    "the check ends with exit code {code} under {from} too, so no comparison is possible\n{kept}\n"
    "its output: {log}",
    "govern exec {from} -- …", "With --max-slower the check runs under the version in use first."};
inline constexpr MessageSpec not_put_back{
    "not-put-back", Exit::failed, "{what} could not be put back to {from}", "{command}",
    "A live trial failed, and what it had switched could not be switched back. The next govern "
    "that may write tries again."};
inline constexpr MessageSpec upgrade_pending{
    "upgrade-pending", Exit::done,
    "upgrade {id} was interrupted: {what} is {to}, which has not passed its check\n"
    "it was {from} before",
    "{command}",
    "`upgrade --live` was killed before its check ended. The next govern that may write puts the "
    "old version back. The command of the hint does just that."};
inline constexpr MessageSpec upgrade_put_back{
    "upgrade-put-back", Exit::done, "upgrade {id} to {to} was interrupted: {what} is {from} again",
    "govern history {id}",
    "`upgrade --live` was killed before its check ended, so what it had switched was put back."};
inline constexpr MessageSpec upgrade_would_be_put_back{
    "", Exit::done,
    "upgrade {id} to {to} was interrupted: {what} would be put back to {from} first"};
inline constexpr MessageSpec pending_was_left{
    "", Exit::done, "upgrade {id} to {to} was interrupted; {what} was changed since, and stays"};
inline constexpr MessageSpec trial_begins{"", Exit::done,
                                          "{name}: trying {command} (at most {limit})"};
inline constexpr MessageSpec trial_forces{
    "", Exit::done, "in this folder {by} decides; the trial runs under {name} all the same"};
inline constexpr MessageSpec failed_before{
    "failed-before", Exit::done, "{version} failed in upgrade {id} and is not taken again",
    "{command}\ngovern history {id}",
    "A candidate whose check failed is not picked by a partial SPEC. --retry or its exact version "
    "tries it again."};

// compare.
inline constexpr MessageSpec compare_run{"", Exit::done, "{version}: {run}"};
inline constexpr MessageSpec compare_bad_pattern{
    "compare-bad-pattern", Exit::usage, "'{pattern}' cannot be used as a pattern: {why}", "",
    "`--ignore` takes a regular expression as JavaScript knows them. `--artefact` takes a path "
    "below the current folder with * and ? in its names and ** for any folders."};
inline constexpr MessageSpec compare_not_put_back{
    "compare-not-put-back", Exit::done,
    "not every file of --artefact could be put back: the originals are in {path}", "",
    "A run of `compare` left something that cannot be replaced. The error that follows says which "
    "file it is. Copy the originals back by hand."};
inline constexpr MessageSpec compare_limit{
    "compare-limit", Exit::failed, "a limit is broken\n{list*}", "",
    "`compare` was given a limit, and a version does not keep it. The figures are in its report."};

inline constexpr const MessageSpec* k_ops[] = {&setting_no_effect,
                                               &setting_needs_admin,
                                               &setting_for_nobody,
                                               &compare_bad_pattern,
                                               &compare_limit,
                                               &compare_not_put_back,
                                               &check_not_found,
                                               &check_is_batch,
                                               &upgrade_older,
                                               &upgrade_needs_pin,
                                               &upgrade_not_decided_here,
                                               &upgrade_running,
                                               &default_changed,
                                               &pin_changed,
                                               &trial_failed,
                                               &trial_timed_out,
                                               &trial_slower,
                                               &trial_before_failed,
                                               &not_put_back,
                                               &upgrade_pending,
                                               &upgrade_put_back,
                                               &failed_before,
                                               &nothing_before,
                                               &no_such_change,
                                               &change_has_no_default,
                                               &never_the_default,
                                               &rollback_target_gone,
                                               &rollback_target_damaged,
                                               &rollback_target_unverified,
                                               &link_unverified,
                                               &bad_link_name,
                                               &link_no_go,
                                               &link_shared,
                                               &link_is_default,
                                               &link_not_in_file,
                                               &bad_sha256_option,
                                               &no_default,
                                               &no_match_installed,
                                               &pinned_not_installed,
                                               &nothing_to_install,
                                               &no_effect_here,
                                               &go_switches_here,
                                               &handed_over_differs,
                                               &pin_forbidden,
                                               &other_platform,
                                               &program_not_found,
                                               &program_not_in_sdk,
                                               &tree_differs};

} // namespace govern::msg
