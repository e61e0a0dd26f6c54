#!/bin/sh
# Sees to what the tests need beyond Rust and Node: a C compiler, the binaries of PostgreSQL (each test
# process starts a server of its own on them), and Chromium. Installs what is missing when run as root
# on Debian.
set -eu

missing=""

command -v cc >/dev/null 2>&1 || missing="$missing build-essential"

has_initdb() {
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1
}

# The server refuses to run as root; the package brings the account that it runs under then.
has_account() {
    [ "$(id -u)" -ne 0 ] || id postgres >/dev/null 2>&1
}

has_initdb && has_account || missing="$missing postgresql"

[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || missing="$missing chromium"

[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "make test: not installed:$missing. As root: apt-get install --no-install-recommends$missing" >&2
    exit 1
fi

{
    echo "make test: installing$missing"
    apt-get update -q
    # shellcheck disable=SC2086 # a list of packages
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
} >&2
