#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec archive_hostile{
    "archive-hostile", Exit::verification,
    "the archive of {what} is refused: {why}\n"
    "entry: {entry}\n"
    "from {url}",
    "govern install {spec} --source {other_source}",
    "An archive is unpacked only if every name in it is a plain relative path that means the same file on every system: no absolute or parent paths, no backslashes, drive letters or names that Windows reserves, no links or special files, no two names that differ only in case, and neither more entries nor more bytes than any Go release has. "
    "Real Go archives keep these rules, so this one was not made by the Go project, or was changed on its way. "
    "Nothing of it was installed."};

inline constexpr MessageSpec archive_damaged{
    "archive-damaged", Exit::verification,
    "the archive of {what} is damaged: {why}\n"
    "entry: {entry}\n"
    "from {url}",
    "govern install {spec}",
    "The archive does not follow its own format, ends early, or its content does not match its own checksums: it was cut off or altered on its way or on disk. "
    "Nothing of it was installed; the damaged download is not used again."};

inline constexpr MessageSpec archive_unreadable{
    "archive-unreadable", Exit::failed, "the disk could not read back the download in {folder}",
    "govern install {what}",
    "While an archive was unpacked, reading it failed: the disk or network drive reported an error, or another program cut the file short. "
    "Nothing was installed; the next run downloads the archive again if this copy turns out to be damaged. "
    "If it happens again, look at the disk."};

inline constexpr MessageSpec archive_name_unfit{
    "archive-name-unfit", Exit::failed, "'{entry}' cannot be a name in a tar", "",
    "A tar that govern writes has relative names in ASCII without spaces, which every program on every system reads as the same file. "
    "Nothing was kept of the tar."};

inline constexpr MessageSpec archive_not_written{
    "archive-not-written", Exit::failed,
    "the archive cannot be written: {why}\n"
    "entry: {entry}",
    "",
    "A file changed its size while it was put into a tar or zip, or is something that those cannot hold. "
    "Nothing was kept of the archive."};

/// Every coded message of this file, for `explain` and docs/errors.md.
inline constexpr const MessageSpec* k_archive[] = {&archive_hostile, &archive_damaged,
                                                   &archive_unreadable, &archive_name_unfit,
                                                   &archive_not_written};

} // namespace govern::msg
