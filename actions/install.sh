#!/usr/bin/env bash
# Install presetsync into an environment of its own: the job's Python stays as it is. The actions
# share it, so that a job installs once, and adds what only some commands need when one comes.
#
# PYTHON: the interpreter. VERSION: what to install, as pip takes it; by default this checkout, with
# the packages that requirements/ locks. COMMAND and ARGS: what is to run.
set -eu
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
venv="$RUNNER_TEMP/presetsync-venv"
uv="$RUNNER_TEMP/presetsync-uv"

# The locks of the packages that the command needs. What is known to ask no server, and to change
# nothing there, needs one; whatever else may come gets both. An option counts wherever it is: in
# pieces that only a shell's quotes separate, and in a variable.
needed_locks() {
  local said="$COMMAND $ARGS ${!PRESETSYNC_*} "
  said=${said//\"/} said=${said//\'/} said=${said//\\/}
  case "$said" in
    *refresh* | *sandbox* | *REFRESH* | *SANDBOX*) echo plan server ;;
    'validate '* | 'plan '* | 'lock admit '* | 'lock merge '*) echo plan ;;
    *) echo plan server ;;
  esac
}

fail() {
  echo "::error::$1"
  exit 1
}

# Has pip install into a folder what locks have, each package with its hash and nothing else.
# Modules are compiled when they are imported: most of them never are. pip moves what it unpacked, so
# that has to be on the same disk. Of the variables that configure it, those stay that say where
# packages are and how to get them: no other may have it install elsewhere, or keep silent.
pip_install() (
  target=$1
  shift
  for name in "${!PIP_@}"; do
    case "$name" in
      PIP_*INDEX* | PIP_FIND_LINKS | PIP_CONFIG_FILE | PIP_*CACHE_DIR | PIP_USE_*) ;;
      PIP_*CERT | PIP_PROXY | PIP_TRUSTED_HOST | PIP_KEYRING_PROVIDER | PIP_*TIMEOUT | PIP_RETRIES) ;;
      *) unset "$name" ;;
    esac
  done
  export TMPDIR="$RUNNER_TEMP" PIP_REQUIRE_VIRTUALENV=0 PIP_USER=0 PIP_QUIET=0 PIP_DRY_RUN=0
  export PIP_ROOT_USER_ACTION=ignore
  "${pip[@]}" install --require-hashes --only-binary :all: --no-deps --no-compile --upgrade \
    --target "$target" "$@"
)

# The same with uv, into the environment. It reads no configuration, least of all the repository's,
# and of the environment only what says where packages are.
uv_install() (
  for name in "${!UV_@}"; do
    case "$name" in
      UV_DEFAULT_INDEX | UV_INDEX* | UV_EXTRA_INDEX_URL | UV_FIND_LINKS) ;;
      UV_HTTP_* | UV_INSECURE_HOST | UV_KEYRING_PROVIDER) ;;
      *) unset "$name" ;;
    esac
  done
  export UV_HTTP_RETRIES="${UV_HTTP_RETRIES:-1}"
  cd "$uv"
  [ ! -e index ] || UV_DEFAULT_INDEX="$(cat index)"
  export UV_DEFAULT_INDEX
  ./uv --quiet --no-config --no-python-downloads --system-certs --cache-dir "$uv/cache" \
    pip install --require-hashes --only-binary :all: --no-deps --python "$venv/bin/python" "$@"
)

# pip gets uv, which downloads everything at once and needs a fifth of the time for it. Of pip's
# settings uv is given one, the index; pip prints it where its configuration names one, and **** in
# place of a password. A folder without uv says that it is of no use in this job.
indexes='Looking in indexes: ([^,*[:space:]]+)([,[:space:]]|$)'
get_uv() {
  [ ! -d "$uv" ] || return 0
  mkdir "$uv"
  local said
  if ! said="$(pip_install "$uv/package" --retries 1 --requirement "$locks/uv.txt" 2>&1)"; then
    printf '%s\n' "$said"
    echo "::warning::pip cannot install uv, so it installs all packages, which takes longer: see its" \
      "message above"
  elif [ -n "$index" ] || [[ "$said" != *'Looking in '* ]]; then
    mv "$uv/package/bin/uv" "$uv/"
  elif [[ "$said" =~ $indexes ]]; then
    printf '%s' "${BASH_REMATCH[1]}" >"$uv/index"
    mv "$uv/package/bin/uv" "$uv/"
  else
    echo "pip installs the packages, as it is configured to look elsewhere than on PyPI: with" \
      "UV_DEFAULT_INDEX in the environment uv does, which is faster"
  fi
  rm -rf "$uv/package"
}

install() {
  local lock files=()
  for lock; do files+=(--requirement "$locks/$lock.txt"); done
  get_uv
  if [ -e "$uv/uv" ]; then
    if uv_install "${files[@]}"; then
      rm -rf "$uv/cache"
      return
    fi
    echo "::warning::uv cannot install the locked packages, so pip does: see the message above"
    rm -rf "${uv:?}"/*
  fi
  pip_install "${site[0]}" --quiet "${files[@]}" ||
    fail "pip cannot install the locked packages: see its message above, or set the input version"
}

locks="$here/actions/requirements"
index="${UV_DEFAULT_INDEX:-${UV_INDEX_URL:-${PIP_INDEX_URL:-}}}"
[ -z "$index" ] || export UV_DEFAULT_INDEX="$index"
pip=("$PYTHON" -I -m pip --disable-pip-version-check --no-input)
if [ -n "$VERSION" ]; then wanted='plan server'; else wanted="$(needed_locks)"; fi
source="$PYTHON ${VERSION:-$here}"
installed="$(cat "$venv/installed" 2>/dev/null)" || installed=
case "$installed" in
  "$source: $wanted" | "$source: plan server") exit ;;
esac
[ "${RUNNER_OS:-}" != Windows ] || fail "presetsync's actions need a runner with Linux or macOS"

# This runs in the repository that is checked out. -I imports nothing from there; a PYTHONPATH would
# still reach what pip starts. The others would have pip install elsewhere, or nothing.
unset PYTHONPATH PYTHONHOME PIP_TARGET PIP_PREFIX PIP_ROOT PIP_DRY_RUN
if [ "$installed" = "$source: plan" ]; then
  rm "$venv/installed"
  site=("$venv"/lib/python3.*/site-packages)
  install server
else
  rm -rf "$uv"
  "$PYTHON" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "presetsync needs Python 3.11 or newer: change the input python-version"
  "$PYTHON" -I -m venv --clear --without-pip "$venv" ||
    fail "nothing can be installed in RUNNER_TEMP, $RUNNER_TEMP: see the message above"
  site=("$venv"/lib/python3.*/site-packages)
  if [ -n "$VERSION" ]; then
    PIP_USER=0 "${pip[@]}" --quiet --python "$venv/bin/python" install -- "$VERSION" ||
      fail "pip cannot install what the input version names: see its message above"
  else
    # presetsync is pure Python: its source is all there is to install.
    cp -R "$here/presetsync" "${site[0]}/" &
    # shellcheck disable=SC2086 # each lock is a word
    install $wanted
    wait "$!"
  fi
  # In place of pip's own script, which would import from PYTHONPATH.
  cat >"$venv/bin/presetsync" <<'SCRIPT'
#!/bin/sh
exec "${0%/*}/python" -I -m presetsync "$@"
SCRIPT
  chmod +x "$venv/bin/presetsync"
fi
printf '%s' "$source: $wanted" >"$venv/installed"
# uv stays for a later step, as long as there is something left to add.
[ "$wanted" = plan ] || rm -rf "$uv"
