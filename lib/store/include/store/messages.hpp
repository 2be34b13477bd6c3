#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec not_installed{
    "not-installed", Exit::not_installed, "{name} is not installed in {home}",
    "govern install {spec}",
    "An SDK is installed if both its folder and its receipt are in this home. "
    "`govern list` shows what is installed."};

inline constexpr MessageSpec receipt_malformed{
    "receipt-malformed", Exit::failed, "the receipt {path} cannot be read: {why}",
    "govern repair {spec}",
    "A receipt says where an SDK came from and why it may be trusted. "
    "Installing the same version again replaces a damaged receipt."};

inline constexpr MessageSpec default_malformed{
    "default-malformed", Exit::failed, "{path} does not hold a version: '{text}'",
    "govern default 1.22.5",
    "state/default holds one line, the full version of the default. "
    "Only `govern default` writes it."};

inline constexpr MessageSpec home_read_only{
    "home-read-only", Exit::permission,
    "the home {home} cannot be written by {user}\nit belongs to {owner}\n{reason}",
    "as {owner*}: the same command\nor use a home of your own: govern --home <folder> …",
    "Only the owner of a home and administrators may change it. "
    "Every account may run the SDKs in it."};

inline constexpr MessageSpec home_shared{
    "home-shared", Exit::permission,
    "the home {home} can be written by other users\n"
    "they may write to {path}\n"
    "a user who writes there decides which Go you run",
    "govern --home {ours} doctor --fix\nas {owner*}: govern --home {home} doctor --fix",
    "govern refuses to install into a home that users other than its owner may write to: the home "
    "itself, or one of its folders; by its mode, or by an entry of its access list. "
    "A group that is the user's own does not count; folders above the home do not count."};

inline constexpr MessageSpec home_was_shared{
    "", Exit::done,
    "until now other users could write to {home}: they may have changed the SDKs in it",
    "govern --home {home} verify"};

inline constexpr MessageSpec log_not_written{
    "log-not-written", Exit::done, "the log {path} cannot be written", "govern --log FILE …",
    "--log, GOVERN_LOG or `log` in the config file names a file that gets a line for each change. "
    "Where it cannot be written, the change is made and recorded in the history all the same."};

inline constexpr MessageSpec kept_aside{
    "", Exit::done, "{path} had no receipt, so govern did not install it: it is now {kept}"};

inline constexpr MessageSpec home_foreign{
    "home-foreign", Exit::permission,
    "{path} belongs to {owner}, and {user} writes only into folders of their own or of an "
    "administrator",
    "as {owner*}: the same command\nfor all accounts of this machine: govern setup --machine\n"
    "or use a home of your own: govern --home <folder> …",
    "Whoever owns a folder can put a link in the place of any file in it, and so lead elsewhere "
    "what another account writes. So govern writes into a home only as its owner: root only into "
    "a home of root. `sudo` that keeps HOME, and a container that mounts a user's home, are the "
    "usual causes. What is installed there runs all the same."};

inline constexpr MessageSpec places_apart{
    "places-apart", Exit::failed,
    "{from} and {to} do not lie on one volume: nothing can be moved from one to the other",
    "put the whole home on one volume, or link the home itself: govern --home <folder> …",
    "govern unpacks into staging/ and renames the finished folder into sdks/, so that a version is "
    "either there or not. A link, a mounted folder or a volume of its own in the place of one of "
    "them makes that impossible. This was found out before anything was downloaded."};

inline constexpr MessageSpec no_such_link{
    "no-such-link", Exit::not_installed,
    "{home} has no link of the name '{name}'\ndid you mean: {nearest}", "govern list",
    "`govern link NAME PATH` gives a local build of Go a name. "
    "`govern list` shows the links that there are."};

inline constexpr MessageSpec link_exists{
    "link-exists", Exit::failed, "the name '{name}' is a link to {path} already",
    "govern unlink {name}",
    "A name that scripts and shells use is never led elsewhere by the way. "
    "Unlink it first, or choose another name."};

inline constexpr MessageSpec shim_program_missing{
    "shim-missing", Exit::failed,
    "the shim program {path} is missing\nit belongs beside the govern program",
    "unpack the release again, or build both: scripts/build",
    "govern copies its small shim program under the names go, gofmt and goX.Y.Z. "
    "It lies beside govern as govern-shim (govern-shim.exe)."};

inline constexpr const MessageSpec* k_store[] = {
    &log_not_written, &not_installed, &receipt_malformed,    &default_malformed,
    &home_read_only,  &home_shared,   &shim_program_missing, &home_foreign,
    &places_apart,    &no_such_link,  &link_exists,
};

} // namespace govern::msg
