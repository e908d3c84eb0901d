"""The versions of presets, with what they changed."""

from __future__ import annotations

from dataclasses import replace

from presetsync.api.wire import Version
from presetsync.history.blame import traced
from presetsync.history.origins import UNRECORDED, Origin, OriginKind, Provenance
from presetsync.history.timeline import History, ServerVersions, newest, records
from tests.builders import make_preset, make_version


def version(
    number: int, system: str | None = "Write.", slug: str = "a", **config: object
) -> Version:
    made = make_version(make_preset(slug, {"model": "m/one", **config}, system=system), number)
    return replace(made, created_at=f"2026-01-01T00:{number:02}:00Z")


def preset(*versions: Version, live: int = 0, slug: str = "a") -> ServerVersions:
    return ServerVersions(slug, f"{slug}-v{live or len(versions)}", versions)


def test_a_version_has_what_it_changed_and_which_older_one_says_the_same() -> None:
    origin = Origin(OriginKind.NO_COMMIT)
    asked = preset(
        version(1),
        version(2, "Write well."),
        version(3, "Write well.", top_p=1.0),
        version(4),
        version(5, "Write well.", top_p=1),
    )

    found = records(asked, asked.versions, "a-v4", Provenance({"a-v2": origin}))

    assert [each.version.version for each in found] == [5, 4, 3, 2, 1]
    assert [each.same_as for each in found] == [3, 1, None, None, None]
    assert [each.is_live for each in found] == [True, False, False, False, False]
    assert [each.is_locked for each in found] == [False, True, False, False, False]
    assert [each.origin for each in found] == [
        UNRECORDED,
        UNRECORDED,
        UNRECORDED,
        origin,
        UNRECORDED,
    ]
    assert [each.fields for each in found] == [
        ("/top_p",),
        ("/top_p",),
        ("/top_p",),
        (),
        ("/model",),
    ]
    assert [each.system.diff.tally.added if each.system else None for each in found] == [
        *(1, 0, None, 1, 1),
    ]


def test_of_equal_versions_the_nearest_older_one_is_named() -> None:
    asked = preset(version(1), version(2), version(3, "x"), version(4))

    found = records(asked, asked.versions, None, Provenance())

    assert [each.same_as for each in found] == [2, None, 1, None]


def test_a_limit_counts_the_versions_of_all_presets_and_changes_nothing_else() -> None:
    one = preset(version(1), version(2, "x"), version(4))
    other = preset(version(3, slug="b"), slug="b")

    shown = newest([one, other], 2)

    assert {slug: [each.version for each in found] for slug, found in shown.items()} == {
        "a": [4],
        "b": [3],
    }
    assert records(one, shown["a"], None, Provenance())[0].same_as == 1
    assert newest([one, other], None) == {"a": one.versions, "b": other.versions}


def test_a_history_is_in_order_of_time() -> None:
    presets = [preset(version(1), version(4)), preset(version(3, slug="b"), slug="b")]
    history = History({p.slug: records(p, p.versions, None, Provenance()) for p in presets})

    assert [(each.slug, each.version.version) for each in history.by_time] == [
        *(("a", 4), ("b", 3), ("a", 1)),
    ]


def test_a_blame_ends_at_the_live_version_whatever_came_after() -> None:
    first, second, third = version(1, "a\nb\n"), version(2, "a\nx\nb\n"), version(3, "c\n")

    found = traced("a", second, [first, second, third])

    assert [(each.number, each.text, each.version.version) for each in found.lines] == [
        *((1, "a", 1), (2, "x", 2), (3, "b", 1)),
    ]
    assert [(each.pointer, each.value, each.version) for each in found.fields] == [
        ("/model", "m/one", first)
    ]
    assert [*found.versions] == [second, first]
