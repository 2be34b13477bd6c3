#pragma once

#include "base/message.hpp"

namespace govern::msg {

// The messages that a shim prints itself. It starts govern for all others.

inline constexpr MessageSpec shim_no_answer{
    "shim-no-answer", Exit::not_installed, "Go cannot run here, and {path} does not say why",
    "install govern again, into the same home",
    "A shim only knows how to start a Go. "
    "Where it cannot, it starts the govern in its folder, which says why (or, with auto_install, installs the missing version). "
    "That govern is missing, may not be started, or ended without an answer."};

inline constexpr MessageSpec shim_place_unknown{
    "shim-place-unknown", Exit::failed, "this shim cannot tell in which home it lies",
    "call it by its full path",
    "A shim's home is the folder above its own file. "
    "Where /proc is not mounted, the shim goes by the path that it was called by."};

inline constexpr MessageSpec no_loader{
    "no-loader", Exit::failed,
    "{program} needs a loader that this system does not have; Go 1.21 and newer run without one",
    "govern install latest",
    "Official SDKs before Go 1.21 are linked against glibc and do not start on musl systems such as Alpine. "
    "Go 1.21 and newer are static and run there."};

inline constexpr const MessageSpec* k_resolve[] = {&shim_no_answer, &shim_place_unknown,
                                                   &no_loader};

} // namespace govern::msg
