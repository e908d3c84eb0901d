"""A dashboard edit in the preset file: in just the places that differ, or refused by name."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.diff.merge_chunks import Side
from presetsync.diff.three_way import MergeConflict
from presetsync.imports.outcomes import ImportOutcome, ImportRefusedError
from presetsync.imports.reconciliation import FileAndServer
from presetsync.imports.server_edits import Taken, taken_over
from presetsync.presets.model import Content, Preset, content_digest
from presetsync.state.receipt import Receipt
from tests.builders import make_entry, make_version
from tests.edits.editing import document_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.documents.document import Document

FILE = """\
# yaml-language-server: $schema=../schema.json
skin: chat/completions
body:
  model: 'openai/gpt-5.4'   # the good one

  temperature: 0.50  # not 1
  # the routing
  provider: {sort: price, order: [a,  b]}
  messages:
    - role: system
      content: |
        You are kind.
        Be brief.

        Never guess.
    - {role: user, content: "Write one."}  # an example
# the end
"""

INCLUDING = """\
skin: chat/completions
body:
  model: m
  messages:
    - role: system
      content: !file [tone.md, shared.md]  # joined
    - role: user
      content: x
"""
TEXTS = {"tone.md": "Be kind.\nBe brief.\n", "shared.md": "Never guess.\n"}
PROMPT = "Be kind.\nBe brief.\n\nNever guess.\n"


def preset_of(document: Document) -> Preset:
    return Preset("a", document.data["skin"], document.path, document.data["body"])


def edited(preset: Preset, config: dict[str, Any], system: Any = ...) -> Any:
    """Version 2: the preset's content with other fields, and maybe another prompt."""
    version = make_version(preset, 2)
    kept = {key: value for key, value in {**version.config, **config}.items() if value is not ...}
    prompt = version.system_prompt if system is ... else system
    return replace(version, config=kept, system_prompt=prompt)


def take(
    document: Document,
    config: dict[str, Any] | None = None,
    system: Any = ...,
    *,
    sent: Preset | None = None,
    users: dict[str, list[str]] | None = None,
    side: Side | None = None,
) -> Taken:
    """Take over an edit of what was applied, which is what the file says unless ``sent`` does."""
    preset = preset_of(document)
    sent = sent or preset
    known = FileAndServer(
        preset, make_entry(sent), make_version(sent), edited(sent, config or {}, system), Receipt()
    )
    return taken_over(document, known, users or {}, side)


def document_after(document: Document, texts: Mapping[str, str]) -> Document:
    """The preset file once texts are written."""
    files = {name: texts.get(file.path, file.text) for name, file in document.included.items()}
    return document_of(texts.get(document.path, document.text), files)


def proved(document: Document, taken: Taken) -> dict[str, Any]:
    """The texts, which say what they are said to say."""
    files = {
        name: taken.texts.get(file.path, file.text) for name, file in document.included.items()
    }
    after = preset_of(document_of(taken.texts.get(document.path, document.text), files))
    assert after.digest == content_digest(after.skin, taken.content)
    if taken.entry and taken.outcome is ImportOutcome.UPDATED:
        assert taken.entry.snapshot.digest == after.digest
        assert taken.entry.snapshot.body_digest == after.body_digest
    return dict(taken.texts)


def test_only_what_differs_changes() -> None:
    document = document_of(FILE)

    taken = take(
        document,
        {"temperature": 0.9, "provider": {"sort": "price", "order": ["a", "c"]}},
        "You are kind.\nBe very brief.\n\nNever guess.\n",
    )

    assert taken.outcome is ImportOutcome.UPDATED
    assert proved(document, taken) == {
        document.path: FILE.replace("0.50", "0.9")
        .replace("[a,  b]", "[a,  c]")
        .replace("Be brief", "Be very brief")
    }


def test_the_files_own_changes_are_kept_and_still_to_be_applied() -> None:
    sent = preset_of(document_of(FILE))
    text = FILE.replace("gpt-5.4", "gpt-5.5").replace("Never guess.", "Never lie.")
    document = document_of(text)

    taken = take(
        document, {"temperature": 0.9}, "You are kind!\nBe brief.\n\nNever guess.\n", sent=sent
    )

    assert taken.outcome is ImportOutcome.MERGED
    assert proved(document, taken) == {
        document.path: text.replace("0.50", "0.9").replace("kind.", "kind!")
    }
    assert taken.entry
    assert taken.entry.snapshot.content == Content(
        {**sent.content.config, "temperature": 0.9}, "You are kind!\nBe brief.\n\nNever guess.\n"
    )


