#!/bin/sh
# The main job and a dashboard edit, on the embedded server and a copy of this repository's presets,
# as they were committed: who tried the tour before may have edited them.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git archive HEAD presets 2>/dev/null | tar -xC "$work" 2>/dev/null || cp -R presets "$work/presets"
cd "$work"

if [ -t 1 ]; then bold='\033[1m' cyan='\033[36m' plain='\033[0m'; else bold='' cyan='' plain=''; fi
say() { printf "\n$cyan# %s$plain\n" "$1"; }
run() {
    printf "$bold\$ %s$plain\n" "$*"
    "$@"
}

say "Six presets of all three skins, in YAML. Are they valid?"
run presetsync validate

say "What would apply do with one of them? Plan reads files and the lock: no network, no key."
run presetsync --sandbox plan --target email-copywriter

say "Apply pushes all of them, and records in the lock the versions that come back."
run presetsync --sandbox -q apply --yes

say "Somebody edits a prompt and the temperature …"
sed -i.old 's/temperature: 0.7/temperature: 0.9/' presets/email-copywriter.yaml
sed -i.old 's/Body of 90 to 180 words/Body of 60 to 120 words/' presets/prompts/email-copywriter.md
say "… and this is what the reviewer sees."
run presetsync --sandbox plan

say "Merged: only the changed preset is pushed, and becomes version 2."
run presetsync --sandbox -q apply --yes

say "Somebody edits the preset in the dashboard …"
# Another checkout plays the dashboard: our files and our lock know nothing of what it applies.
cp -R presets before
cp .presetsync/sandbox.lock.json before.lock.json
sed -i.old 's/temperature: 0.9/temperature: 1.1/' presets/email-copywriter.yaml
sed -i.old 's/at most three sentences/at most two sentences/' presets/prompts/email-copywriter.md
presetsync --sandbox -q apply --yes >/dev/null
rm -R presets
cp -R before presets
mv before.lock.json .presetsync/sandbox.lock.json
say "… and status says who and when."
run presetsync --sandbox status

say "Import takes the edit into our files …"
run presetsync --sandbox import email-copywriter
say "… in just the lines that differ."
run diff -r before presets || true

say "Nothing is left to do."
run presetsync --sandbox plan

say "And where there are no files and no lock yet? Import writes them all."
rm -R presets .presetsync/sandbox.lock.json
run presetsync --sandbox import --all
run presetsync --sandbox plan
