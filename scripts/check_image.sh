#!/bin/sh
# What the image promises: check_image.sh IMAGE, with docker, or with another ENGINE such as podman.
set -eu

image=$1
engine=${ENGINE:-docker}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir "$work/repository"
cp -R presets "$work/repository/presets"
git -C "$work/repository" init --quiet
git -C "$work/repository" add .
git -C "$work/repository" -c user.name=A -c user.email=a@example.com commit --quiet -m "Add presets"
# Whoever runs this as root has the repository belong to somebody without rights all the same.
owner=$(id -u)
if [ "$owner" = 0 ]; then
    owner=4321
    chown -R "$owner" "$work/repository"
fi

# As locked down as a cluster does it: no network, no capability, nothing to write but the mount.
run() {
    access=$1
    shift
    "$engine" run --rm --read-only --network none --cap-drop all \
        --security-opt no-new-privileges --volume "$work/repository:/work:$access" "$@"
}

must() { "$@" || { echo "failed: $*" >&2; exit 1; }; }
refuse() { if "$@"; then echo "should have failed: $*" >&2; exit 1; fi; }

must run ro "$image" --version
refuse run ro --entrypoint sh "$image" -c 'test "$(id -u)" = 0 || touch /opt/presetsync/x'
refuse run ro --entrypoint sh "$image" -c 'type cc || type gcc || type c++ || type clang || type make'
# As a user who owns nothing there: what only reads works, git included.
must run ro "$image" validate
must run ro "$image" plan --format json >"$work/plan.json"
must run ro --entrypoint git "$image" log --format=%s
# As the owner: what writes works, too.
must run rw --user "$owner" "$image" --sandbox -q apply --yes
must run rw --user "$owner" "$image" --sandbox plan --detailed-exitcode
must run rw --user "$owner" "$image" --sandbox history
echo "$image works"