def test_a_conflict_changes_nothing_until_a_side_is_taken() -> None:
    sent = preset_of(document_of(FILE))
    document = document_of(FILE.replace("0.50", "0.6"))
    conflicts = (MergeConflict("/temperature", 0.5, 0.6, 0.9),)
    edit = {"temperature": 0.9, "top_k": 5}

    undecided = take(document, edit, sent=sent)
    assert undecided == Taken(
        ImportOutcome.CONFLICT, preset_of(document).content, conflicts=conflicts
    )

    server = take(document, edit, sent=sent, side=Side.SERVER)
    assert (server.outcome, server.conflicts) == (ImportOutcome.MERGED, conflicts)
    assert server.content.config == {**sent.content.config, **edit}
    assert "temperature: 0.9  # not 1\n" in proved(document, server)[document.path]

    file = take(document, edit, sent=sent, side=Side.FILE)
    assert (file.outcome, file.conflicts) == (ImportOutcome.MERGED, conflicts)
    assert file.content.config == {**sent.content.config, "temperature": 0.6, "top_k": 5}
    assert file.entry == server.entry
    proved(document, file)


def test_where_the_lock_has_what_is_live_there_is_nothing_to_do() -> None:
    document = document_of(FILE)
    sent = preset_of(document_of(FILE.replace("0.50", "0.6")))
    known = FileAndServer(
        preset_of(document), make_entry(sent), make_version(sent), make_version(sent), Receipt()
    )

    assert taken_over(document, known, {}) == Taken(
        ImportOutcome.UNCHANGED, preset_of(document).content
    )


def test_an_edit_that_the_file_has_already_is_recorded() -> None:
    document = document_of(FILE.replace("0.50", "0.9"))

    taken = take(document, {"temperature": 0.9}, sent=preset_of(document_of(FILE)))

    assert (taken.outcome, taken.texts) == (ImportOutcome.UNCHANGED, {})
    assert taken.entry
    assert taken.entry.version == 2
    assert taken.entry.snapshot.digest == preset_of(document).digest


@pytest.mark.parametrize("side", [None, Side.SERVER, Side.FILE])
def test_without_an_entry_the_sides_are_compared(side: Side | None) -> None:
    document = document_of(FILE)
    preset = preset_of(document)
    same = FileAndServer(preset, None, None, make_version(preset, 3), Receipt())
    other = replace(same, live=edited(preset, {"temperature": 0.9}))

    recorded = taken_over(document, same, {}, side)
    assert (recorded.outcome, recorded.texts) == (ImportOutcome.UNCHANGED, {})
    assert recorded.entry == replace(make_entry(preset, 3), version_id=same.live.id)

    taken = taken_over(document, other, {}, side)
    outcomes = {
        None: ImportOutcome.CONFLICT,
        Side.SERVER: ImportOutcome.UPDATED,
        Side.FILE: ImportOutcome.UNCHANGED,
    }
    assert taken.outcome is outcomes[side]
    assert [each.pointer for each in taken.conflicts] == ["/temperature"]
    assert bool(taken.entry) is (side is not None)
    assert [*proved(document, taken)] == [document.path] * (side is Side.SERVER)


@pytest.mark.parametrize(
    ("prompt", "path", "text"),
    [
        ("Be kind!\nBe brief.\n\nNever guess.\n", "presets/tone.md", "Be kind!\nBe brief.\n"),
        ("Be kind.\nBe brief.\n\nNever lie.\n", "presets/shared.md", "Never lie.\n"),
    ],
)
def test_an_included_prompt_is_changed_in_its_file(prompt: str, path: str, text: str) -> None:
    document = document_of(INCLUDING, TEXTS)

    taken = take(document, system=prompt, users={path: ["a"], "elsewhere.md": ["b"]})

    assert proved(document, taken) == {path: text}


def test_the_preset_file_comes_last() -> None:
    document = document_of(INCLUDING, TEXTS)

    taken = take(document, {"model": "n"}, PROMPT.replace("guess", "lie"))

    assert [*proved(document, taken)] == ["presets/shared.md", document.path]


def test_a_text_that_others_include_is_not_changed_for_one() -> None:
    document = document_of(INCLUDING, TEXTS)

    with pytest.raises(ImportRefusedError) as raised:
        take(
            document,
            system=PROMPT.replace("guess", "lie"),
            users={"presets/shared.md": ["c", "a", "b"], "presets/tone.md": ["a"]},
        )

    assert raised.value.message == "presets/shared.md would change, which other presets use: b, c"
    assert raised.value.hint


def test_a_shared_text_that_does_not_change_is_no_reason() -> None:
    document = document_of(INCLUDING, TEXTS)

    taken = take(document, {"model": "n"}, users={"presets/shared.md": ["a", "b"]})

    assert [*proved(document, taken)] == [document.path]


ANCHORED = """\
skin: chat/completions
body:
  model: &m m
  fallbacks: [*m]
  messages: [{role: user, content: x}]
"""


