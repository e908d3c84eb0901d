"""Histories and blames for people: they fit a terminal, and nothing in them acts on it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.history.blame import traced
from presetsync.history.origins import Gap, Origin, OriginKind, Provenance
from presetsync.history.timeline import History, ServerVersions, records
from presetsync.render.terminal.blame import blame_text
from presetsync.render.terminal.history import history_text
from presetsync.render.terminal.layout import Page, columns, span
from presetsync.render.terminal.style import Style
from presetsync.view.blame_view import blame_view
from presetsync.view.history_view import history_view
from tests.builders import make_preset, make_version
from tests.render.harmless import HOSTILE, unsafe

COMMIT = "0123456789" * 4
EXPLAINED = {
    OriginKind.SAME_CONTENT: (
        "Content committed in: the version was not pushed from that commit, but has the same "
        "content. "
        "It was pushed before the commit, imported or adopted."
    ),
    OriginKind.NO_COMMIT: (
        "Recorded without a commit: imported, adopted, rebuilt, or pushed from files that differed "
        "from git."
    ),
    OriginKind.UNRECORDED: (
        "Not recorded in git: stored in the dashboard or through the API, or by an apply whose "
        "lock was not committed."
    ),
}
SHALLOW = (
    "This clone is shallow, so older commits are not known. To fetch them, run "
    "git fetch --unshallow."
)


def shown(text: str, kind: OriginKind = OriginKind.COMMIT, width: int | None = None) -> list[str]:
    """The lines of a history and of a blame that have a text in all places."""
    origin = Origin(kind, COMMIT)
    if kind in (OriginKind.COMMIT, OriginKind.SAME_CONTENT):
        origin = Origin(kind, COMMIT, COMMIT, text, text, 12)
    prompt = f"{text}\nand {text}"
    made = make_preset("a", {"model": text, f"k{text}": [{text: text}]}, system=prompt)
    versions = [
        replace(
            make_version(made, number),
            config={**made.content.config, "n": number},
            creator_id=text,
            created_at=text,
        )
        for number in (1, 2)
    ]
    provenance = Provenance(dict.fromkeys(("a-v1", "a-v2"), origin), tuple(Gap))
    preset = ServerVersions("a", "a-v2", tuple(versions))
    found = records(preset, versions, "a-v1", provenance)
    history = History({"a": found, "b": ()}, (text,), tuple(Gap))
    blame = replace(traced("a", versions[1], versions), provenance=provenance)
    return (
        history_text(history_view(history), Style(), width=width)
        + blame_text(blame_view(blame), Style(), width=width)
    ).splitlines()


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("width", [None, 40])
def test_nothing_acts_on_a_terminal_or_a_log(text: str, width: int | None) -> None:
    lines = shown(text, width=width)

    assert unsafe("".join(lines)) == set()
    assert [line for line in lines if line.lstrip().startswith(("::", "##["))] == []


@pytest.mark.parametrize("width", [60, 80, 120])
@given(text=st.text(max_size=200), kind=st.sampled_from(OriginKind))
def test_every_line_fits(width: int, text: str, kind: OriginKind) -> None:
    assert max(map(columns, shown(text, kind, width))) <= width


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (OriginKind.COMMIT, "    0123456 #12 x: x"),
        (OriginKind.NO_COMMIT, "    0123456 recorded without a commit"),
        (OriginKind.SAME_CONTENT, "    content committed in 0123456 #12 x: x"),
        (OriginKind.UNRECORDED, "    0123456 not recorded in git"),
        (OriginKind.NOT_IN_CLONE, "    0123456 not in this clone"),
        (
            OriginKind.SHALLOW,
            "    0123456 or a commit before it, which this shallow clone does not have",
        ),
    ],
)
def test_an_origin_says_what_is_known(kind: OriginKind, said: str) -> None:
    assert said in shown("x", kind)


@pytest.mark.parametrize("kind", OriginKind)
def test_what_is_said_of_origins_is_explained_once_below(kind: OriginKind) -> None:
    # The lines are those of a history and of a blame, of two versions each.
    explained = [line for line in shown("x", kind) if line in EXPLAINED.values()]

    assert explained == ([EXPLAINED[kind]] * 2 if kind in EXPLAINED else [])


def test_why_more_may_be_known_elsewhere_is_said() -> None:
    assert shown("x")[-3:] == [
        "There is no git repository here, or git does not answer.",
        SHALLOW,
        "States of the lock in git could not be read; they may record more versions.",
    ]


def test_a_stored_text_of_white_space_only_says_so() -> None:
    one, other = (
        make_version(make_preset("a", system=system), number)
        for number, system in enumerate(["a b", "a  b"], 1)
    )
    preset = ServerVersions("a", None, (one, other))
    history = History({"a": records(preset, [other], None, Provenance())})

    lines = history_text(history_view(history), Style()).splitlines()

    assert lines[2].startswith("    system prompt white space only: ")


def test_a_version_that_changes_nothing_says_so() -> None:
    versions = [make_version(make_preset("a"), number) for number in (1, 2)]
    preset = ServerVersions("a", "a-v2", tuple(versions))
    history = History({"a": records(preset, versions, None, Provenance())})

    lines = history_text(history_view(history), Style()).splitlines()

    assert lines[0].endswith("  live  = v1")
    assert lines[2] == "    no change"


def test_a_blame_of_a_preset_without_a_prompt_has_fields_alone() -> None:
    version = make_version(make_preset("a"))

    lines = blame_text(blame_view(traced("a", version, [version])), Style()).splitlines()

    assert lines[4] == '    /model: "m/one"'


@pytest.mark.parametrize("width", range(40, 70))
def test_a_line_of_several_parts_is_broken_between_words(width: int) -> None:
    parts = ("inbound-classifier", " ", "v1  2026-11-27 23:26", "  ", "live, in the lock")

    lines = list(Page(Style(), width).line(*map(span, parts)))

    words = [word for line in lines for word in line.removeprefix("        ┆ ").split()]
    assert words == "".join(parts).split()
    assert max(map(columns, lines)) <= width
