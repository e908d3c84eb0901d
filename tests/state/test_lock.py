"""The lock as data: the same bytes for the same content, and nothing damaged is ever trusted."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presetsync.errors import LockError
from presetsync.identifiers import id_refusal
from presetsync.presets.canonical import MAX_SAFE_INTEGER, digest
from presetsync.presets.model import Content
from presetsync.presets.skins import SKINS
from presetsync.presets.slugs import PATTERN, slug_refusal
from presetsync.state.lock import Lock, LockEntry, dump, parse
from presetsync.state.receipt import Receipt
from presetsync.state.snapshot import Snapshot
from tests.builders import CONFIGS, JSON, make_entry, make_lock, make_preset
from tests.strategies import texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SLUGS = st.from_regex(PATTERN, fullmatch=True).filter(lambda slug: not slug_refusal(slug))
POINTERS = texts().map("/{}".format)
RECEIPTS = st.builds(
    Receipt,
    dropped=st.lists(POINTERS, max_size=2).map(tuple),
    changed=st.dictionaries(
        POINTERS, st.fixed_dictionaries({"sent": JSON, "stored": JSON}), max_size=2
    ),
    added=st.dictionaries(POINTERS, JSON, max_size=2),
)
# Mostly of characters that an id may hold: a filter alone leaves too little.
IDS = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=20).filter(
    lambda text: not id_refusal(text)
)
DIGESTS = texts().map(digest)
SNAPSHOTS = st.builds(
    Snapshot,
    skin=st.sampled_from(sorted(SKINS)),
    path=IDS.map("presets/{}.yaml".format),
    content=st.builds(Content, CONFIGS, st.none() | texts()),
    digest=DIGESTS,
    body_digest=DIGESTS,
    protect=st.booleans(),
    source_commit=st.none() | st.from_regex(r"[0-9a-f]{40}", fullmatch=True),
    source_digest=st.none() | DIGESTS,
)
ENTRIES = st.builds(
    LockEntry,
    snapshot=SNAPSHOTS,
    preset_id=IDS,
    version=st.integers(1, MAX_SAFE_INTEGER),
    version_id=IDS,
    applied_at=IDS,
    receipt=RECEIPTS,
    archived=st.booleans(),
)
LOCKS = st.builds(
    Lock, workspace_id=st.none() | IDS, presets=st.dictionaries(SLUGS, ENTRIES, max_size=3)
)

LOCK_OF_ONE = """\
{
  "lock_version": 1,
  "presets": {
    "a": {
      "applied_at": "2026-01-02T03:04:05.678Z",
      "body_digest": "sha256:2222222222222222222222222222222222222222222222222222222222222222",
      "digest": "sha256:1111111111111111111111111111111111111111111111111111111111111111",
      "path": "presets/a.yaml",
      "preset_id": "a-id",
      "protect": true,
      "receipt": {
        "added": {},
        "changed": {},
        "dropped": [
          "/stop"
        ]
      },
      "sent": {
        "config": {
          "model": "m/ö",
          "stop": [
            "\\u001b",
            "\u2028"
          ],
          "temperature": 1
        },
        "system": null
      },
      "skin": "chat/completions",
      "source_commit": null,
      "source_digest": "sha256:3333333333333333333333333333333333333333333333333333333333333333",
      "version": 3,
      "version_id": "a-v3"
    }
  },
  "workspace_id": "workspace-1"
}
"""


def test_the_lock_is_sorted_json_with_a_key_a_line() -> None:
    preset = make_preset("a", {"temperature": 1.0, "stop": ["\x1b", "\u2028"], "model": "m/ö"})
    applied = make_entry(replace(preset, protect=True), 3, receipt=Receipt(dropped=("/stop",)))
    one, two, three = (f"sha256:{64 * digit}" for digit in "123")
    snapshot = replace(applied.snapshot, digest=one, body_digest=two, source_digest=three)
    entry = replace(applied, snapshot=snapshot)
    assert dump(Lock("workspace-1", {"a": entry})).decode() == LOCK_OF_ONE


@settings(max_examples=50)
@given(LOCKS)
def test_what_is_dumped_parses_to_the_same_lock_and_the_same_bytes(lock: Lock) -> None:
    again = parse(dump(lock).decode())
    assert again == lock
    assert dump(again) == dump(lock)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"temperature": 1, "top_k": 0}, {"temperature": 1.0, "top_k": -0.0}, id="1.0"),
        pytest.param({"a": 1, "b": {"c": 1, "d": 2}}, {"b": {"d": 2, "c": 1}, "a": 1}, id="order"),
    ],
)
def test_equal_content_gives_equal_bytes(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert dump(make_lock(make_preset("a", one))) == dump(make_lock(make_preset("a", other)))


def test_the_order_in_which_presets_were_applied_does_not_matter() -> None:
    one, other = make_preset("a"), make_preset("b")
    assert dump(make_lock(one, other)) == dump(make_lock(other, one))


def test_true_and_1_do_not_give_equal_bytes() -> None:
    one, other = make_preset("a", {"x": True}), make_preset("a", {"x": 1})
    assert dump(make_lock(one)) != dump(make_lock(other))


def test_an_active_entry_does_not_mention_the_archive() -> None:
    preset = make_preset()
    assert "archived" not in make_entry(preset).to_json()
    assert make_entry(preset, archived=True).to_json()["archived"] is True


def test_lone_surrogates_in_what_a_server_stored_survive() -> None:
    receipt = Receipt(added={"/\udc00": "half a pair: \ud83d"})
    lock = Lock(None, {"a": make_entry(make_preset(), receipt=receipt)})
    assert parse(dump(lock).decode("utf-8")) == lock


class Branches:
    """A repository with a lock on its main branch, and branches that change it."""

    def __init__(self, folder: Path, *applied: str) -> None:
        self.folder = folder
        self.lock = folder / "presets.lock.json"
        self.presets = {slug: make_preset(slug) for slug in applied}
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit(self.presets)

    def git(self, *arguments: str) -> int:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        command = ["git", *identity, "-c", "commit.gpgsign=false", *arguments]
        return subprocess.run(command, cwd=self.folder, check=False, capture_output=True).returncode

    def commit(self, presets: dict[str, Any]) -> None:
        self.lock.write_bytes(dump(make_lock(*presets.values())))
        assert self.git("add", "--all") == 0
        assert self.git("commit", "--quiet", "--message=x") == 0

    def branch(self, name: str, **changes: str) -> None:
        """A branch off main in which presets with these slugs say a model of this name."""
        assert self.git("switch", "--quiet", "--create", name, "main") == 0
        changed = {slug: make_preset(slug, {"model": model}) for slug, model in changes.items()}
        self.commit(self.presets | changed)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        pytest.param({"a": "new"}, {"c": "new"}, id="additions"),
        pytest.param({"b": "new"}, {"d": "new"}, id="changes of neighbours"),
        pytest.param({"a": "new"}, {"f": "new"}, id="additions at both ends"),
        pytest.param({"c": "new"}, {"d": "new", "b": "new"}, id="an addition between changes"),
    ],
)
def test_git_merges_what_two_branches_do_to_different_presets(
    tmp_path: Path, ours: dict[str, str], theirs: dict[str, str]
) -> None:
    branches = Branches(tmp_path, "b", "d", "e")
    branches.branch("ours", **ours)
    branches.branch("theirs", **theirs)
    assert branches.git("merge", "ours") == 0
    merged = parse(branches.lock.read_text(encoding="utf-8"))
    models = {
        slug: entry.snapshot.content.config["model"] for slug, entry in merged.presets.items()
    }
    assert models == {"b": "m/one", "d": "m/one", "e": "m/one"} | ours | theirs


@pytest.mark.parametrize("style", ["merge", "diff3"])
def test_the_error_for_a_conflict_names_its_line(tmp_path: Path, style: str) -> None:
    branches = Branches(tmp_path, "b")
    branches.branch("ours", b="x")
    branches.branch("theirs", b="y")
    assert branches.git("-c", f"merge.conflictStyle={style}", "merge", "ours") == 1
    text = branches.lock.read_text(encoding="utf-8")
    line = text.split("\n").index("<<<<<<< HEAD") + 1
    with pytest.raises(LockError, match=f"^line {line} is a git conflict marker$") as raised:
        parse(text)
    assert raised.value.hint.startswith("presetsync lock rebuild ")


@pytest.mark.parametrize(
    "marker", ["<<<<<<< HEAD", "||||||| 1a2b3c4", "=======", ">>>>>>> theirs", "<<<<<<<", "|||||||"]
)
def test_the_error_for_a_single_forgotten_marker_names_its_line(marker: str) -> None:
    with pytest.raises(LockError, match=r"^line 2 is a git conflict marker$"):
        parse(LOCK_OF_ONE.replace("\n", f"\n{marker}\n", 1))


def test_a_prompt_that_looks_like_a_conflict_is_none() -> None:
    prompt = "Sum up:\u2028======= \u2028<<<<<<< HEAD\n=======\n>>>>>>> x\x85======="
    lock = make_lock(make_preset("a", system=prompt))
    assert parse(dump(lock).decode()) == lock


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "line 1, column 1: not valid JSON", id="empty"),
        pytest.param('{\n  "lock_version": 1,\n', "line 3, column 1: not valid JSON", id="cut off"),
        pytest.param("lock: 1\n", "line 1, column 1: not valid JSON", id="yaml"),
        pytest.param("[" * 100_000, "not a lock: nested too deeply", id="nested"),
        pytest.param("9" * 5_000, "not a lock: Exceeds the limit", id="a long number"),
        pytest.param("[]", "this is not a presetsync lock", id="list"),
        pytest.param("null", "this is not a presetsync lock", id="null"),
        pytest.param("{}", "this is not a presetsync lock", id="no version"),
        pytest.param('{"lock_version": 2}', "lock_version is 2; this presetsync knows 1", id="2"),
        pytest.param('{"lock_version": "1"}', "lock_version is '1'", id="text"),
        pytest.param('{"lock_version": true}', "lock_version is True", id="true"),
        pytest.param('{"lock_version": 1}', "'presets' is missing", id="no presets"),
        pytest.param(
            '{"lock_version": 1, "presets": []}', "presets is not of type", id="presets a list"
        ),
        pytest.param(
            '{"lock_version": 1, "presets": {}, "workspace_id": 5}',
            "workspace_id is not of type str",
            id="workspace",
        ),
        pytest.param('{"lock_version": 1, "presets": {"..": 1}}', "'..' is a step", id="slug"),
        pytest.param('{"lock_version": 1, "presets": {"a/b": 1}}', "may contain only", id="slash"),
    ],
)
def test_a_lock_that_is_none_is_refused_with_what_to_do(text: str, message: str) -> None:
    with pytest.raises(LockError) as raised:
        parse(text)
    assert message in raised.value.message
    assert raised.value.hint


Change = dict[str, Any]


def without(member: str) -> Callable[[Change], object]:
    return lambda entry: entry.pop(member)


def with_(member: str, value: object) -> Callable[[Change], object]:
    return lambda entry: entry.update({member: value})


def below(parent: str, member: str, value: object) -> Callable[[Change], object]:
    return lambda entry: entry[parent].update({member: value})


TEXTS = ["skin", "path", "digest", "body_digest", "preset_id", "version_id", "applied_at"]
MEMBERS = [*TEXTS, "sent", "version", "receipt", "protect"]


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        *(pytest.param(without(key), f"'{key}' is missing", id=f"no {key}") for key in MEMBERS),
        *(
            pytest.param(with_(key, value), f"{key} is not of type str", id=f"{key}={value}")
            for key in TEXTS
            for value in (1, None, ["x"])
        ),
        *(
            pytest.param(with_(key, value), f"{key} {reason}", id=f"{key}={value!r}"[:60])
            for key, value, reason in (
                ("skin", "chat", "is not one that this presetsync knows"),
                ("path", "../x.yaml", "leads outside the repository"),
                ("path", "a/../../x.yaml", "leads outside the repository"),
                ("path", "/etc/x.yaml", "leads outside the repository"),
                ("path", "", "is empty"),
                ("path", "a\nb.yaml", "contains the character U+000A"),
                ("path", "a\x1b[2Jb.yaml", "contains the character U+001B"),
                ("path", "a\u202eb.yaml", "contains the character U+202E"),
                ("digest", "sha256:1", "is not a digest"),
                ("body_digest", f"sha256:{'g' * 64}", "is not a digest"),
                ("preset_id", "", "is empty"),
                ("preset_id", "x" * 201, "is longer than 200 characters"),
                ("version_id", "a\nb", "contains the character U+000A"),
                ("applied_at", "\x1b]0;x\x07", "contains the character U+001B"),
                ("version", 0, "is not a version number"),
                ("version", -1, "is not a version number"),
                ("version", 2**53, "is not a version number"),
            )
        ),
        pytest.param(with_("source_digest", "sha1:1"), "source_digest", id="source digest"),
        pytest.param(with_("source_commit", "HEAD"), "source_commit is not", id="commit a name"),
        pytest.param(with_("source_commit", 1), "source_commit is not", id="commit a number"),
        pytest.param(with_("version", "1"), "version is not of type int", id="version text"),
        pytest.param(with_("version", 1.5), "version is not of type int", id="version fraction"),
        pytest.param(with_("version", value=True), "version is not of type int", id="version true"),
        pytest.param(with_("protect", 1), "protect is not of type bool", id="protect 1"),
        pytest.param(with_("archived", "no"), "archived is not of type bool", id="archived text"),
        pytest.param(with_("archived", None), "archived is not of type bool", id="archived null"),
        pytest.param(with_("sent", []), "sent is not of type dict", id="sent list"),
        pytest.param(with_("sent", {}), "'config' is missing", id="sent empty"),
        pytest.param(below("sent", "config", []), "config is not of type dict", id="config list"),
        pytest.param(below("sent", "system", 1), "system is not of type str | None", id="system 1"),
        pytest.param(
            below("sent", "system", value=False),
            "system is not of type str | None",
            id="system false",
        ),
        pytest.param(with_("receipt", "x"), "receipt is not of type dict", id="receipt text"),
        pytest.param(
            below("receipt", "dropped", {}), "dropped is not of type list", id="dropped object"
        ),
        pytest.param(
            below("receipt", "dropped", [{}]),
            "dropped must contain only pointers",
            id="dropped item",
        ),
        pytest.param(
            below("receipt", "changed", []), "changed is not of type dict", id="changed list"
        ),
        pytest.param(
            below("receipt", "changed", {"/a": 1}),
            "changed must contain only pairs",
            id="changed item",
        ),
        pytest.param(
            below("receipt", "changed", {"/a": {"sent": 1}}),
            "changed must contain only pairs",
            id="changed half",
        ),
        pytest.param(below("receipt", "added", 1), "added is not of type dict", id="added number"),
        pytest.param(
            below("receipt", "added", {"": 1}), "added must contain only pointers", id="added item"
        ),
    ],
)
def test_a_member_of_the_wrong_type_is_refused_by_name(
    damage: Callable[[Change], object], reason: str
) -> None:
    document = json.loads(LOCK_OF_ONE)
    damage(document["presets"]["a"])
    with pytest.raises(LockError) as raised:
        parse(json.dumps(document))
    message = raised.value.message
    assert message.startswith("a is not an entry that presetsync wrote: ")
    assert reason in message
    assert raised.value.hint == "restore it from git"


@pytest.mark.parametrize("record", [None, 1, "x", [], True])
def test_an_entry_that_is_no_object_is_refused(record: object) -> None:
    with pytest.raises(LockError, match=r"^a is not an entry that presetsync wrote"):
        parse(json.dumps({"lock_version": 1, "presets": {"a": record}}))


@given(JSON, texts(), JSON)
def test_no_damage_is_anything_but_a_lock_error(value: Any, member: str, other: Any) -> None:
    for document in (value, {"lock_version": 1, "presets": {"a": {member: other}}}):
        with pytest.raises(LockError):
            parse(json.dumps(document))
