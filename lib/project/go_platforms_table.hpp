#pragma once

// Made by scripts/go-platforms.

#include "go_platforms.hpp"

namespace govern::project {

inline constexpr int k_oldest_line_of_platforms = 11;
inline constexpr int k_newest_line_of_platforms = 27;
inline constexpr GoPlatform k_go_platforms[] = {
    {"aix", "ppc64", 12, 0},       {"android", "386", 11, 0},     {"android", "amd64", 11, 0},
    {"android", "arm", 11, 0},     {"android", "arm64", 11, 0},   {"darwin", "386", 11, 14},
    {"darwin", "amd64", 11, 0},    {"darwin", "arm", 11, 14},     {"darwin", "arm64", 11, 0},
    {"dragonfly", "amd64", 11, 0}, {"freebsd", "386", 11, 0},     {"freebsd", "amd64", 11, 0},
    {"freebsd", "arm", 11, 0},     {"freebsd", "arm64", 14, 0},   {"freebsd", "riscv64", 20, 0},
    {"illumos", "amd64", 13, 0},   {"ios", "amd64", 16, 0},       {"ios", "arm64", 16, 0},
    {"js", "wasm", 11, 0},         {"linux", "386", 11, 0},       {"linux", "amd64", 11, 0},
    {"linux", "arm", 11, 0},       {"linux", "arm64", 11, 0},     {"linux", "loong64", 19, 0},
    {"linux", "mips", 11, 0},      {"linux", "mips64", 11, 0},    {"linux", "mips64le", 11, 0},
    {"linux", "mipsle", 11, 0},    {"linux", "ppc64", 11, 0},     {"linux", "ppc64le", 11, 0},
    {"linux", "riscv64", 11, 0},   {"linux", "s390x", 11, 0},     {"linux", "sparc64", 12, 0},
    {"nacl", "386", 11, 13},       {"nacl", "amd64p32", 11, 13},  {"nacl", "arm", 11, 13},
    {"netbsd", "386", 11, 0},      {"netbsd", "amd64", 11, 0},    {"netbsd", "arm", 11, 0},
    {"netbsd", "arm64", 13, 0},    {"openbsd", "386", 11, 0},     {"openbsd", "amd64", 11, 0},
    {"openbsd", "arm", 11, 0},     {"openbsd", "arm64", 13, 0},   {"openbsd", "mips64", 16, 26},
    {"openbsd", "ppc64", 21, 0},   {"openbsd", "riscv64", 22, 0}, {"plan9", "386", 11, 0},
    {"plan9", "amd64", 11, 0},     {"plan9", "arm", 11, 0},       {"solaris", "amd64", 11, 0},
    {"wasip1", "wasm", 21, 0},     {"windows", "386", 11, 0},     {"windows", "amd64", 11, 0},
    {"windows", "arm", 12, 25},    {"windows", "arm64", 17, 0},
};

} // namespace govern::project
