"""The reference of the files that presetsync reads and writes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from presetsync.config.environment import STATE_FOLDER
from presetsync.config.environment_settings import JOURNAL
from presetsync.config.model import Config
from presetsync.plan.planfile import SavedPlan
from presetsync.plan.planner import PlanOptions
from presetsync.scaffold.layout import CONFIGURATION
from presetsync.scaffold.schema_files import FOLDER
from presetsync.schemas import PRESET, load
from presetsync.state.lock import LockEntry
from presetsync.state.receipt import Receipt
from presetsync.state.snapshot import Snapshot
from scripts.reference.docstrings import attributes_of
from scripts.reference.json_pages import members
from scripts.reference.markdown import block, code, sentence, table
from scripts.reference.runs import outputs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

INTRODUCTION = """# Files

| file | in git | contents |
| --- | --- | --- |
| `{configuration}` | yes | the [configuration](configuration.md), if there is any |
| `{presets}/**/*.yaml`, `*.yml` | yes | one preset each: [the preset file](#the-preset-file) |
| `{presets}/{schemas}/*.json` | yes | JSON Schemas [for editors](../guides/editors.md) |
| `{lock}` | yes | [the lock](#the-lock): what was applied last |
| `presets.NAME.lock.json` | yes | the lock of the environment `NAME` |
| `{models}` | yes | [the model lock](model-lock.md): what the catalogue says about your models |
| `{lock}{journal}` | no | what an apply is sending; the next command merges it into the lock |
| `{state}/` | no | the sandbox, its locks, and the file that prevents two applies at once |
| a saved plan | no | [the plan file](#the-plan-file) of `plan --out` |

Files that are read between runs to save time, such as which presets were valid, are in the cache
folder of the user, not in the repository. They can be deleted at any time.

presetsync replaces a file as a whole, or not at all: it writes a temporary file beside it and
renames it. A file in `{presets}/` whose name starts with `.` or `_`, or that lies in such a folder,
is not a preset.

## The preset file
"""

PRESET_FILE = """A body is a complete request, as you would POST it to the inference route of its
skin. `presetsync schema SKIN` prints what it may contain. `!file PATH` in place of a text inserts a
text file, `!file [A, B]` several: see [Share paragraphs](../guides/share-paragraphs.md).

The file is YAML 1.2: `no` and `on` are texts, and a duplicate key is an error. JSON is YAML too.
Comments are for people, except for `# presetsync: ignore CODE`, which silences a
[rule](rules.md) on its line.
"""

LOCK = """## The lock

JSON, with sorted keys and one member per line, so that git merges it. It contains no secrets.
Commit it with the files. If it is lost, or git could not merge it, `presetsync lock rebuild` makes
it from the files and the server.
"""

PLAN_FILE = """## The plan file

`plan --out FILE` writes it, and `apply FILE` carries out exactly this plan, or refuses it. It holds
digests and versions, and no content: apply reads the preset files again. A file that was edited, or
that another release wrote in another format, is refused.
"""

_OTHERS = {
    "lock_version": "the version of the format.",
    "presets": "an entry for each preset, by its slug.",
    "sent": "what was sent last and counts as content: `config`, and `system`, the system prompt.",
    "presetsync_version": "the release that wrote the file.",
    "format_version": "the version of the format.",
    "digest": "the digest of skin and content.",
    "environment": "the environment; null where there are none.",
    "refreshed": "whether the server was asked.",
    "options": "the options of `plan`.",
    "targets": "the presets that were named; empty for all.",
    "prune": "whether presets without a file are archived.",
    "overwrite_drift": "whether live versions that were not applied from here are replaced.",
    "skip_promotion": "whether changes do not wait for the environment before.",
    "changes": "what apply does, in slug order.",
    "slug": "the preset.",
    "skin": "the request format of the body.",
    "action": "what apply does with it.",
    "content_digest": "the digest of the file's content; null where there is no file.",
    "base_version": "the version that the action is based on; null for none.",
    "locked_version": "the version in the lock; null for none.",
}
_WITHIN = {"sent", "changed", "added"}
"""Members whose own members are data."""


def files_page() -> str:
    """All files, and the formats of those that people read."""
    found = outputs()
    of_lock = attributes_of(Receipt) | attributes_of(LockEntry) | attributes_of(Snapshot) | _OTHERS
    workspace = {"workspace_id": "the workspace that the presets belong to."}
    of_plan = attributes_of(PlanOptions) | attributes_of(SavedPlan) | _OTHERS | workspace
    head = ("member", "meaning")
    return "\n".join(
        [
            INTRODUCTION.format(
                configuration=CONFIGURATION,
                presets=Config().presets,
                schemas=FOLDER,
                lock=Config().lockfile,
                models=Config().models,
                journal=JOURNAL,
                state=STATE_FOLDER,
            ),
            table(("key", "meaning"), _preset_rows()),
            PRESET_FILE,
            LOCK,
            table(head, _rows(found["lock"], of_lock | workspace)),
            _example(found["lock"]),
            PLAN_FILE,
            table(head, _rows(found["plan file"], {**of_plan, "digest": _PLAN_DIGEST})),
            _example(found["plan file"]),
        ]
    )


_PLAN_DIGEST = "the digest of the plan, which its reviewers saw."


def _preset_rows() -> Iterator[tuple[str, str]]:
    """The keys of a preset file, as its schema has them; required ones first."""
    schema = load(PRESET)
    required = schema["required"]
    for name in [*required, *(key for key in schema["properties"] if key not in required)]:
        each = schema["properties"][name]
        words = ", ".join(code(str(word)) for word in each.get("enum", ()))
        said = f"{sentence(each['description'])}{f' One of {words}.' if words else ''}"
        yield code(name), said + (" Required." if name in required else "")


def _rows(found: Any, meanings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for path in members(found):
        *outside, name = path.replace("[]", "").split(".")
        if _WITHIN & {*outside}:
            continue
        shown = path.replace("support", "SLUG")
        if name != "support":
            yield code(shown), sentence(meanings[name].replace("None", "null"))


def _example(found: Any) -> str:
    return block(json.dumps(found, indent=2, ensure_ascii=False), "json")
