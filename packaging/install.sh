#!/bin/sh
# Installs govern @VERSION@ for this user: downloads the archive, checks its SHA-256, puts the two programs into
# the home's shims folder and lets `govern setup` put that folder on PATH.
#
#   sh install.sh [--from URL-OR-FOLDER] [--home FOLDER] [--no-setup]
#
# --from      where the release's files lie (default: where this script was released)
# --home      govern's home (default: GOVERN_HOME, else $XDG_DATA_HOME/govern or ~/.local/share/govern)
# --no-setup  changes no profile: add the shims folder to PATH yourself
set -eu

version=@VERSION@
from='@URL@'
home=${GOVERN_HOME:-${XDG_DATA_HOME:-$HOME/.local/share}/govern}
setup=yes

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

while [ $# -gt 0 ]; do
    case $1 in
    --from | --home)
        [ $# -ge 2 ] || fail "$1 needs a value"
        if [ "$1" = --from ]; then from=$2; else home=$2; fi
        shift
        ;;
    --no-setup) setup= ;;
    *) fail "unknown option '$1'" ;;
    esac
    shift
done
case $home in /*) ;; *) home=$PWD/$home ;; esac
[ -n "$from" ] || fail "where are the release's files? --from URL-OR-FOLDER"

case $(uname -s)-$(uname -m) in
Linux-x86_64 | Linux-amd64) platform=linux-amd64 ;;
*) fail "there is no release for $(uname -s) $(uname -m); build from source: scripts/build" ;;
esac
archive=govern-$version-$platform.tar.gz

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

fetch() { # fetch NAME: into $work
    case $from in
    http://* | https://*)
        if command -v curl >/dev/null 2>&1; then
            curl -fsSL --retry 3 -o "$work/$1" "$from/$1"
        elif command -v wget >/dev/null 2>&1; then
            wget -q -O "$work/$1" "$from/$1"
        else
            fail "neither curl nor wget is here to download with"
        fi ;;
    *) cp "${from#file://}/$1" "$work/$1" ;;
    esac || fail "cannot get $1 from $from"
}

fetch "$archive"
fetch SHA256SUMS
wanted=$(sed -n "s/^\([0-9a-f]\{64\}\)  $archive\$/\1/p" "$work/SHA256SUMS")
if command -v sha256sum >/dev/null 2>&1; then
    found=$(sha256sum "$work/$archive")
else
    found=$(shasum -a 256 "$work/$archive")
fi
[ -n "$wanted" ] || fail "SHA256SUMS does not name $archive"
[ "${found%% *}" = "$wanted" ] || fail "$archive is damaged: its SHA-256 is ${found%% *}, wanted $wanted"

tar -xzf "$work/$archive" -C "$work"
umask 022 # others must not be able to write to the home
mkdir -p "$home/shims"
for program in govern govern-shim; do
    # A rename, so that a govern running just now is not written into.
    cp "$work/$program" "$home/shims/.$program.new"
    chmod 755 "$home/shims/.$program.new"
    mv -f "$home/shims/.$program.new" "$home/shims/$program"
done
printf 'govern %s is in %s\n' "$version" "$home/shims"
if [ -n "$setup" ]; then
    "$home/shims/govern" --home "$home" setup
else
    printf 'add it to PATH: export PATH="%s:%s"\n' "$home/shims" "\$PATH"
fi
