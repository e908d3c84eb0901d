#!/bin/sh
# Write actions/requirements/: what the GitHub action installs, with the hash of each wheel.
#
# uv.txt: the installer. plan.txt: what validates and plans. server.txt: what else the commands need
# that ask the server. starlette is in none: only the sandbox needs it. Asks the package index.
set -eu

locks=actions/requirements
run() { "${UV:-.venv/bin/uv}" --no-config --quiet "$@"; }
compile() {
    lock=$1
    shift
    run pip compile --universal --python-version 3.11 --generate-hashes --only-binary :all: \
        --constraint constraints.txt --custom-compile-command 'make action-lock' \
        --output-file "$locks/$lock" "$@" >/dev/null
}
mkdir -p "$locks"
echo uv | compile uv.txt -
# What both need is in plan.txt.
printf '%s\n' filelock httpx sniffio | compile server.txt - --no-emit-package typing-extensions
# shellcheck disable=SC2046 # a word for each package
compile plan.txt pyproject.toml --no-emit-package starlette \
    $(sed -n 's/^\([a-z][^=]*\)==.*/--no-emit-package \1/p' "$locks/server.txt")

# A wheel for each Python on each system, or a run there would fail.
nowhere=$(mktemp -d)
trap 'rm -rf "$nowhere"' EXIT
for python in 3.11 3.12 3.13 3.14; do
    for system in x86_64-manylinux_2_28 aarch64-manylinux_2_28 x86_64-apple-darwin \
        aarch64-apple-darwin x86_64-pc-windows-msvc; do
        for lock in "$locks"/*.txt; do
            run pip install --dry-run --require-hashes --only-binary :all: --no-deps \
                --python-version "$python" --python-platform "$system" --target "$nowhere" -r "$lock"
        done
    done
done
