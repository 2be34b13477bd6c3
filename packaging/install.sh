#!/bin/sh
# Installs govern @VERSION@ for this user: downloads the archive, checks it against the SHA-256 written here when the
# release was made, puts its programs into the home's shims folder as `govern setup` does from any package, and lets that
# command put the folder on PATH.
#
#   sh install.sh [--from URL-OR-FOLDER] [--home FOLDER] [--no-setup]
#
# --from      where the release's files lie (default: where this script was released)
# --home      govern's home (default: GOVERN_HOME, else $XDG_DATA_HOME/govern or ~/.local/share/govern)
# --no-setup  changes no profile: add the shims folder to PATH yourself
set -eu

version=@VERSION@
from='@URL@'
sums='@SUMS_TAR@'
home=
setup=yes

# What CI hosts take for a command in a log (##word[, ::word::) is broken: folders and addresses may have any name.
plain() {
    printf '%s' "$*" | tr '\r\n' '  ' | sed 's/##\([A-Za-z]*\[\)/#\\x23\1/g; s/::\([A-Za-z]\)/:\\x3a\1/g'
}
fail() {
    printf 'error: %s\n' "$(plain "$*")" >&2
    exit 1
}

quoted() { # quoted TEXT: as one word for a shell
    printf "'%s'" "$(plain "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")")"
}

while [ $# -gt 0 ]; do
    case $1 in
    --from | --home)
        [ -n "${2:-}" ] || fail "$1 needs a value"
        if [ "$1" = --from ]; then from=$2; else home=$2; fi
        shift
        ;;
    --no-setup) setup= ;;
    *) fail "unknown option '$1'" ;;
    esac
    shift
done
# The home that govern itself finds by these variables.
if [ -z "$home" ] && [ -n "${GOVERN_HOME:-}" ]; then
    home=$GOVERN_HOME
    case $home in /*) ;; *) fail "GOVERN_HOME is '$home', which is not an absolute path" ;; esac
elif [ -z "$home" ]; then
    case ${XDG_DATA_HOME:-} in
    /*) home=$XDG_DATA_HOME/govern ;;
    *)
        case ${HOME:-} in
        /*) home=$HOME/.local/share/govern ;;
        '') fail "HOME is not set: name a folder by --home FOLDER" ;;
        *) fail "HOME is '$HOME', which is not an absolute path: name a folder by --home FOLDER" ;;
        esac
        ;;
    esac
fi
case $home in /*) ;; *) home=$PWD/$home ;; esac
case $home in *[[:space:]]) fail "the home '$home' has a blank or a line end at its end" ;; esac
[ -n "$from" ] || fail "where are the release's files? --from URL-OR-FOLDER"

case $(uname -s)-$(uname -m) in
Linux-x86_64 | Linux-amd64) platform=linux-amd64 ;;
*) fail "there is no release for $(uname -s) $(uname -m); build from source: scripts/build" ;;
esac
archive=govern-$version-$platform.tar.gz

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# What other programs say of names is shown by fail, in what follows too.
fetch() { # fetch NAME: into $work
    case $from in
    http://* | https://*)
        if command -v curl >/dev/null 2>&1; then
            # Whoever asks by https is answered by https, also behind a redirect.
            case $from in https:*) only="=https" ;; *) only="=http,https" ;; esac
            curl -fsSL --proto-redir "$only" --retry 3 -o "$work/$1" "$from/$1"
        elif command -v wget >/dev/null 2>&1; then
            wget -q -O "$work/$1" "$from/$1"
        else
            echo "neither curl nor wget is here to download with" >&2
            false
        fi ;;
    *) cp "${from#file://}/$1" "$work/$1" ;;
    esac 2>"$work/why" || fail "cannot get $1 from $from: $(cat "$work/why")"
}

wanted=$(printf '%s\n' "$sums" | sed -n "s/^\([0-9a-f]\{64\}\)  $archive\$/\1/p")
[ -n "$wanted" ] || fail "this installer knows no $archive"
# Whoever owns a folder can lead elsewhere what is written into it; whoever may write there decides which Go runs.
for folder in "$home" "$home/shims"; do
    [ -e "$folder" ] || continue
    [ -O "$folder" ] || fail "$folder belongs to another account; use another one: --home FOLDER"
    shared=$(find -H "$folder" -prune \( -perm -002 -o -perm -020 ! -group "$(id -g)" \)) || fail "cannot look at $folder"
    [ -z "$shared" ] || fail "others may write to $folder; type: chmod go-w $(quoted "$folder"), or use another one: --home FOLDER"
done
for folder in "$home/share" "$home/share/man" "$home/share/man/man1" "$home/share/doc" "$home/share/doc/govern"; do
    if [ -e "$folder" ] && [ ! -O "$folder" ]; then fail "$folder belongs to another account; use another one: --home FOLDER"; fi
done
fetch "$archive"
if command -v sha256sum >/dev/null 2>&1; then
    found=$(sha256sum "$work/$archive")
else
    found=$(shasum -a 256 "$work/$archive")
fi
[ "${found%% *}" = "$wanted" ] || fail "$archive is damaged or another one: its SHA-256 is ${found%% *}, wanted $wanted"

tar -xzf "$work/$archive" -C "$work"
umask 022 # others must not be able to write to the home
put() { # put PROGRAM NAME: by a rename, so that a program that runs just now is not written into
    cp "$work/$1" "$home/shims/.$2.new" && chmod 755 "$home/shims/.$2.new" && mv -f "$home/shims/.$2.new" "$home/shims/$2"
}
put_all() {
    mkdir -p "$home/shims" && put govern-shim go && put govern-shim gofmt && put govern govern || return
    rm -f "$home/shims/govern-shim" # older installers left it there
    # The home may be a folder such as /usr/local: what is not govern's stays.
    mkdir -p "$home/share/doc/govern" && cp "$work/LICENSE.txt" "$work/NOTICES.txt" "$home/share/doc/govern/" || return
    pages=$home/share/man/man1 # `man` looks there, beside a folder on PATH
    rm -f "$pages/govern.1" "$pages"/govern-*.1
    mkdir -p "$pages" && cp "$work/man"/govern*.1 "$pages/"
}
put_all 2>"$work/why" || fail "cannot write to $home: $(cat "$work/why")"
printf 'govern %s is in %s\n' "$version" "$(plain "$home/shims")"
if [ -n "$setup" ]; then
    # In place of this sh: what setup tells to type is for the shell that it was typed in.
    rm -rf "$work"
    exec "$home/shims/govern" --home "$home" setup
else
    printf 'add it to PATH: export PATH=%s:"%s"\n' "$(quoted "$home/shims")" "\$PATH"
fi
