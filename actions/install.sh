#!/usr/bin/env bash
# Install presetsync into an environment of its own: the job's Python stays as it is. The actions
# share it, so that a job installs once.
#
# PYTHON: the interpreter. VERSION: what to install, as pip takes it; by default this checkout.
set -eu
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
venv="$RUNNER_TEMP/presetsync-venv"
if [ "$(cat "$venv/installed" 2>/dev/null)" = "$PYTHON ${VERSION:-here}" ]; then
  exit
fi
"$PYTHON" -m venv --clear "$venv"
if [ -n "$VERSION" ]; then
  what=("$VERSION")
else
  what=(--constraint "$here/constraints.txt" "$here")
fi
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check "${what[@]}"
printf '%s' "$PYTHON ${VERSION:-here}" > "$venv/installed"
