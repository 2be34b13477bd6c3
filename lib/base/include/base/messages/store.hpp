#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec not_installed{"not-installed", Exit::not_installed,
                                           "{name} is not installed in {home}",
                                           "govern install {spec}",
                                           "The version exists in the request but its folder and "
                                           "receipt are not both in this home. `govern list` "
                                           "shows what is installed."};

inline constexpr MessageSpec receipt_malformed{
    "receipt-malformed", Exit::failed, "the receipt {path} cannot be read: {why}",
    "govern repair {spec}",
    "A receipt says where an SDK came from and why it may be trusted. A damaged one is replaced by "
    "installing "
    "the same version afresh."};

inline constexpr MessageSpec default_malformed{
    "default-malformed", Exit::failed, "{path} does not hold a version: '{text}'",
    "govern default 1.22.5",
    "state/default holds one line, the full version of the default. It is written by `govern "
    "default` only."};

inline constexpr MessageSpec home_read_only{
    "home-read-only", Exit::permission,
    "the home {home} cannot be written by {user}\nit belongs to {owner}\n{reason}",
    "as {owner}: the same command\nor use a home of your own: govern --home <folder> …",
    "Only the owner of a home (and administrators) changes it; every account may run what is "
    "installed in it."};

inline constexpr MessageSpec home_shared{
    "home-shared", Exit::permission,
    "the home {home} can be written by other users\nwhoever writes there decides which Go you run",
    "{command}\nas {owner}: govern --home \"{home}\" doctor --fix",
    "govern refuses to install into a home folder that users other than its owner may write to. A "
    "group that is "
    "the user's own does not count; folders above the home do not count."};

inline constexpr MessageSpec home_was_shared{
    "", Exit::done,
    "until now others could write to {home}: what lies in it need not be what was installed",
    "govern --home \"{home}\" verify"};

inline constexpr MessageSpec kept_aside{
    "", Exit::done, "{path} had no receipt, so it is not govern's: it is now {kept}"};

inline constexpr MessageSpec waiting_for_lock{"", Exit::done, "{name}: waiting for {holder}"};

inline constexpr MessageSpec shim_program_missing{
    "shim-missing", Exit::failed,
    "the shim program {path} is missing\nit belongs beside the govern program",
    "unpack the release again, or build both: scripts/build",
    "govern copies its small shim program under the names go, gofmt and goX.Y.Z. It lies beside "
    "govern as "
    "govern-shim (govern-shim.exe)."};

inline constexpr const MessageSpec* k_store[] = {
    &not_installed,  &receipt_malformed, &default_malformed,
    &home_read_only, &home_shared,       &shim_program_missing,
};

} // namespace govern::msg
