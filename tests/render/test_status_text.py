"""Statuses for people: a table, what needs attention, and what is untracked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from presetsync.plan.drift import PresetStatus, Status, SyncStatus
from presetsync.render.terminal.layout import columns
from presetsync.render.terminal.style import Style
from tests.builders import make_entry, make_preset, make_version
from tests.render.shown import status_text

OURS, THEIRS = make_preset(config={"n": 1}), make_preset(config={"n": 2})
ENTRY = make_entry(OURS)
SNAPSHOT = replace(ENTRY.snapshot, source_commit="0123456789abcdef" * 2 + "01234567")
COMMITTED = replace(ENTRY, snapshot=SNAPSHOT)
LIVE = replace(
    make_version(THEIRS, 2), created_at="2026-05-01T23:30:00-02:00", creator_id="user_ada"
)


def in_sync(slug: str, server_status: str = "active") -> PresetStatus:
    return PresetStatus(slug, SyncStatus.IN_SYNC, ENTRY, server_status=server_status)


def test_a_table_of_all_presets_comes_before_those_that_need_attention() -> None:
    status = Status(
        (
            PresetStatus("a", SyncStatus.DRIFTED, ENTRY, LIVE, server_status="active"),
            PresetStatus("b", SyncStatus.IN_SYNC, COMMITTED, server_status="active"),
            PresetStatus("c", SyncStatus.MISSING, ENTRY),
            PresetStatus("d", SyncStatus.DISABLED, ENTRY, server_status="disabled"),
            PresetStatus("e", SyncStatus.ARCHIVED, replace(ENTRY, archived=True)),
        )
    )

    assert status_text(status, Style()).splitlines() == [
        "preset  live  since (UTC)       by              state",
        "a       v2    2026-05-02 01:30  user_ada        drifted",
        "b       v1    2026-01-02 03:04  commit 0123456  in sync",
        "c       -     -                 -               missing",
        "d       v1    2026-01-02 03:04  -               disabled",
        "e       -     -                 -               archived",
        "",
        "x drifted a  chat/completions  presets/a.yaml",
        "    version 2 was stored by user_ada at 2026-05-02 01:30 UTC",
        "    version 2 is live; changes since version 1:",
        "    /n: 1 → 2",
        (
            "    to import the live version into the file, run presetsync import a; "
            "to replace it with the file, run presetsync apply --target a --overwrite-drift"
        ),
        "",
        "x missing c  chat/completions  presets/a.yaml",
        "    version 1 was applied from here, but the server no longer has it",
        (
            "    to bring it back, restore it in the dashboard; "
            "to remove it, delete its file and run presetsync apply --prune"
        ),
        "",
        "x disabled d  chat/completions  presets/a.yaml",
        "    calls of it fail until it is enabled in the dashboard",
        "",
        "Status: 1 in sync, 1 drifted, 1 missing, 1 archived, 1 disabled.",
    ]


def test_rows_have_columns_and_what_needs_attention_is_below_them() -> None:
    slugs = ("email-copywriter", "release-notes", "summarizer")
    ours = [make_preset(slug, {"temperature": 0.7}) for slug in slugs]
    first, second, third = (
        replace(make_entry(preset, 3 - number), applied_at="2026-04-20T10:00:00Z")
        for number, preset in enumerate(ours)
    )
    commit = replace(second.snapshot, source_commit="5f3c2a1" + "0" * 33)
    live = replace(
        make_version(make_preset(config={"temperature": 1}), 4),
        creator_id="user_2dHFtVWx2",
        created_at="2026-05-02T09:12:44Z",
    )
    status = Status(
        (
            PresetStatus(slugs[0], SyncStatus.DRIFTED, first, live),
            PresetStatus(slugs[1], SyncStatus.IN_SYNC, replace(second, snapshot=commit)),
            PresetStatus(slugs[2], SyncStatus.DISABLED, third, server_status="disabled"),
        ),
        untracked=("greeter", "playground"),
    )

    assert status_text(status, Style()).splitlines() == [
        "preset            live  since (UTC)       by              state",
        "email-copywriter  v4    2026-05-02 09:12  user_2dHFtVWx2  drifted",
        "release-notes     v2    2026-04-20 10:00  commit 5f3c2a1  in sync",
        "summarizer        v1    2026-04-20 10:00  -               disabled",
        "",
        "x drifted email-copywriter  chat/completions  presets/email-copywriter.yaml",
        "    version 4 was stored by user_2dHFtVWx2 at 2026-05-02 09:12 UTC",
        "    version 4 is live; changes since version 3:",
        "    /temperature: 0.7 → 1",
        (
            "    to import the live version into the file, run presetsync import email-copywriter; "
            "to replace it with the file, "
            "run presetsync apply --target email-copywriter --overwrite-drift"
        ),
        "",
        "x disabled summarizer  chat/completions  presets/summarizer.yaml",
        "    calls of it fail until it is enabled in the dashboard",
        "",
        "Status: 1 in sync, 1 drifted, 1 disabled.",
        (
            "2 presets on the server are untracked: greeter, playground. "
            "Import them with presetsync import --all."
        ),
    ]


def test_a_drifted_preset_without_a_live_version_says_so() -> None:
    shown = status_text(Status((PresetStatus("a", SyncStatus.DRIFTED, ENTRY),)), Style())

    assert shown.splitlines()[3:5] == [
        "x drifted a  chat/completions  presets/a.yaml",
        "    version 1 was applied from here, but no version is live",
    ]


def test_a_version_with_the_content_of_the_applied_one_is_drift_without_a_difference() -> None:
    applied = make_version(THEIRS)
    drifted = PresetStatus("a", SyncStatus.DRIFTED, ENTRY, make_version(THEIRS, 2), applied)

    shown = status_text(Status((drifted,)), Style())

    assert "\n    version 2 is live, with the same content as version 1\n" in shown


def test_an_archived_preset_that_is_live_again_was_restored_by_somebody_else() -> None:
    entry = replace(ENTRY, archived=True)
    restored = PresetStatus("a", SyncStatus.DRIFTED, entry, make_version(OURS), make_version(OURS))

    assert status_text(Status((restored,)), Style()).splitlines()[3:7] == [
        "x drifted a  chat/completions  presets/a.yaml",
        "    version 1 was stored at 2026-01-02 03:04 UTC",
        "    archived from here, but version 1 is live, with the same content as version 1",
        "    to keep it, run presetsync import a; otherwise archive it again in the dashboard",
    ]


def test_the_status_on_the_server_is_shown_if_the_state_does_not_say_it() -> None:
    drifted = PresetStatus("b", SyncStatus.DRIFTED, ENTRY, LIVE, server_status="disabled")

    shown = status_text(Status((in_sync("a", "paused"), drifted)), Style()).splitlines()

    assert shown[1].endswith("  in sync, paused")
    assert shown[2].endswith("  drifted, disabled")
    assert shown[4].startswith("x drifted, disabled b")
    assert shown[5] == "    calls of it fail until it is enabled in the dashboard"


def test_a_lock_without_presets_has_no_table() -> None:
    assert status_text(Status(()), Style()) == "Status: the lock is empty.\n"


@pytest.mark.parametrize(
    ("slugs", "expected"),
    [
        ((), ""),
        (("a",), "1 preset on the server is untracked: a. Import it with presetsync import a."),
        (
            ("a b",),
            "1 preset on the server is untracked: a b. Import it with presetsync import --all.",
        ),
        (
            ("a", "b"),
            (
                "2 presets on the server are untracked: a, b. "
                "Import them with presetsync import --all."
            ),
        ),
    ],
)
def test_untracked_presets_are_named_in_the_last_line(
    slugs: tuple[str, ...], expected: str
) -> None:
    shown = status_text(Status((), slugs), Style())

    assert shown == "Status: the lock is empty.\n" + (f"{expected}\n" if expected else "")


def test_many_untracked_presets_are_folded_unless_all_is_shown() -> None:
    status = Status((), tuple(f"p{number:02}" for number in range(40)))

    assert "p18, p19 and 20 more. Import them" in status_text(status, Style())
    assert "p38, p39. Import them" in status_text(status, Style(), full=True)


def test_a_file_in_a_folder_that_was_not_read_is_looked_for_before_an_import() -> None:
    status = Status((), ("a", "b"), unread=("presets/shared",))

    assert status_text(status, Style()).endswith(
        "untracked: a, b. Before you import them, check for their files in presets/shared, "
        "which was not read.\n"
    )


def test_long_names_are_folded_behind_a_gutter() -> None:
    slug, person = "customer-support-triage-of-mails", "user_2dHFtVWx2n56w6HkM0000000000"
    live = replace(LIVE, creator_id=person)
    status = Status((PresetStatus(slug, SyncStatus.DRIFTED, ENTRY, live), in_sync("b", "paused")))

    assert table(status, 120) == [
        (
            "preset                            live  since (UTC)       by"
            "                                state"
        ),
        f"{slug}  v2    2026-05-02 01:30  {person}  drifted",
        (
            "b                                 v1    2026-01-02 03:04  -"
            "                                 in sync, paused"
        ),
    ]
    assert table(status, 80) == [
        "preset              live  since (UTC)       by                   state",
        "customer-support-   v2    2026-05-02 01:30  user_2dHFtVWx2n56w6  drifted",
        "┆ triage-of-mails                           HkM0000000000",
        "b                   v1    2026-01-02 03:04  -                    in sync, paused",
    ]
    assert table(status, 60) == [
        "preset          live  since (UTC)  by              state",
        "customer-       v2    2026-05-02   user_2dHFtVWx2  drifted",
        "┆ support-            01:30        n56w6HkM000000",
        "┆ triage-of-                       0000",
        "┆ mails",
        "b               v1    2026-01-02   -               in sync,",
        "┆                     03:04                        paused",
    ]


def is_continued(line: str) -> bool:
    return f"{line} ".startswith("┆ ")  # no line ends with a space


def table(status: Status, width: int) -> list[str]:
    shown = status_text(status, Style(), width=width).splitlines()
    return shown[: shown.index("")]


@example(
    ["000\x1f\x1f\u0e5c\u0e5c\u0e5c゛\U00100000 "], 66
)  # ends with a space in a line of its own
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60), max_size=4
    ),
    st.integers(59, 140),
)
def test_a_table_fits_the_terminal_and_no_part_of_a_name_begins_a_line(
    slugs: list[str], width: int
) -> None:
    status = Status(tuple(map(in_sync, slugs)))

    shown = table(status, width) if slugs else []

    assert all(columns(line) <= width for line in shown)
    begun = [line for line in shown[1:] if not is_continued(line)]
    assert len(begun) == len(slugs) - sum(map(is_continued, slugs))
    assert [line.rsplit("  ", 1)[-1] for line in begun] == ["in sync"] * len(begun)
