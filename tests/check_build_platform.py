"""Each processor and system that Go publishes SDKs for is named as Go names it, by the macros that its compilers set.

Usage: check_build_platform.py REPOSITORY COMPILER
"""

import subprocess
import sys

# The macros that GCC and clang define for the target (`-dM -E`), and GOOS/GOARCH.
TARGETS = [
    (["__linux__", "__x86_64__"], "linux/amd64"),
    (["__linux__", "__i386__"], "linux/386"),
    (["__linux__", "__aarch64__"], "linux/arm64"),
    (["__linux__", "__arm__"], "linux/arm"),
    (["__linux__", "__powerpc64__", "__LITTLE_ENDIAN__"], "linux/ppc64le"),
    (["__linux__", "__s390x__"], "linux/s390x"),
    (["__linux__", "__riscv", "__riscv_xlen=64"], "linux/riscv64"),
    (["__linux__", "__loongarch64"], "linux/loong64"),
    (["__APPLE__", "__aarch64__"], "darwin/arm64"),
    (["__FreeBSD__", "__x86_64__"], "freebsd/amd64"),
    (["_WIN32", "__x86_64__"], "windows/amd64"),
    (["_WIN32", "_M_ARM64"], "windows/arm64"),
]


def preprocessed(repository, compiler, macros):
    """The platform's two words; nothing where the source is refused."""
    source = '#include "core/build_platform.hpp"\nGOVERN_GOOS GOVERN_GOARCH\n'
    command = [compiler, "-undef", "-E", "-P", "-x", "c++", f"-I{repository}/lib/core/include",
               *(f"-D{macro}" for macro in macros), "-"]
    done = subprocess.run(command, input=source, capture_output=True, text=True, check=False)
    return "/".join(word.strip('"') for word in done.stdout.split()) if done.returncode == 0 else None


def main():
    repository, compiler = sys.argv[1:3]
    if preprocessed(repository, compiler, ["__x86_64__"]) is None:
        print(f"SKIPPED: {compiler} does not take -undef -E")
        return 77
    failures = 0
    for macros, wanted in TARGETS:
        found = preprocessed(repository, compiler, macros)
        if found != wanted:
            print(f"{' '.join(macros)}: {found} instead of {wanted}")
            failures += 1
    # A processor without SDKs of Go stops the build, so that no program is made that names another one.
    if preprocessed(repository, compiler, ["__linux__", "__sparc__"]) is not None:
        print("__sparc__: compiled")
        failures += 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
