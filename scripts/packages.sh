# shellcheck shell=bash disable=SC2034
# Sourced by the other scripts: every Debian package this project needs, and how to get those missing.
# Nothing is asked of apt when all of them are there.

packages_common=(ca-certificates cmake ninja-build g++ nlohmann-json3-dev libexpected-dev
    # for scripts/deps, which builds Debian's own sources
    dpkg-dev make autoconf automake libtool pkg-config nasm zlib1g-dev)
packages_native=(libcurl4-openssl-dev libdeflate-dev libsodium-dev libssl-dev)
packages_mingw=(g++-mingw-w64-x86-64-posix libz-mingw-w64-dev)
packages_zig=(python3 python3-venv)
packages_catch=(catch2 python3)
packages_test=(python3-venv python3-yaml wine wine64 zsh fish openssl zip unzip procps exfat-fuse exfatprogs rpm groff-base openssh-client)
packages_lint=(clang-format-19 clang-tidy-19 shellcheck python3)
packages_release=(binutils python3 rpm openssh-client)

say() { printf '%s\n' "$*" >&2; }

# want_packages GROUP…: the names of these groups, one a line.
want_packages() {
    local group
    for group in "$@"; do
        local -n group_packages=packages_$group
        printf '%s\n' "${group_packages[@]}"
    done | sort -u
}

missing_packages() {
    local wanted installed
    wanted=$(want_packages "$@")
    # shellcheck disable=SC2086 # one word a package
    installed=$(dpkg-query -W -f '${db:Status-Abbrev}${binary:Package}\n' $wanted 2>/dev/null |
        sed -n 's/^ii \([^:]*\).*/\1/p' | sort -u) || true
    comm -23 <(printf '%s\n' "$wanted") <(printf '%s\n' "$installed")
}

# need_packages GROUP…: installs what is missing, as root; anyone else is told the command.
need_packages() {
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "note: no apt here; the build needs the equivalents of these Debian packages:"
        say "    $(want_packages "$@" | tr '\n' ' ')"
        return 0
    fi
    local missing
    mapfile -t missing < <(missing_packages "$@")
    if [ ${#missing[@]} = 0 ]; then return 0; fi
    local install=(apt-get install -y --no-install-recommends "${missing[@]}")
    if [ "$(id -u)" != 0 ]; then
        say "error: packages are missing. As root:"
        say "    ${install[*]}"
        return 1
    fi
    say "installing: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    # Images are delivered without package lists, and old lists name files that are gone.
    if [ -z "$(find /var/lib/apt/lists -name '*Packages*' -mtime -7 -print -quit 2>/dev/null)" ]; then
        apt-get update -q >&2
        "${install[@]}" -q >&2
    else
        "${install[@]}" -q >&2 || { apt-get update -q >&2 && "${install[@]}" -q >&2; }
    fi
}
