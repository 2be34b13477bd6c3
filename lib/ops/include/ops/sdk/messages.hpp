#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec sha256_mismatch{
    "sha256-mismatch", Exit::verification,
    "{url} is not the archive it should be: its SHA-256 differs from {authority}\n"
    "expected {expected}\n"
    "received {actual}\n"
    "nothing was installed, and no download was kept",
    "govern install {spec} --source {other_source}",
    "The archive's SHA-256 was compared with what govern's embedded list, the official listing or your --sha256 says. "
    "They differ, so the mirror served a damaged or a forged file. "
    "Nothing of it is kept."};

inline constexpr MessageSpec installed_from_another{
    "installed-from-another", Exit::verification,
    "{name} is installed from another archive than your --sha256 names\n"
    "expected {expected}\n"
    "its receipt says {actual}",
    "govern list",
    "--sha256 must also match a version that is installed already. "
    "`govern uninstall` and `govern install` with --sha256 fetch it anew."};

inline constexpr MessageSpec h1_mismatch{
    "h1-mismatch", Exit::verification,
    "the files of {url} are not what the checksum database {database} records for {name}\n"
    "expected {expected}\n"
    "received {actual}\n"
    "nothing was installed, and no download was kept",
    "{advice}",
    "The h1: hash over all unpacked files was compared with the transparency log's record. "
    "They differ, so the archive was altered or damaged on its way."};

inline constexpr MessageSpec no_evidence{
    "no-evidence", Exit::verification,
    "nothing proves that {path} is genuine\n"
    "neither govern's embedded list nor the official listing has its SHA-256 {sha256}\n"
    "the embedded list has another SHA-256 for {listed}\n"
    "{log_reason}",
    "govern install --from {from} --sha256 <64 hex digits from a place you trust>",
    "An archive that you name with --from is installed on the same evidence as a download: the embedded list, the official site's own listing, the checksum database, or the SHA-256 that you give with --sha256. "
    "None of them proved this file. "
    "--sha256 does not help a module zip: only the checksum database knows those."};

inline constexpr MessageSpec version_file_mismatch{
    "version-mismatch", Exit::verification, "{url} holds {actual}, not {name}", "",
    "The first line of the SDK's VERSION file must be the version that was asked for."};

inline constexpr MessageSpec not_an_sdk{"not-an-sdk", Exit::verification,
                                        "{url} is not a Go SDK: {missing} is missing in it", "",
                                        "A Go SDK has a VERSION file and bin/go."};

inline constexpr MessageSpec log_cross_check_failed{
    "log-cross-check", Exit::verification,
    "{name}: the archive is the one in govern's embedded list, but its files differ from the log's record\n"
    "recorded {expected}\n"
    "computed {actual}",
    "",
    "For releases before Go 1.21 the log's records were made afterwards from the archives. "
    "Where such a record and a byte-for-byte genuine archive disagree, govern says so and goes by the archive's own SHA-256."};

inline constexpr MessageSpec log_differs{
    "log-differs", Exit::verification,
    "{name} is not what the checksum database {database} records\n"
    "recorded {expected}\n"
    "installed {actual}",
    "govern repair {spec}",
    "`govern verify` compared an SDK that was installed without the log with the log's record, and they differ. "
    "`govern repair` installs it again, and then the log proves it or govern refuses it."};

inline constexpr MessageSpec log_not_asked{
    "log-not-asked", Exit::done,
    "{name}: the checksum database could not be asked; the archive is proved by {evidence}\n"
    "{why}",
    "",
    "An official archive is proved by the embedded list or the official listing. "
    "The log's second proof was not available this time; `--require-log` makes it compulsory."};

inline constexpr MessageSpec install_from{"", Exit::done, "reading {path} ({size})"};
inline constexpr MessageSpec install_from_unsized{"", Exit::done, "reading {path}"};

inline constexpr MessageSpec not_a_file{
    "not-a-file", Exit::failed, "{path} is not a file, it is {kind}",
    "save the archive in a file, then name that file",
    "--from reads an archive more than once, first for its hash and then for its files. "
    "A pipe or a device cannot be read twice, and a folder is not an archive."};

inline constexpr MessageSpec archive_changed{
    "archive-changed", Exit::failed, "{path} changed while it was read",
    "the same command, when no other program writes to the file",
    "Another program wrote to the archive at the same time, such as a download or a copy that is not complete. "
    "Nothing was installed."};

inline constexpr MessageSpec archive_file_unreadable{
    "archive-file-unreadable", Exit::failed, "{path} could not be read to its end", "",
    "The disk or the share failed, or another program cut the file short while govern read it. "
    "Nothing was installed."};

