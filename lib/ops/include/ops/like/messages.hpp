#pragma once

#include "base/message.hpp"

namespace govern::msg {

// exec --like.
inline constexpr MessageSpec like_no_version{
    "like-no-version", Exit::failed, "{file} does not record which Go built it",
    "govern exec SPEC -- COMMAND",
    "`exec --like` runs a command under the Go that built a program. A plugin, and a program from "
    "before Go 1.13, may not say which one that was."};
inline constexpr MessageSpec like_not_a_release{
    "like-not-a-release", Exit::failed,
    "{file} was built by '{version}', which is not a release of Go",
    "govern exec SPEC -- COMMAND, with the release that you know it to be",
    "A development version, a vendor's build or one with an experiment of its own cannot be "
    "downloaded, and the release nearest to it makes another program. govern does not guess."};
inline constexpr MessageSpec like_settings{"", Exit::done, "as {file}: {name}, {settings}"};
inline constexpr MessageSpec like_experiment{
    "", Exit::done, "'{version}' is {name} with the recorded GOEXPERIMENT={experiment}"};
inline constexpr MessageSpec like_own_words{
    "", Exit::done, "the words of the command win over what {file} records: {flags}"};
inline constexpr MessageSpec like_flags_kept{
    "like-flags-kept", Exit::done, "your GOFLAGS holds what {file} does not record: {flags}",
    "clear GOFLAGS where the build must be the same",
    "Flags of GOFLAGS that the program records itself are replaced by what it records. Others "
    "stay, and may make another program."};
inline constexpr MessageSpec like_goenv{
    "like-goenv", Exit::done,
    "{file} was built without {variable}, which your Go settings file sets", "go env -u {variable}",
    "An empty variable does not hide what `go env -w` wrote, so the build uses it."};
inline constexpr MessageSpec like_not_passed{
    "like-not-passed", Exit::done, "{file} records {setting}, which is not passed: {why}",
    "give it in COMMAND where the build needs it",
    "Flags reach the build by GOFLAGS, which splits at spaces and knows no escapes. Settings that "
    "Go does not record are not passed, because whoever made the file chose them."};
inline constexpr MessageSpec like_not_recorded{
    "like-not-recorded", Exit::done, "{file} does not record {what}", "{hint}",
    "A program holds most of the settings of its build, and not all of them. What is missing has "
    "to come from you, or the build makes another program."};
inline constexpr MessageSpec like_other_commit{
    "like-other-commit", Exit::done,
    "{file} was built from revision {revision}; {folder} is at {commit}", "git checkout {revision}",
    "The same Go with the same flags makes the same program from the same sources only."};
inline constexpr MessageSpec like_no_commit{
    "like-no-commit", Exit::done,
    "{file} was built from revision {revision}; which one is in {folder} cannot be told", "",
    "The folder is not a git repository, git is not on PATH, or the program's sources came from "
    "another system than git."};
inline constexpr MessageSpec like_uncommitted{
    "like-uncommitted", Exit::done,
    "{file} was built from sources with changes that were not committed", "",
    "Its revision alone is not what it was built from, so a build from that revision makes another "
    "program."};

// exec --like --check.
inline constexpr MessageSpec check_same_file{
    "check-same-file", Exit::usage, "{out} is {file} itself, which would be compared with itself",
    "let the command write to another name: go build -o REBUILT",
    "`--check OUT` names the file that the command makes. It is compared with the program of "
    "--like, so it has to be another one, also behind links."};
inline constexpr MessageSpec check_not_a_file{
    "check-not-a-file", Exit::usage, "{path} is not a file that can be compared", "",
    "A folder, a pipe or a device cannot be compared byte for byte."};
inline constexpr MessageSpec check_before_exists{
    "check-before-exists", Exit::failed,
    "{path} is there already, so {out} cannot be set aside under that name",
    "remove it, or move it away",
    "What stands at OUT is kept as `OUT.before` where the command makes another file than "
    "expected. An earlier one of that name may be the only copy, so govern does not replace it."};
inline constexpr MessageSpec check_out_missing{
    "check-out-missing", Exit::failed, "the command ended well, but it made no {out}",
    "let it write there: go build -o OUT",
    "`--check OUT` names the file that the command makes. A file that was there before does not "
    "count: it stood aside meanwhile, and is back."};
inline constexpr MessageSpec check_same{"", Exit::done,
                                        "{out} is {file}, byte for byte ({bytes} bytes)"};
inline constexpr MessageSpec check_differs{
    "check-differs", Exit::failed,
    "{out} is not {file}: they differ from byte {offset} on\n"
    "sizes: {file_size} and {out_size} bytes\n"
    "first section that differs: {section}\n"
    "sections that differ: {sections}\n"
    "{facts*}\n"
    "the file that was there before is {before}",
    "{hint}",
    "The same Go, sources, flags and target make the same program. The settings that differ say "
    "what was not the same. Where none differs the sources do, or the C compiler, or flags that "
    "Go does not record."};

inline constexpr const MessageSpec* k_like[] = {
    &like_no_version,   &like_not_a_release, &like_flags_kept,   &like_goenv,
    &like_not_passed,   &like_not_recorded,  &like_other_commit, &like_no_commit,
    &like_uncommitted,  &check_same_file,    &check_not_a_file,  &check_before_exists,
    &check_out_missing, &check_differs};

} // namespace govern::msg
