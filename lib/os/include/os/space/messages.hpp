#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec no_inodes{
    "no-inodes", Exit::no_space,
    "cannot {action} {path}: no inode is left on its volume\n"
    "it has {free} free, and no room for one more file: df -i shows it",
    "govern uninstall a version you no longer need, then try again",
    "Some file systems hold a fixed number of files, and an SDK has more than ten thousand. "
    "govern removed what it had begun. "
    "Files that nobody needs, of any program, make room; so does a home on another volume: --home, GOVERN_HOME."};

/// Every coded message of this file, for `explain` and docs/errors.md.
inline constexpr const MessageSpec* k_space[] = {&no_inodes};

} // namespace govern::msg