@pytest.mark.parametrize(
    ("text", "files", "config", "system", "message"),
    [
        pytest.param(
            INCLUDING, TEXTS, {}, PROMPT.replace("kind", "nice").replace("guess", "lie"),
            "presets/a.yaml:6:16: ", id="two files of a list",
        ),
        pytest.param(
            INCLUDING, TEXTS, {}, PROMPT.replace("guess.\n", "guess.\r\n"),
            "presets/a.yaml:6:16: the new text has a carriage return", id="a text of no file",
        ),
        pytest.param(
            ANCHORED, {}, {"model": "n"}, ..., "presets/a.yaml:3:", id="an anchor",
        ),
        pytest.param(
            "skin: messages\nbody: {model: m, max_tokens: 1, system: "
            "[{type: text, text: a}, {type: text, text: b}]}\n", {}, {}, "A\n\nB",
            "presets/a.yaml:2:41: the system prompt has 2 parts, and the change is not within one",
            id="parts",
        ),
        pytest.param(
            "skin: chat/completions\nbody: {messages: [{role: system, content: a}]}\n", {},
            {}, None,
            "presets/a.yaml:2:18: without its system prompt messages would be empty",
            id="no message left",
        ),
        pytest.param(
            FILE, {}, {"stream": True}, ..., "presets/a.yaml:4:3: stream is no part of a config",
            id="an ignored field",
        ),
        pytest.param(
            '{"skin": "chat/completions", "body": {"messages": [{"role": "user", "content": "a\n b"'
            '}], "model": "x\n y"}, "description": "z\n z"}', {}, {"zork": 1}, ...,
            "presets/a.yaml:3:", id="no place for a comment",
        ),
    ],
)  # fmt: skip
def test_what_a_file_cannot_say_is_refused_by_name(
    text: str, files: dict[str, str], config: dict[str, Any], system: Any, message: str
) -> None:
    with pytest.raises(ImportRefusedError) as raised:
        take(document_of(text, files), config, system)

    assert raised.value.message.startswith(message)
    assert raised.value.hint


def test_a_field_that_presetsync_does_not_know_is_ignored_from_then_on() -> None:
    text = FILE.replace("  provider", "  zork: 1  # presetsync: ignore unknown-field\n  provider")
    document = document_of(text)

    taken = take(document, {"zork": 2, "new": {"a": 1}, "provider": {"sort": "price", "ya": 1}})

    after = proved(document, taken)[document.path]
    assert "  zork: 2  # presetsync: ignore unknown-field\n" in after
    assert "  new:  # presetsync: ignore unknown-field\n    a: 1\n" in after
    assert "  provider: {sort: price, ya: 1}  # presetsync: ignore unknown-field\n" in after


@pytest.mark.parametrize(
    ("body", "system", "expected"),
    [
        pytest.param(
            "  messages:\n  - role: user\n    content: x\n", "Be kind.\n",
            "  messages:\n  - role: system\n    content: |\n      Be kind.\n"
            "  - role: user\n    content: x\n", id="a first message",
        ),
        pytest.param(
            "  messages:\n  - role: system # s\n    content: x\n"
            "  - role: user # u\n    content: y\n",
            None, "  messages:\n  - role: user # u\n    content: y\n", id="no message any more",
        ),
        pytest.param(
            "  messages: # m\n  - role: developer # d\n    content: x # x\n", "y",
            "  messages: # m\n  - role: developer # d\n    content: y # x\n", id="of a developer",
        ),
    ],
)  # fmt: skip
def test_a_prompt_appears_changes_and_goes(body: str, system: str | None, expected: str) -> None:
    start = "skin: chat/completions\nbody:\n  model: m\n"
    document = document_of(start + body)

    taken = take(document, system=system)

    assert proved(document, taken) == {document.path: start + expected}


COMMENTS = re.compile("# the .*")
VALUES = {
    "model": st.sampled_from(["openai/gpt-5.4", "m/two", "no", "1e3"]),
    "temperature": st.sampled_from([0.5, 1, 0, ...]),
    "provider": st.fixed_dictionaries(
        {},
        optional={
            "sort": st.sampled_from(["price", "latency"]),
            "order": st.lists(st.sampled_from("abc"), max_size=3, unique=True),
        },
    ),
    "stop": st.lists(st.text("x:#' \n", min_size=1, max_size=5), min_size=1, max_size=3),
}
LINES = st.lists(st.sampled_from(["You are kind.", "Be brief.", "", "  # No", "Never guess."]))
EDITS = st.tuples(
    st.fixed_dictionaries({}, optional=VALUES), LINES.map(lambda lines: "\n".join(lines) or None)
)


@given(st.lists(EDITS, min_size=1, max_size=3), st.sampled_from([FILE, INCLUDING]))
def test_edits_that_are_taken_over_one_after_another_are_in_sync(
    edits: list[tuple[dict[str, Any], str | None]], text: str
) -> None:
    document = document_of(text, TEXTS)
    for config, system in edits:
        preset = preset_of(document)
        try:
            taken = take(document, config, system)
        except ImportRefusedError:
            continue
        document = document_after(document, proved(document, taken))
        assert taken.content == Content(edited(preset, config).config, system)
        assert {*COMMENTS.findall(text)} <= {*COMMENTS.findall(document.text)}
