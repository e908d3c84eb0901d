#!/bin/sh
# The main job, on the embedded server and on a copy of this repository's presets.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R presets "$work/presets"
cd "$work"

if [ -t 1 ]; then bold='\033[1m' cyan='\033[36m' plain='\033[0m'; else bold='' cyan='' plain=''; fi
say() { printf "\n$cyan# %s$plain\n" "$1"; }
run() {
    printf "$bold\$ %s$plain\n" "$*"
    "$@"
}

say "Six presets of all three skins, in YAML. Are they valid?"
run presetsync validate

say "What would apply do? Plan reads files and the lock: no network, no key."
run presetsync --sandbox plan

say "Apply pushes them, and records in the lock the versions that come back."
run presetsync --sandbox apply --yes

say "Somebody edits a prompt and the temperature …"
sed -i.old 's/temperature: 0.7/temperature: 0.9/' presets/email-copywriter.yaml
sed -i.old 's/Body of 90 to 180 words/Body of 60 to 120 words/' presets/prompts/email-copywriter.md
say "… and this is what the reviewer sees."
run presetsync --sandbox plan

say "Merged: only the changed preset is pushed, and becomes version 2."
run presetsync --sandbox apply --yes

say "Nothing is left to do."
run presetsync --sandbox plan
