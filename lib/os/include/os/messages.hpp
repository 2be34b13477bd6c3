#pragma once

#include "base/message.hpp"

namespace govern::msg {

// Facts of the file messages: path, action ("read", "write" …), reason (the system's own text).

inline constexpr MessageSpec file_error{
    "file-error", Exit::failed, "cannot {action} {path}: {reason}", "",
    "The operating system refused something with this file for a reason that is neither a missing permission nor a full disk. "
    "The text after the path is the system's own."};

inline constexpr MessageSpec file_not_found{
    "file-not-found", Exit::failed, "cannot {action} {path}: there is no such file or folder", "",
    "A file or folder that is needed here does not exist."};

inline constexpr MessageSpec file_exists{
    "file-exists", Exit::failed, "cannot {action} {path}: it exists already", "",
    "Something of this name is there already and govern does not replace it."};

inline constexpr MessageSpec file_too_large{
    "file-too-large", Exit::failed, "cannot read {path}: it is larger than {limit} bytes", "",
    "govern expects a small file here, and this one is large. "
    "It is damaged, or another file has its name."};

inline constexpr MessageSpec no_space{
    "no-space", Exit::no_space,
    "no space left to {action} {path}\n"
    "{reason}",
    "govern uninstall a version you no longer need, then try again",
    "The volume is full, or the user's quota on it is used up. "
    "govern removed what it had begun; a partial download is kept, and the next run resumes it."};

inline constexpr MessageSpec no_permission{
    "no-permission", Exit::permission,
    "no permission to {action} {path}\n"
    "{reason}",
    "",
    "The account that runs govern may not do this. "
    "A home that serves a whole machine is written by its owner only; with --home or GOVERN_HOME every account can have one of its own."};

inline constexpr MessageSpec file_in_use{
    "file-in-use", Exit::permission,
    "cannot {action} {path}: it is in use by {holder}\n"
    "{reason}",
    "",
    "Windows does not let a file or folder be renamed or removed while a program has it open. "
    "govern tried for 30 seconds, which outlasts a virus scanner. "
    "'an unknown holder' may be a terminal or an editor whose current folder it is: leave that folder, then run the command again."};

inline constexpr MessageSpec file_foreign{
    "file-foreign", Exit::permission, "cannot {action} {path}: {reason}",
    "look at {path}, and remove it if nobody needs it",
    "A file of a home that govern writes itself was found to be a link, to have a second name "
    "elsewhere, or to belong to another account. Whoever made it so could lead elsewhere what "
    "govern writes, so nothing was written."};

inline constexpr MessageSpec other_volume{
    "other-volume", Exit::failed, "cannot {action} {path}: {reason}", "",
    "A rename works within one volume only. A link, a mounted folder or a layer of a container "
    "image "
    "lies between the two names."};

inline constexpr MessageSpec waiting_for_lock{"", Exit::done, "{name}: waiting for {holder}"};

inline constexpr MessageSpec file_incomplete{
    "file-incomplete", Exit::failed, "{path} ended early, at {at} bytes", "",
    "A download was declared complete although a part of it is missing. "
    "The next run resumes it."};

inline constexpr MessageSpec download_restarted{
    "download-restarted", Exit::network,
    "the file on the server changed while it was downloaded ({path})", "",
    "The server answered a resumed download with another file than before, after a part of the first one had been unpacked. "
    "Nothing of it was published; the next run begins anew."};

inline constexpr MessageSpec batch_refused{
    "batch-refused", Exit::failed, "batch files are not run directly: {path}",
    "govern exec {spec*} -- cmd /c call {command*}",
    "On Windows no quoting makes arguments safe for .bat and .cmd files (CVE-2024-24576), so govern starts programs only. "
    "Where the arguments are your own, start the command interpreter yourself."};

inline constexpr MessageSpec not_started{
    "not-started", Exit::failed, "cannot start {path}: {reason}", "",
    "The operating system could not start this program. "
    "It may be missing, damaged, not executable, or built for another kind of machine."};

inline constexpr MessageSpec loader_missing{
    "loader-missing", Exit::failed,
    "cannot start {path}: the file exists, but the loader or interpreter that it names does not",
    "",
    "A program names the loader that starts it, and that file does not exist here. "
    "A program built for glibc fails so on a system with musl, such as Alpine. "
    "Go 1.21 and newer run there."};

inline constexpr MessageSpec arguments_too_long{
    "arguments-too-long", Exit::failed,
    "cannot start {path}: its arguments are longer than Windows allows", "",
    "Windows passes a program at most 32,767 characters of command line. "
    "Most programs, Go's among them, read further arguments from a file."};

/// Every coded message of this file, for `explain` and docs/errors.md.
inline constexpr MessageSpec environment_not_writable{
    "environment-not-writable", Exit::permission,
    "cannot change the {scope} variable {name}: {reason}", "",
    "Windows keeps variables for new programs in the registry. "
    "The machine's may be changed by administrators only, from an elevated prompt."};

inline constexpr MessageSpec environment_not_readable{
    "environment-not-readable", Exit::failed,
    "cannot read the {scope} variable {name} in the registry: {reason}", "",
    "Windows keeps variables for new programs in the registry. "
    "Reading this one failed, or it is of another type than REG_SZ and REG_EXPAND_SZ: govern does not touch such a value, because it could not restore it."};

inline constexpr MessageSpec folder_not_protected{
    "folder-not-protected", Exit::permission, "cannot set the rights of {path}: {reason}", "",
    "A home for the whole machine must be writable by its owner and administrators only. "
    "Its rights could not be set, so nothing was put on the machine PATH."};

inline constexpr const MessageSpec* k_os[] = {&environment_not_writable,
                                              &environment_not_readable,
                                              &folder_not_protected,
                                              &file_error,
                                              &file_not_found,
                                              &file_exists,
                                              &file_too_large,
                                              &no_space,
                                              &no_permission,
                                              &file_in_use,
                                              &file_foreign,
                                              &other_volume,
                                              &file_incomplete,
                                              &download_restarted,
                                              &batch_refused,
                                              &not_started,
                                              &loader_missing,
                                              &arguments_too_long};

} // namespace govern::msg
