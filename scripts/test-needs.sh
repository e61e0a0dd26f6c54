#!/bin/sh
# Sees to what the tests need beyond Rust: a C compiler, Node, the binaries of PostgreSQL (each test
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

# As `engines` in web/package.json has it.
has_node() {
    command -v npm >/dev/null 2>&1 && node -e '
        const [major, minor] = process.versions.node.split(".").map(Number)
        process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' 2>/dev/null
}

has_node || missing="$missing nodejs npm"

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

if ! has_node; then
    echo "make test: Node 20.19 or later is needed, and this system has $(node --version): see https://nodejs.org" >&2
    exit 1
fi
