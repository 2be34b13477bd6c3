#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec mirror_foreign{
    "mirror-foreign", Exit::usage, "{path} holds files that are not a mirror's, such as {entry}",
    "name a new or an empty folder: govern mirror DIR SPEC",
    "A mirror's folder is served to others, so govern fills only a new or empty one, or one that it filled before. "
    "Nothing was written."};

inline constexpr MessageSpec mirror_in_home{
    "mirror-in-home", Exit::usage, "{path} lies in a home of govern: {home}",
    "name a folder outside it: govern mirror DIR SPEC",
    "A home has its own folders, which govern sweeps; a mirror is a folder by itself. "
    "Nothing was written."};

inline constexpr MessageSpec not_a_mirror{
    "not-a-mirror", Exit::usage, "{path} is not a mirror: {missing} is missing in it",
    "govern mirror DIR SPEC",
    "`mirror --check`, `--prune` and `--tar` work on a folder that `govern mirror DIR SPEC` filled."};

inline constexpr MessageSpec mirror_damaged{
    "mirror-damaged", Exit::verification,
    "{path}: {count} file(s) of this mirror are missing or not what they should be\n"
    "{damaged}",
    "govern mirror {path} SPEC",
    "`mirror --check` held every file of the mirror against the checksum database's copy in it. "
    "The next `govern mirror` of that folder fetches damaged archives again, writes the other files anew, and lets every account read them."};

inline constexpr MessageSpec mirror_unlisted{
    "mirror-unlisted", Exit::verification,
    "{path}: {count} file(s) do not belong to this mirror\n"
    "{damaged}",
    "govern mirror {path} --prune",
    "A server would hand these files out, and nothing proves them: the lists of the mirror do not name them. "
    "`mirror --prune` removes those below golang.org/toolchain, dl and the database, and lists a version that is proved."};

inline constexpr MessageSpec mirror_unmanaged{
    "mirror-unmanaged", Exit::verification,
    "{path} holds {count} file(s) or folder(s) that govern did not make\n"
    "{damaged}",
    "move them out of {path} by hand, then: govern mirror {path} --check",
    "A server would hand these out too, and nothing proves them. "
    "`mirror --prune` removes only what govern itself could have put there: below golang.org/toolchain, dl and the database. "
    "Whose the rest is, govern does not know, so it leaves it to you."};

inline constexpr MessageSpec mirror_left_out{
    "mirror-left-out", Exit::done, "{count} file(s) of {path} are not in the tar: {damaged}", "",
    "A tar holds only what belongs to the mirror and is proved. "
    "`govern mirror DIR --check` says what is wrong with the rest."};

inline constexpr MessageSpec mirror_takes_out{
    "mirror-takes-out", Exit::done, "{path} is taken out of the mirror: {why}", "",
    "The list of the mirror named a version of which the checksum database has no record. "
    "Nothing can prove it."};

inline constexpr MessageSpec mirror_tar_inside{
    "mirror-tar-inside", Exit::usage, "{file} would lie in the mirror itself, {path}",
    "name a file elsewhere: --tar FILE",
    "A tar of the mirror is not one of the files that it serves."};

inline constexpr MessageSpec mirror_archive_unproved{
    "mirror-archive-unproved", Exit::verification,
    "nothing proves the whole archive {name}\n"
    "neither govern's embedded list nor the official site's own listing has its SHA-256",
    "the same command without --official",
    "The checksum database covers an official archive but for api, doc, misc and test. "
    "A mirror serves it only where its own SHA-256 is proved."};

inline constexpr MessageSpec ci_cache_tree_differs{
    "ci-cache-differs", Exit::verification, "{name} differs from its receipt: {path}",
    "govern repair {spec}",
    "`ci --cache` packs an SDK only while every file still has the hash that was proved. "
    "Nothing was packed."};

inline constexpr MessageSpec no_room_for_copy{
    "no-room-for-copy", Exit::no_space,
    "no space left to {action} {path}\n"
    "{reason}\n"
    "{folder} has {free} free\n"
    "{name} needs about {needed}",
    "make room on the volume of {folder}, then type the same command again",
    "A mirror, a tar of it and what `ci --cache` packs hold whole archives beside those in the home. "
    "govern removed what it had begun; a partial download of a mirror is kept, and the next run resumes it. "
    "A folder or FILE on another volume does as well."};

/// Status lines.
inline constexpr MessageSpec mirror_has{"", Exit::done, "{name} is in the mirror already"};
inline constexpr MessageSpec mirror_added{
    "", Exit::done, "{name} is in the mirror: recorded by the log {database} (record {record})"};
inline constexpr MessageSpec mirror_would_add{"", Exit::done, "{name} would be fetched from {url}"};
inline constexpr MessageSpec mirror_heals{
    "mirror-heals", Exit::done, "{path} is damaged, and is fetched again: {why}", "",
    "A file in the mirror was not what the checksum database records. "
    "It was taken out at once and is fetched again."};
inline constexpr MessageSpec mirror_archive_added{"", Exit::done, "{path}: {proof}"};
inline constexpr MessageSpec mirror_named{
    "", Exit::done, "in GOPROXY write {url}: '{character}' in a folder's name has a meaning there"};
inline constexpr MessageSpec mirror_packed{"", Exit::done, "{path} has {size}"};
inline constexpr MessageSpec ci_cache_written{"", Exit::done, "{path}: {name} in one file, {size}"};

/// Every coded message of this file, for `explain` and docs/errors.md.
inline constexpr const MessageSpec* k_mirror[] = {
    &mirror_foreign,    &mirror_in_home,        &not_a_mirror,    &mirror_damaged,
    &mirror_unlisted,   &mirror_unmanaged,      &mirror_left_out, &mirror_takes_out,
    &mirror_tar_inside, &ci_cache_tree_differs, &mirror_heals,    &mirror_archive_unproved,
    &no_room_for_copy};

} // namespace govern::msg
