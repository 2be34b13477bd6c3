#!/bin/sh
# The devcontainer feature: runs as root while the image is built. VERSION is its option, install-govern.sh the installer
# of the release. The home is given to the user of the container, who installs further versions.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
home=${GOVERN_HOME:-/opt/govern}
sh "$here/install-govern.sh" --no-setup --home "$home"
if [ "${VERSION:-latest}" != none ]; then
    "$home/shims/govern" --home "$home" install --default -- "${VERSION:-latest}"
fi
chown -R "${_REMOTE_USER:-root}" "$home"
