#!/usr/bin/env bash
# Builds the image from the Dockerfile and runs it as GitHub's runner does: podman, then a whole workflow by act.
# Usage: test.sh PYTHON [PYTEST_OPTION...]   PYTHON has the development dependencies installed.
#   TENET_CONTAINER=optional   a machine that cannot run it is no failure
#   TENET_CONTAINER_CACHE      where the stand-in image and the layers are kept between runs
set -euo pipefail
readonly root=$(cd "$(dirname "$0")/../.." && pwd)
readonly python=$1
readonly cache=${TENET_CONTAINER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tenet/container}

cannot() {
    echo "The container test cannot run here: $1" >&2
    [[ ${TENET_CONTAINER-} == optional ]] && { echo "TENET_CONTAINER=optional: going on without it. The image is NOT tested." >&2; exit 0; }
    echo "Run it on a Debian or Ubuntu machine as root, or set TENET_CONTAINER=optional to go on without it." >&2
    exit 1
}

[[ $(uname -s) == Linux ]] || cannot "it needs Linux, and this is $(uname -s)."
command -v apt-get >/dev/null || cannot "there is no apt-get to install podman with."
if ((EUID)); then
    command -v sudo >/dev/null && sudo --non-interactive true 2>/dev/null || cannot "it needs root (mounts, file owners), and sudo asks for a password."
    exec sudo --non-interactive --preserve-env=TENET_CONTAINER,TENET_CONTAINER_CACHE,XDG_CACHE_HOME,SSL_CERT_FILE "$0" "$@"
fi
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9 # held to the end: two runs would share the storage
"$root/scripts/container/prepare.sh" "$cache" || cannot "its tools or the stand-in image could not be made (see above)."

cd "$root"
export CONTAINERS_CONF=$cache/containers.conf CONTAINERS_STORAGE_CONF=$cache/storage.conf TENET_CONTAINER_CACHE=$cache
export PYTHONDONTWRITEBYTECODE=1
exec "$python" -m pytest -m container -p no:cacheprovider --basetemp="$cache/run/tests" tests/container "${@:2}"
