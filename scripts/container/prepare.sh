#!/usr/bin/env bash
# Makes what the container test needs, once for a machine: podman, and a stand-in for the official Python image (the test
# reaches no image registry).
# Usage: prepare.sh CACHE
set -euo pipefail
readonly cache=$1
readonly here=$(cd "$(dirname "$0")" && pwd)
readonly base=docker.io/library/$(sed -n 's/^ARG PYTHON=//p' "$here/../../Dockerfile")
# Each package by the file that is wanted of it: where Docker is installed, its packages bring runc, and Debian's own would oust them.
declare -rA files=([podman]=/usr/bin/podman [runc]=/usr/bin/runc [mmdebstrap]=/usr/bin/mmdebstrap
    [debian-archive-keyring]=/usr/share/keyrings/debian-archive-keyring.gpg)
readonly rootfs=$cache/base

[[ $base == *:3.13-*trixie ]] || { echo "The stand-in is Debian trixie with its Python 3.13; the Dockerfile now starts from $base." >&2; exit 1; }
mkdir -p "$cache/run"
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
export DEBIAN_FRONTEND=noninteractive

install() {
    local missing=() package
    for package in "$@"; do [[ -e ${files[$package]} ]] || missing+=("$package"); done
    if ((${#missing[@]})); then
        echo "Installing ${missing[*]}" >&2
        [[ -e $cache/run/updated ]] || apt-get update --quiet --quiet >&2
        touch "$cache/run/updated"
        apt-get install --quiet --quiet --yes --no-install-recommends "${missing[@]}" >"$cache/apt.log" 2>&1 || {
            cat "$cache/apt.log" >&2
            return 1
        }
    fi
}

make_base() { # the root file system of Debian with Python 3.13, in place of the official image
    echo "Making the stand-in for $base" >&2
    rm -rf "$rootfs" "$cache/base.tar"
    # As in the official slim images: no pages of manuals, no caches of apt, no waiting for the disk.
    mmdebstrap --quiet --variant=minbase --include=python3,python3-venv,python3-pip,ca-certificates \
        --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
        --aptopt='Dir::Cache::pkgcache ""' --aptopt='Dir::Cache::srcpkgcache ""' \
        --aptopt='DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb"; }' trixie "$rootfs" >&2
    rm -f "$rootfs"/usr/lib/python3*/EXTERNALLY-MANAGED
    # As in the official image: python under /usr/local/bin, and no compiled standard library.
    find "$rootfs/usr/lib" -name __pycache__ -prune -exec rm -rf {} +
    for name in python python3; do ln -sf ../../bin/python3 "$rootfs/usr/local/bin/$name"; done
    # What the machine trusts, so that a build behind a proxy with its own authority works.
    cp --dereference "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$rootfs/etc/ssl/certs/ca-certificates.crt"
    tar -C "$rootfs" -c . >"$cache/base.tar.part"
    mv "$cache/base.tar.part" "$cache/base.tar"
    rm -rf "$rootfs"
}

rm -f "$cache/run/updated"
if [[ ! -f $cache/base.tar ]]; then
    install mmdebstrap debian-archive-keyring
    make_base &
    made=$!
fi
install podman runc
[[ -z ${made-} ]] || wait "$made"

cat >"$cache/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
netns = "host"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
CONF
cat >"$cache/storage.conf" <<CONF
[storage]
driver = "overlay"
graphroot = "$cache/storage"
runroot = "$cache/run/storage"
CONF
export CONTAINERS_CONF=$cache/containers.conf CONTAINERS_STORAGE_CONF=$cache/storage.conf
if ! podman image exists "$base"; then
    podman import --quiet --change 'CMD ["python3"]' "$cache/base.tar" "$base" >&2
fi
podman image prune --force --filter until=24h >/dev/null # layers of earlier days
