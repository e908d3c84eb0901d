#!/bin/sh
# Build the wheel, install it elsewhere, and do the main job with it: what users get must be whole.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
pip() { "$work/venv/bin/python" -m pip --disable-pip-version-check --quiet "$@"; }
pip wheel --no-deps --wheel-dir "$work/dist" .
pip install --constraint constraints.txt "$work"/dist/presetsync-*.whl

# The documented program, as a type checker sees it that knows the installed package alone.
sed -n '/^```python$/,/^```$/{/^```/!p}' docs/python.md >"$work/program.py"
checker=$(command -v "${MYPY:-.venv/bin/mypy}")
cp -R presets "$work/presets"
case $checker in /*) ;; *) checker="$PWD/$checker" ;; esac
cd "$work"
"$checker" --strict --no-error-summary --python-executable venv/bin/python program.py
for skin in chat/completions messages responses; do
    venv/bin/presetsync schema "$skin" | venv/bin/python -c 'import json, sys; json.load(sys.stdin)'
done
venv/bin/presetsync validate
venv/bin/presetsync --sandbox -q apply --yes
venv/bin/python -m presetsync --sandbox plan --detailed-exitcode
venv/bin/python program.py
