#pragma once

#include "base/message.hpp"

namespace govern::msg {

inline constexpr MessageSpec not_a_go_program{
    "not-a-go-program",
    Exit::failed,
    "{path} is not a Go program that can be read: {why}",
    "",
    "Build information is read from programs and shared libraries in the formats PE, ELF, Mach-O, XCOFF and Plan 9. "
    "WebAssembly, scripts, object files and archives hold none that can be read. "
    "A program that holds none was not linked by Go, or another tool removed it.",
};

inline constexpr MessageSpec program_cut_short{
    "program-cut-short",
    Exit::failed,
    "{path} is cut short: its headers name {needed} bytes, and it has {size}",
    "",
    "The file ends before the place where Go keeps what it records: a download or a copy was broken off. "
    "`go version -m` finds no version in such a file. "
    "Get it again from where it came from.",
};

inline constexpr MessageSpec packed_program{
    "packed-program",
    Exit::failed,
    "{path} is packed by UPX, so its build information cannot be read",
    "upx -d -o UNPACKED {path}",
    "UPX compresses a whole program, and with it what Go recorded. "
    "Unpack it into another file and look at that one.",
};

inline constexpr MessageSpec build_info_damaged{
    "build-info-damaged",
    Exit::failed,
    "the build information of {path} is damaged at line {line}: {why}",
    "",
    "The file holds Go's build information, but not in the form that Go writes: something altered the file. "
    "Build it again, or get it again from where it came from.",
};

/// Every coded message of this file, for `explain` and docs/errors.md.
inline constexpr const MessageSpec* k_binary[] = {&not_a_go_program, &program_cut_short,
                                                  &packed_program, &build_info_damaged};

} // namespace govern::msg
