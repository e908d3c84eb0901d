#!/bin/sh
# Write actions/requirements.txt: what the GitHub action installs, with the hash of each wheel.
#
# starlette is left out: only the sandbox needs it. Asks the package index.
set -eu

lock=actions/requirements.txt
run() { "${UV:-.venv/bin/uv}" --no-config --quiet "$@"; }
run pip compile --universal --python-version 3.11 --generate-hashes --only-binary :all: \
    --constraint constraints.txt --no-emit-package starlette \
    --custom-compile-command 'make action-lock' --output-file "$lock" pyproject.toml >/dev/null

# A wheel for each Python on each system, or a run there would fail.
nowhere=$(mktemp -d)
trap 'rm -rf "$nowhere"' EXIT
for python in 3.11 3.12 3.13 3.14; do
    for system in x86_64-manylinux_2_28 aarch64-manylinux_2_28 x86_64-apple-darwin \
        aarch64-apple-darwin x86_64-pc-windows-msvc; do
        run pip install --dry-run --require-hashes --only-binary :all: --no-deps \
            --python-version "$python" --python-platform "$system" --target "$nowhere" -r "$lock"
    done
done