inline constexpr MessageSpec archive_too_large{"archive-too-large", Exit::verification,
                                               "{path} has {size}, more than any archive of Go", "",
                                               "No archive of a Go release comes near 1 GiB. "
                                               "The file was not read."};

inline constexpr MessageSpec file_is_no_list{
    "file-is-no-list", Exit::usage,
    "'{spec}' is a release that a list of releases tells, and {path} is one archive: it holds "
    "{actual}",
    "govern install --from {path} {version}",
    "`latest` and `oldstable` are told by a source or a mirror. With one archive give the version, "
    "or none."};
inline constexpr MessageSpec archive_gone{
    "archive-gone", Exit::failed,
    "the archive that {name} was made of is not there any more: {path}\n"
    "nothing else proves that version: it was installed by --sha256",
    "govern repair {spec} --from FILE",
    "Where nothing but --sha256 speaks for an SDK, only the very same archive can repair it."};
inline constexpr MessageSpec holds_another{
    "holds-another", Exit::usage, "{path} holds {actual}, not {wanted}",
    "govern install --from {path}",
    "The VERSION file in an archive says its version. "
    "A SPEC beside --from must match it, and --os and --arch must match the platform that the archive itself tells."};

inline constexpr MessageSpec platform_not_told{
    "platform-not-told", Exit::usage, "{path} does not say for which platform its {name} is",
    "govern install --from {path} --os GOOS --arch GOARCH",
    "The platform of an archive follows from its SHA-256 in the embedded list, from the names in a module zip, from its file name (go1.22.5.linux-amd64.tar.gz), or from pkg/tool/GOOS_GOARCH in it. "
    "This archive has none of these."};

inline constexpr MessageSpec not_a_release{
    "not-a-release", Exit::verification, "{path} holds {actual}, which is not a release of Go", "",
    "The first line of VERSION must be a release such as go1.22.5. "
    "govern does not install development versions and Go toolchains of other makers: nothing could prove them."};

inline constexpr MessageSpec not_complete{
    "not-complete", Exit::usage, "{path} cannot be installed complete: {why}",
    "the same command without --complete",
    "The folders api, doc, misc and test are not in a module zip, and the checksum database's hash does not cover them. "
    "They are installed only from an archive whose own SHA-256 is known."};

inline constexpr MessageSpec archive_not_kept{
    "archive-not-kept", Exit::done, "{name} is installed, but its archive could not be kept: {why}",
    "",
    "`keep_archives` asks for a copy of each archive in the home's downloads folder. "
    "govern could not write it."};

inline constexpr MessageSpec kept_file_wrong{
    "kept-file-wrong", Exit::done, "{path} is not used: {why}", "",
    "govern keeps archives (`keep_archives`) and packed SDKs (`ci --cache`) for later. "
    "This file is not what it should be. "
    "Remove it; it is written anew the next time."};

inline constexpr MessageSpec mirror_tar_compressed{
    "mirror-compressed", Exit::failed, "{path} is a mirror in a compressed tar",
    "{command*} {path}, then the same command with the tar that it leaves",
    "Out of the tar of a mirror govern reads only the SDK that it installs, so the tar must be plain, as `mirror --tar` writes it. "
    "What it holds is compressed already."};

inline constexpr MessageSpec mirror_tar_incomplete{
    "mirror-incomplete", Exit::verification, "the tar of a mirror {path} is not complete: {why}",
    "copy the tar once more from where it was made, then type the same command",
    "The file begins as the tar of a mirror and cannot be read to its end: a copy was stopped, a stick was pulled too early, or `mirror --tar` is still writing. "
    "Nothing was installed. "
    "Where no whole copy is left, `govern mirror DIR --tar FILE` makes one of the mirror's folder."};

inline constexpr MessageSpec mirror_lacks{
    "not-in-mirror", Exit::no_such_version,
    "{path} does not hold {wanted} for {platform}\n"
    "it holds {held}",
    "{command}\n"
    "where the mirror is made: {fill*}",
    "`--from` takes only what is in that mirror and asks no other source. "
    "`govern mirror` adds to a mirror where there is a network; `--os` and `--arch` name other platforms."};

inline constexpr MessageSpec mirror_sdk_unusable{
    "mirror-sdk-unusable", Exit::verification,
    "{name} cannot be installed from {path}: what that mirror has of it is damaged or missing",
    "where the mirror is made: {fill*}\n"
    "or with another copy of it: {command*}",
    "The mirror's list names the version, and the archive or a file beside it is missing or not what it should be. "
    "`govern mirror` fetches what is damaged again and leaves the rest. "
    "Nothing was installed."};

inline constexpr MessageSpec mirror_spec_needed{
    "mirror-spec-needed", Exit::usage, "no version was given, and nothing here asks for one",
    "govern install --from {path} latest",
    "Without SPEC, `install --from` brings out of a mirror what this project's version file or go.mod asks for."};

