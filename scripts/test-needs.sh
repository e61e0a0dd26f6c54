#!/bin/sh
# Sees to what the tests need beyond Rust: a C compiler, Node, the binaries of PostgreSQL and Redis,
# moto, an S3-compatible server in Python (each test process starts servers of its own), and Chromium.
# Installs what is missing when run as root on Debian; moto goes into the target folder, from PyPI.
set -eu

cd "$(dirname "$0")/.."

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

command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"

# As `engines` in web/package.json has it.
has_node() {
    command -v npm >/dev/null 2>&1 && node -e '
        const [major, minor] = process.versions.node.split(".").map(Number)
        process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' 2>/dev/null
}

has_node || missing="$missing nodejs npm"

# A Python that can make a virtual environment with pip in it.
python3 -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"

[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || missing="$missing chromium"

install_missing() {
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
}

[ -z "$missing" ] || install_missing

if ! has_node; then
    echo "make test: Node 20.19 or later is needed, and this system has $(node --version): see https://nodejs.org" >&2
    exit 1
fi

# moto: its packages are pinned with their digests, and made anew where the page has changed.
moto="${CARGO_TARGET_DIR:-target}/test-moto"
wanted=crates/osd-testkit/moto/requirements.txt
if ! cmp -s "$wanted" "$moto/requirements.txt"; then
    echo "make test: installing moto into $moto" >&2
    rm -rf "$moto"
    mkdir -p "$(dirname "$moto")"
    {
        python3 -m venv "$moto"
        "$moto/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$wanted"
    } >&2 || {
        echo "make test: moto could not be installed from PyPI; tests on buckets fail without it" >&2
        exit 1
    }
    # Last, so that one that was left half-made is made again.
    cp "$wanted" "$moto/requirements.txt"
fi
