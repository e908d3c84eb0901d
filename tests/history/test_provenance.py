"""Versions joined with commits, in real repositories."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from presetsync.filesystem.files import RootedPath
from presetsync.git import git
from presetsync.history.origins import UNRECORDED, Gap, Origin, OriginKind
from presetsync.history.provenance import provenance
from tests.clones import counted_processes
from tests.history.world import BOT, LOCK, PROMPT, World, source
from tests.memory import folder_in_memory


def test_a_version_comes_from_the_newest_commit_that_changed_the_file_or_what_it_includes(
    world: World,
) -> None:
    first = world.edit("one", "Add the bot")
    world.write("README.md", "unrelated")
    head = world.commit("Unrelated")
    world.apply(1)
    world.write(BOT, source() + "# a comment\n")
    second = world.commit("Comment", author="Grace")
    world.apply(2)
    third = world.edit("three", "Third")
    world.apply(3)

    found = world.found(1, 2, 3)

    assert found.of("bot-v1") == Origin(
        OriginKind.COMMIT, head, first, "Ada", "Add the bot", pull_request=None
    )
    assert found.of("bot-v2").commit == second
    assert found.of("bot-v2").author == "Grace"
    assert found.of("bot-v3").commit == third
    assert found.gaps == ()


def test_what_another_preset_includes_does_not_count(world: World) -> None:
    first = world.edit("one")
    world.write("presets/other.yaml", source("other.md"))
    world.write("presets/other.md", "x")
    other = world.commit("Other")
    world.apply(1)
    world.apply(1, "other")

    assert world.origin(1).commit == first
    assert world.origin(1, "other").commit == other


def test_a_file_that_was_included_then_counts_not_one_that_is_now(world: World) -> None:
    first = world.edit("one")
    world.apply(1)
    world.write(BOT, source("prompts/new.md"))
    world.write("presets/prompts/new.md", "new")
    world.commit("Use another file")
    world.apply(2)
    edited = world.edit("not included any more")
    world.apply(3)

    assert world.origin(1).commit == first
    assert world.origin(3).commit != edited


def test_a_version_that_no_lock_knows_is_not_recorded(world: World) -> None:
    world.edit("one")
    world.apply(1)

    found = world.found(1, 2)

    assert found.of("bot-v2") == UNRECORDED
    assert found.gaps == ()


def test_a_squash_merge_names_its_pull_request(world: World) -> None:
    world.edit("one")
    world.git("checkout", "--quiet", "-b", "work")
    world.edit("two", "wip")
    world.edit("three", "wip again")
    world.git("checkout", "--quiet", "main")
    world.git("merge", "--quiet", "--squash", "work")
    squashed = world.commit("Soften the tone (#12)", author="Grace")
    world.apply(1)

    assert world.origin(1) == Origin(
        OriginKind.COMMIT, squashed, squashed, "Grace", "Soften the tone (#12)", 12
    )


def test_a_merge_names_the_pull_request_of_the_commits_that_it_brought(world: World) -> None:
    world.edit("one")
    world.git("checkout", "--quiet", "-b", "work")
    edited = world.edit("two", "Soften the tone")
    world.write("x", "more of the branch")
    world.commit("More")
    world.git("checkout", "--quiet", "main")
    world.write("y", "meanwhile")
    world.commit("Meanwhile (#6)")
    world.merge("work", "Merge pull request #7 from ada/work", author="Grace")
    world.write("z", "later")
    world.commit("Later (#8)")
    head = world.apply(1)

    assert world.origin(1) == Origin(
        OriginKind.COMMIT, head, edited, "Ada", "Soften the tone", 7, merged_by="Grace"
    )


@pytest.mark.parametrize(
    ("merge", "number", "merged_by"),
    [("Merge pull request #7 from eve/work", 7, "Ada"), ("Merge branch 'work'", 1, None)],
)
def test_the_author_of_a_commit_does_not_say_which_pull_request_was_merged(
    world: World, merge: str, number: int, merged_by: str | None
) -> None:
    world.edit("one")
    world.git("checkout", "--quiet", "-b", "work")
    edited = world.edit("two", "As approved (#1)", author="Eve")
    world.git("checkout", "--quiet", "main")
    world.merge("work", merge)
    world.apply(1)

    origin = world.origin(1)

    assert (origin.commit, origin.pull_request, origin.merged_by) == (edited, number, merged_by)


def test_a_merge_that_resolved_a_conflict_is_the_commit(world: World) -> None:
    world.edit("one")
    world.git("checkout", "--quiet", "-b", "work")
    world.edit("two")
    world.git("checkout", "--quiet", "main")
    world.edit("three")
    world.git("merge", "--quiet", "work", check=False)
    merged = world.edit("two and three", "Merge pull request #9 from ada/work")
    world.apply(1)

    assert (world.origin(1).commit, world.origin(1).pull_request) == (merged, 9)


def test_a_commit_of_a_side_that_a_merge_dropped_does_not_count(world: World) -> None:
    kept = world.edit("one")
    world.git("checkout", "--quiet", "-b", "work")
    world.edit("dropped")
    world.git("checkout", "--quiet", "main")
    world.write("x", "x")
    world.commit()
    world.git("merge", "--quiet", "--no-ff", "-s", "ours", "-m", "Drop it", "work")
    world.apply(1)

    assert world.origin(1).commit == kept


def test_a_commit_that_a_rebase_left_behind_is_known_as_long_as_it_is_there(world: World) -> None:
    world.edit("one")
    world.git("checkout", "--quiet", "-b", "work")
    left = world.edit("two", "Before the rebase")
    world.record(left, 1)
    world.git("stash", "--quiet", "--include-untracked")
    world.git("checkout", "--quiet", "main")
    world.git("branch", "--quiet", "-D", "work")
    world.git("stash", "pop", "--quiet")
    world.commit("Record")
    assert world.origin(1).commit == left
    assert world.origin(1).subject == "Before the rebase"

    world.git("stash", "clear")
    world.git("reflog", "expire", "--expire=now", "--all")
    world.git("gc", "--quiet", "--prune=now")
    assert world.origin(1) == Origin(OriginKind.NOT_IN_CLONE, left)


def test_an_object_that_is_no_commit_is_not_in_the_clone(world: World) -> None:
    world.edit("one")
    blob = world.git("rev-parse", f"HEAD:{PROMPT}")
    world.record(blob, 1)

    assert world.origin(1) == Origin(OriginKind.NOT_IN_CLONE, blob)


@pytest.mark.parametrize("depth", [1, 2])
def test_a_shallow_clone_is_said_and_nothing_is_guessed(
    world: World, tmp_path: Path, depth: int
) -> None:
    world.edit("one")
    world.write("x", "unrelated")
    commit = world.commit()
    world.apply(1)
    other = tmp_path / "shallow"
    world.git("clone", "--quiet", "--depth", str(depth), world.root.as_uri(), str(other))
    clone = World(other)

    found = clone.found(1)

    kind = OriginKind.NOT_IN_CLONE if depth == 1 else OriginKind.SHALLOW
    assert found.of("bot-v1") == Origin(kind, commit)
    assert found.gaps == (Gap.SHALLOW,)


def test_in_a_shallow_clone_a_commit_that_is_there_with_its_parent_is_known(
    world: World, tmp_path: Path
) -> None:
    world.edit("one")
    commit = world.edit("two")
    world.apply(1)
    other = tmp_path / "shallow"
    world.git("clone", "--quiet", "--depth", "3", world.root.as_uri(), str(other))

    assert World(other).origin(1).commit == commit


@pytest.mark.parametrize(
    ("author", "subject"),
    [
        ("Eve \x1b[31mred", "::error::owned"),
        ("Eve\u202e", "\u202e)321#( eert"),
        ("Eve", ":100644 100644 a b M"),
        ("f" * 40, "(#1) not at the end\there"),
    ],
)
def test_what_an_author_or_a_subject_says_is_read_as_it_is(
    world: World, author: str, subject: str
) -> None:
    world.edit("one", "Before")
    commit = world.edit("two", subject, author=author)
    world.apply(1)

    origin = world.origin(1)

    assert (origin.commit, origin.author, origin.subject) == (commit, author, subject)
    assert origin.pull_request is None


def test_an_author_and_a_subject_that_are_not_utf_8_are_read_with_replacements(
    world: World,
) -> None:
    world.edit("one", "coffee (#5)")
    plain = world.git("cat-file", "commit", "HEAD").encode() + b"\n"
    raw = plain.replace(b"coffee", b"caf\xe9").replace(b"author Ada", b"author Ad\xe0")
    (world.root / ".git/raw").write_bytes(raw)
    commit = world.git("hash-object", "-t", "commit", "-w", "--literally", ".git/raw")
    world.git("reset", "--quiet", "--soft", commit)
    world.apply(1)

    origin = world.origin(1)

    assert (origin.commit, origin.author) == (commit, "Ad\ufffd")
    assert (origin.subject, origin.pull_request) == ("caf\ufffd (#5)", 5)


@pytest.mark.parametrize(
    "settings",
    [
        {"log.showRoot": "false"},
        {"log.showSignature": "true"},
        {"log.diffMerges": "off", "diff.renames": "copies"},
        {"diff.relative": "true", "diff.external": "false", "log.follow": "true"},
        {"color.ui": "always", "log.abbrevCommit": "true", "core.abbrev": "4"},
        {"format.pretty": "oneline", "log.decorate": "full", "i18n.logOutputEncoding": "latin1"},
    ],
    ids=lambda settings: next(iter(settings)),
)
def test_a_configuration_changes_nothing(world: World, settings: dict[str, str]) -> None:
    commit = world.edit("one", "Prüfen (#3)")
    world.apply(1)
    for name, value in settings.items():
        world.git("config", name, value)

    assert world.origin(1) == Origin(OriginKind.COMMIT, commit, commit, "Ada", "Prüfen (#3)", 3)


@pytest.mark.parametrize("name", ["- x.md", ":(icase)x.md", "*.md", "a\\b.md", "ä b.md"])
def test_the_name_of_an_included_file_is_no_pattern(world: World, name: str) -> None:
    world.write(BOT, source(f'"prompts/{name}"'.replace("\\", "\\\\")))
    world.write(f"presets/prompts/{name}", "one")
    commit = world.commit()
    world.edit("of the file that is not included")
    world.apply(1)

    assert world.origin(1).commit == commit


def test_the_number_of_processes_does_not_grow(world: World) -> None:
    world.edit("one")
    world.apply(1)
    processes, counting = counted_processes()
    with counting:
        world.found(1)
    few = processes.started
    for number in range(2, 30):
        world.edit(f"text {number}")
        world.apply(number)

    processes.started = 0
    with counting:
        found = world.found(*range(1, 30))

    assert {origin.kind for origin in found.origins.values()} == {OriginKind.COMMIT}
    assert len({origin.commit for origin in found.origins.values()}) == 29
    assert processes.started == few == 4


@pytest.mark.parametrize("path", ["presets/{}.yaml", "presets/{}/a.yaml", "{}.yaml"])
def test_of_many_presets_git_is_asked_for_a_few_paths(
    world: World, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    slugs = [f"bot-{number:02}" for number in range(20)]
    commits = {}
    for slug in slugs:
        world.write(path.format(slug), f"# {slug}\n")
        commits[slug] = world.commit(f"Add {slug}")
    world.edit("unrelated")
    head = world.git("rev-parse", "HEAD")
    for slug in slugs:
        world.record(head, 1, slug)
        entry = world.entries[slug]
        snapshot = replace(entry.snapshot, path=path.format(slug))
        world.entries[slug] = replace(entry, snapshot=snapshot)
    world.write_lock()
    asked: list[bytes] = []
    output = git.output

    def noted(folder: Path, *arguments: str, given: bytes = b"", **rest: str) -> bytes | None:
        asked.append(given)
        return output(folder, *arguments, given=given, **rest)

    monkeypatch.setattr(git, "output", noted)
    ids = {slug: [f"{slug}-v1"] for slug in slugs}
    found = provenance(world.top, RootedPath(world.top, world.lock), world.written, ids)

    assert {slug: found.of(f"{slug}-v1").commit for slug in slugs} == commits
    _, _, paths = b"".join(asked).partition(b"--\n")
    # Of each path and each name in a folder git compares the two.
    assert paths.count(b"\n") <= 8


def test_what_a_commit_includes_cannot_stop_git(world: World) -> None:
    names = ["../../../x", "/etc/passwd", '"x\\0y"', '"x\\ny"', "..", ".", "--output=x", "-"]
    included = "".join(f"k{number}: !file {name}\n" for number, name in enumerate(names))
    world.write(BOT, included + source())
    commit = world.edit("one")
    world.apply(1)

    assert world.origin(1).commit == commit
    assert not (world.root / "x").exists()


def test_a_root_that_is_a_link_is_that_repository(world: World, tmp_path: Path) -> None:
    commit = world.edit("one")
    world.apply(1)
    link = tmp_path / "link"
    link.symlink_to(world.root)

    assert World(link).origin(1).commit == commit


def test_where_git_fails_nothing_is_claimed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = world.edit("one")
    world.apply(1)
    output = git.output

    def failing(folder: Path, *arguments: str, given: bytes = b"", **rest: str) -> bytes | None:
        return None if "log" in arguments else output(folder, *arguments, given=given, **rest)

    monkeypatch.setattr(git, "output", failing)
    found = world.found(1)

    assert found.of("bot-v1") == Origin(OriginKind.NOT_IN_CLONE, commit)
    assert found.gaps == (Gap.NO_GIT,)


def test_a_lock_outside_the_repository_is_the_lock_alone(world: World) -> None:
    commit = world.edit("one")
    world.record(commit, 1)
    with folder_in_memory() as elsewhere:
        (world.root / LOCK).rename(elsewhere / LOCK)
        (world.root / LOCK).symlink_to(elsewhere / LOCK)

        assert world.origin(1).commit == commit
        assert world.found(2).gaps == ()