inline constexpr MessageSpec ci_tar_taken_out{
    "ci-cache-wrong", Exit::done, "{path} is damaged, and was removed: {why}",
    "govern install {spec}",
    "What `ci --cache` packed into this file is not what is recorded for the SDK, so nothing of it was installed. "
    "The next `ci --cache` writes the file anew. "
    "Where a CI host's cache brings it back, remove the entry there too."};

inline constexpr MessageSpec repaired_complete{
    "", Exit::done,
    "{name} was a module SDK and is complete now: api, doc, misc and test are there"};

inline constexpr MessageSpec install_begins{"", Exit::done, "{name}: downloading {url} ({size})"};

inline constexpr MessageSpec install_begins_unsized{"", Exit::done, "{name}: downloading {url}"};

inline constexpr MessageSpec installed_now{"", Exit::done, "{name} is installed: {proof}"};

inline constexpr MessageSpec already_installed{"", Exit::done, "{name} is already installed"};

inline constexpr MessageSpec became_default{
    "", Exit::done, "{name} is now the default (the first version installed)"};

inline constexpr MessageSpec not_enough_space{
    "not-enough-space", Exit::no_space, "{home} has {free} free; {name} needs about {needed}",
    "govern uninstall a version you no longer need, then try again",
    "Before a download starts, govern compares the free space with what the archive and its files will take."};

inline constexpr MessageSpec would_install{"", Exit::done,
                                           "would install {name} from {url} ({evidence})"};

inline constexpr MessageSpec offline_needs_source{
    "not-installed-offline", Exit::network,
    "{spec} would have to be fetched, which --offline forbids",
    "the same command without --offline",
    "--offline never touches the network: what is installed is used, and what is not comes only from a file:// mirror or proxy."};

inline constexpr MessageSpec latest_older_than_known{
    "latest-is-older", Exit::done,
    "the newest version available here is {name}, but {known} exists", "",
    "A mirror or proxy may lag behind or hide releases. "
    "govern says so when the newest version it was offered is older than one it knows of."};

inline constexpr MessageSpec sdk_in_use{
    "in-use", Exit::permission, "{name} is in use: {why}", "govern uninstall {spec} --force",
    "The default, the version to which the next rollback goes, and what this shell or folder asks for are not removed without --force."};

inline constexpr MessageSpec receipt_lines_missing{
    "receipt-incomplete", Exit::verification, "the hash lines of the receipt are gone: {path}",
    "govern repair {spec}",
    "Beside each receipt lies a file with the hash of every file of its SDK. "
    "Without it nothing can be compared."};

inline constexpr MessageSpec receipt_lines_differ{
    "receipt-differs", Exit::verification,
    "the hash lines in {path} do not add up to the receipt's {expected}\n"
    "they add up to {actual}",
    "govern repair {spec}",
    "The receipt names the h1 of its hash lines. "
    "Where they do not agree, one of them was changed."};

inline constexpr MessageSpec adopt_no_go{
    "no-go-there", Exit::not_installed,
    "there is no Go in {path}: neither it nor a folder in it has VERSION and bin/go",
    "govern adopt",
    "`govern adopt PATH` takes a GOROOT, or a folder whose children are GOROOTs, such as ~/sdk. "
    "Without PATH it shows every place where managers and installers put one."};

inline constexpr MessageSpec adopt_damaged{
    "adopt-damaged", Exit::verification,
    "the files in {path} are not those of {name}\n"
    "{list}\n"
    "the checksum database records {expected}\n"
    "the files there add up to {actual}\n"
    "nothing was taken over",
    "govern install {spec}",
    "The h1: hash over all files of the tree was compared with the transparency log's record, and they differ: a file was changed, added or lost. "
    "The files are named where this home has another genuine SDK of that version. "
    "`govern install` brings a fresh copy."};

inline constexpr MessageSpec adopt_unproved{
    "adopt-unproved", Exit::verification,
    "nothing proves that {path} is genuine: {why}\n"
    "{list}\n"
    "nothing was taken over",
    "govern install {spec}",
    "An SDK is taken over only where the checksum database proves all its files. "
    "It records the Go project's own releases: not what a distribution built, not development versions, and a few old releases otherwise than their archives."};

inline constexpr MessageSpec adopt_changed{"adopt-changed", Exit::failed,
                                           "the files in {path} changed while they were read",
                                           "the same command, when no other program writes there",
                                           "Another program wrote to the tree at the same time. "
                                           "Nothing was taken over."};

inline constexpr MessageSpec adopt_too_many{
    "adopt-too-many", Exit::verification,
    "{path} has more than {count} files, so it is not a Go SDK", "",
    "No release of Go comes near that number. "
    "The files were not read."};

