#!/bin/sh
# The steps of action.yml on Linux and macOS.
#   setup.sh plan      installs govern and tells which Go the job will have, under which key it is in the cache
#   setup.sh finish    installs that Go, of the cache's file where that proves it, and hands it over to the later steps
set -eu

here=$(cd "$(dirname "$0")" && pwd)
line_end='
'
# While the host looks for no commands in the log, no file, path or variable can form one. Ends with this step.
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
trap 'printf "\n::%s::\n" "$token"' EXIT
printf '::stop-commands::%s\n' "$token"

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# tell FILE NAME VALUE: for later steps. Nothing in a value can end it, as nobody knows the token.
tell() {
    printf '%s<<%s\n%s\n%s\n' "$2" "$token" "$3" "$token" >>"$1"
}

plan() {
    home=${GOVERN_HOME:-}
    if [ -z "$home" ]; then
        case ${XDG_DATA_HOME:-} in /*) home=$XDG_DATA_HOME/govern ;; *) home=${HOME:?}/.local/share/govern ;; esac
    fi
    case $home in /*) ;; *) fail "the home is not an absolute path: $home" ;; esac
    case $home in *"$line_end"*) fail "the home has a line end in its name: GOVERN_HOME names another one" ;; esac
    set -- --no-setup --home "$home"
    if [ -n "$ACTION_FROM" ]; then set -- "$@" --from "$ACTION_FROM"; fi
    sh "$here/install.sh" "$@"
    govern=$home/shims/govern
    if [ -n "$ACTION_MIRROR" ]; then
        export GOVERN_MIRROR="$ACTION_MIRROR"
        tell "$GITHUB_ENV" GOVERN_MIRROR "$ACTION_MIRROR"
    fi
    cd "$ACTION_FOLDER"
    set --
    if [ -n "$ACTION_GO_VERSION" ]; then set -- "$ACTION_GO_VERSION"; fi
    # Behind -- no version is an option.
    planned=$("$govern" install --dry-run --json -- "$@")
    version=$(printf '%s\n' "$planned" | sed -n 's/^ *"version": "\([0-9A-Za-z.-]*\)",\{0,1\}$/\1/p' | head -n 1)
    if [ -z "$version" ]; then fail "govern told no version of Go to install"; fi
    key=$("$govern" ci --cache-key -- "$version")
    paths=$("$govern" ci --cache-paths -- "$version")
    (umask 022 && mkdir -p "$home/cache/ci") # the cache unpacks into it: others must not be able to write there
    tell "$GITHUB_OUTPUT" govern "$govern"
    tell "$GITHUB_OUTPUT" version "$version"
    tell "$GITHUB_OUTPUT" key "$key"
    tell "$GITHUB_OUTPUT" paths "$paths"
    printf '%s\n' "$home/shims" >>"$GITHUB_PATH"
}

finish() {
    [ -n "$ACTION_VERSION" ] || fail "the step before named no version of Go"
    cd "$ACTION_FOLDER"
    set -- -- "$ACTION_VERSION"
    hit=false
    # Whoever can write to the cache could have changed what is in it: the file counts by the log's proof in it alone.
    if [ "$ACTION_CACHE_HIT" = true ]; then
        if "$ACTION_GOVERN" install --offline "$@"; then hit=true; else rm -f -- "$ACTION_CACHE_FILE"; fi
    fi
    if [ "$hit" = false ]; then "$ACTION_GOVERN" install "$@"; fi
    "$ACTION_GOVERN" ci --for github "$@"
    if [ "$ACTION_CACHE" = true ]; then
        "$ACTION_GOVERN" ci --cache "$@" || printf 'note: nothing is kept in the cache\n'
    fi
    tell "$GITHUB_OUTPUT" cache-hit "$hit"
}

case ${1:-} in
plan) plan ;;
finish) finish ;;
*) fail "setup.sh plan or setup.sh finish" ;;
esac
