#!/usr/bin/env bash
# Install presetsync into an environment of its own: the job's Python stays as it is. The actions
# share it, so that a job installs once.
#
# PYTHON: the interpreter. VERSION: what to install, as pip takes it; by default this checkout, with
# the packages of requirements.txt.
set -eu
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
venv="$RUNNER_TEMP/presetsync-venv"
if [ "$(cat "$venv/installed" 2>/dev/null)" = "$PYTHON ${VERSION:-$here}" ]; then
  exit
fi
fail() {
  echo "::error::$1"
  exit 1
}

# This runs in the repository that is checked out. -I imports nothing from there; a PYTHONPATH would
# still reach what pip starts.
unset PYTHONPATH PYTHONHOME
"$PYTHON" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  fail "presetsync needs Python 3.11 or newer: change the input python-version"
"$PYTHON" -I -m venv --clear --without-pip "$venv"
pip=("$PYTHON" -I -m pip --disable-pip-version-check --no-input --quiet)
if [ -n "$VERSION" ]; then
  "${pip[@]}" --python "$venv/bin/python" install -- "$VERSION" ||
    fail "pip cannot install what the input version names: see its message above"
else
  site=("$venv"/lib/python3.*/site-packages)
  # Modules are compiled when they are imported: most of them never are. pip moves what it unpacked,
  # so that has to be on the same disk.
  TMPDIR="$RUNNER_TEMP" PIP_REQUIRE_VIRTUALENV=0 PIP_USER=0 PIP_ROOT_USER_ACTION=ignore \
    "${pip[@]}" install --require-hashes --only-binary :all: --no-deps --no-compile \
    --requirement "$here/actions/requirements.txt" --target "${site[0]}" ||
    fail "pip cannot install the locked packages: see its message above, or set the input version"
  # presetsync is pure Python: its source is all there is to install.
  cp -R "$here/presetsync" "${site[0]}/"
fi
# In place of pip's own script, which would import from PYTHONPATH.
cat >"$venv/bin/presetsync" <<'SCRIPT'
#!/bin/sh
exec "${0%/*}/python" -I -m presetsync "$@"
SCRIPT
chmod +x "$venv/bin/presetsync"
printf '%s' "$PYTHON ${VERSION:-$here}" >"$venv/installed"