inline constexpr MessageSpec adopt_move_shared{
    "adopt-move-shared", Exit::permission, "{path} is not moved: {who} may write to it",
    "the same command without --move: the copy is what is proved",
    "--move removes the tree after it was taken over. "
    "Where other users may write, they could put something else in its place meanwhile."};

inline constexpr MessageSpec adopt_not_removed{
    "adopt-not-removed", Exit::permission, "{name} is adopted, but {path} could not be removed",
    "remove it by hand, or with the manager that made it",
    "--move copies a tree, proves the copy, and then removes the tree. "
    "The last step failed; the adopted SDK is whole."};

inline constexpr MessageSpec adopted_now{"", Exit::done,
                                         "{name} is adopted from {path}: {proof}\n"
                                         "left out, because no proof covers it: {left}"};
inline constexpr MessageSpec would_adopt{"", Exit::done,
                                         "would adopt {name} from {path} ({size}): {proof}\n"
                                         "it would leave out, because no proof covers it: {left}"};
inline constexpr MessageSpec adopt_here{"", Exit::done,
                                        "{name} is already installed: {path} was left as it is"};
inline constexpr MessageSpec adopt_passed{"", Exit::done, "{path} was left as it is: {why}"};
inline constexpr MessageSpec adopt_moved{"", Exit::done, "{path} is removed"};
inline constexpr MessageSpec adoptable{
    "", Exit::done,
    "{count} Go version(s) of others are on this machine; the genuine ones can be taken over "
    "without a download: govern adopt"};
inline constexpr MessageSpec adopt_none_found{
    "", Exit::done, "no Go was found outside of {home}, at any place that is known"};

inline constexpr MessageSpec pin_unreadable{
    "pin-unreadable", Exit::failed,
    "{path}:{line}: {why}\n"
    "which version is needed there is not known",
    "mend the file, then the same command",
    "A version file, or a line of it, names no version. `go` ends with an error in its folder. "
    "`prune` removes no SDK while a version file cannot be read; `audit` leaves it out."};

inline constexpr MessageSpec prune_needs_under{
    "prune-needs-under", Exit::usage,
    "other accounts use the home {home}, so its history does not tell what is needed",
    "govern prune --under DIR",
    "In a home of one's own the projects are those where govern was used. "
    "Where several accounts share a home, name the folders that hold all projects: only their pins are known not to be removed."};

inline constexpr MessageSpec prune_needs_yes{
    "prune-needs-yes", Exit::usage, "nothing was removed: that needs an answer",
    "the same command with --yes",
    "On a terminal `prune` shows its plan and asks. "
    "Elsewhere, and with --json, --yes is the answer; without it the plan is shown and nothing is done."};

inline constexpr MessageSpec pruned{"", Exit::done, "{count} removed, {freed} came free"};
inline constexpr MessageSpec would_prune{"", Exit::done,
                                         "{count} would be removed, {freed} would come free"};
inline constexpr MessageSpec nothing_to_prune{"", Exit::done,
                                              "nothing to remove: everything here is needed"};
inline constexpr MessageSpec prunable{
    "", Exit::done, "{count} SDK(s) are not needed and take {size}: govern prune --dry-run"};

inline constexpr const MessageSpec* k_sdk[] = {&pin_unreadable,
                                               &prune_needs_under,
                                               &prune_needs_yes,
                                               &adopt_no_go,
                                               &adopt_damaged,
                                               &adopt_unproved,
                                               &adopt_changed,
                                               &adopt_too_many,
                                               &adopt_move_shared,
                                               &adopt_not_removed,
                                               &sha256_mismatch,
                                               &installed_from_another,
                                               &h1_mismatch,
                                               &no_evidence,
                                               &version_file_mismatch,
                                               &not_an_sdk,
                                               &archive_not_kept,
                                               &kept_file_wrong,
                                               &mirror_tar_compressed,
                                               &mirror_tar_incomplete,
                                               &mirror_lacks,
                                               &mirror_sdk_unusable,
                                               &mirror_spec_needed,
                                               &ci_tar_taken_out,
                                               &log_cross_check_failed,
                                               &log_differs,
                                               &log_not_asked,
                                               &not_enough_space,
                                               &offline_needs_source,
                                               &latest_older_than_known,
                                               &sdk_in_use,
                                               &receipt_lines_missing,
                                               &not_a_file,
                                               &archive_changed,
                                               &archive_file_unreadable,
                                               &archive_too_large,
                                               &holds_another,
                                               &file_is_no_list,
                                               &archive_gone,
                                               &platform_not_told,
                                               &not_a_release,
                                               &not_complete,
                                               &receipt_lines_differ};

} // namespace govern::msg
