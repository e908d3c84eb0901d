"""`history` and `blame`: versions of the server, joined with commits of a real repository."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import uuid4

import pytest

from tests.clones import Clone, counted_processes
from tests.repositories import JOURNAL, LOCK, Repository
from tests.servers import Recorder

SLUG = "copywriter"
FILE = f"presets/{SLUG}.yaml"
UNRECORDED = (
    "Not recorded in git: stored in the dashboard or through the API, or by an apply whose lock "
    "was not committed."
)
EVE = "Eve \x1b[31m\u202eeve"


class Story:
    """Versions by applies, whose locks are committed, and by the dashboard."""

    def __init__(self, repository: Repository, server: Recorder) -> None:
        self.repository = repository
        self.server = server
        self.clone = Clone(repository.root).init()
        self.clone.write(".gitignore", f".presetsync/\n{JOURNAL}\n")
        self._minutes = count(1)

    def apply(self, message: str, **edits: str) -> str:
        """A pull request that is merged by squashing, and main's apply; returns the commit."""
        for old, new in edits.items():
            self.repository.edit(FILE, old.replace("_", " "), new)
        commit = self.clone.commit(message, author="Ada")
        assert self.repository.apply().code == 0
        self.clone.commit("Record applied preset versions")
        return commit

    def dashboard(self, system: str, slug: str = SLUG, **config: Any) -> None:
        """An edit in the dashboard."""
        self.server.store.add_version(
            slug,
            {"model": "openai/gpt-5.4", "temperature": 0.7, **config},
            system,
            now=f"2999-01-01T00:{next(self._minutes):02}:00Z",
            new_id=lambda: str(uuid4()),
        )

    def history(self, *arguments: str) -> Any:
        ran = self.repository.run("history", *arguments, "--format", "json")
        assert ran.code == 0, ran.stderr
        return ran.json

    def blame(self) -> Any:
        return self.repository.run("blame", SLUG, "--format", "json").json


@pytest.fixture
def story(repository: Repository, server: Recorder) -> Story:
    for other in ("reviewer", "classifier"):
        repository.remove_preset(other)
    return Story(repository, server)


def test_the_versions_of_a_preset_with_their_commits(story: Story) -> None:
    first = story.apply("Add the copywriter (#1)")
    second = story.apply("Ask for short mails (#2)", Keep_them_short="Keep them very short")
    story.dashboard("You write marketing emails.\nKeep them short.\n")

    history = story.history(SLUG)

    assert history["slug"] == SLUG
    assert history["gaps"] == []
    assert [
        (each["version"], each["live"], each["locked"], each["same_as"], each["commit"])
        for each in history["versions"]
    ] == [(3, True, False, 1, None), (2, False, True, None, second), (1, False, False, None, first)]
    dashboard, applied, created = history["versions"]
    assert dashboard["origin"] == "unrecorded"
    assert dashboard["created_at"] == "2999-01-01T00:01:00Z"
    assert (applied["author"], applied["subject"], applied["pull_request"]) == (
        *("Ada", "Ask for short mails (#2)", 2),
    )
    assert applied["changes"] == {
        "fields": [],
        "system": {"added_words": 1, "removed_words": 0},
    }
    assert created["changes"]["fields"] == ["/model", "/temperature"]


def test_the_text_says_who_what_and_from_where(story: Story) -> None:
    first = story.apply("Add the copywriter (#1)")
    story.dashboard("You write marketing emails.\nKeep them short.\n", temperature=1)
    story.dashboard("You write marketing emails.\nKeep them short.\n")

    lines = story.repository.run("history", SLUG).stdout.splitlines()

    by = "  by user_sandbox"
    assert lines[:6] == [
        f"v3  2999-01-01 00:02{by}  live  = v1",
        "    not recorded in git",
        "    /temperature",
        f"v2  2999-01-01 00:01{by}",
        "    not recorded in git",
        "    /temperature",
    ]
    assert lines[6].endswith(f"{by}  in the lock")
    assert lines[7:] == [
        f"    {first[:7]} #1 Ada: Add the copywriter (#1)",
        "    /model, /temperature; system prompt 7 words",
        "",
        UNRECORDED,
    ]


def test_without_a_slug_it_lists_all_presets_of_the_lock_by_time(story: Story) -> None:
    story.apply("Add the copywriter")
    story.repository.write_preset("other", "Help.")
    story.apply("Add another one")
    story.dashboard("x", "other")
    story.dashboard("x")

    history = story.history("--limit", "2")
    text = story.repository.run("history", "--limit", "2").stdout

    assert [(p["slug"], [v["version"] for v in p["versions"]]) for p in history["presets"]] == [
        ("copywriter", [2]),
        ("other", [2]),
    ]
    assert text.splitlines()[0].startswith("copywriter v2 ")
    assert text.splitlines()[3].startswith("other v2 ")
    assert story.history("other", SLUG)["presets"][0]["slug"] == "copywriter"


def test_a_preset_of_the_lock_that_the_server_hides_is_named(story: Story) -> None:
    story.apply("Add the copywriter")
    story.repository.write_preset("other", "Help.")
    story.apply("Add another one")
    story.server.store.archive("other", now="2999-01-01T00:00:00Z")

    assert story.history()["absent"] == ["other"]
    ran = story.repository.run("history")
    assert ran.stdout.splitlines()[-1] == "Archived, or not on the server: other."
    named = story.repository.run("history", "other")
    assert named.code == 64
    assert "the server has no preset other" in named.stderr


@pytest.mark.parametrize("command", ["history", "blame"])
@pytest.mark.parametrize("slug", ["copywriters", "../x", "a b"])
def test_what_is_no_preset_is_wrong_usage(story: Story, command: str, slug: str) -> None:
    story.apply("Add the copywriter")

    ran = story.repository.run(command, slug)

    assert (ran.code, ran.stdout) == (64, "")
    assert "slug" in ran.stderr
    if slug == "copywriters":
        assert "did you mean `copywriter`?" in ran.stderr


def test_an_untracked_preset_has_a_history_too(story: Story) -> None:
    story.apply("Add the copywriter")
    story.server.store.add_version(
        "stranger", {"model": "m/one"}, None, now="2026-01-01T00:00:00Z", new_id=lambda: "id"
    )

    assert [each["origin"] for each in story.history("stranger")["versions"]] == ["unrecorded"]


def test_before_the_first_apply_there_are_no_versions(story: Story) -> None:
    ran = story.repository.run("history")

    assert (ran.code, ran.stdout.splitlines()[0]) == (
        *(0, "No versions. To see those of a preset, name it."),
    )


def test_in_a_folder_without_presets_it_is_wrong_usage(story: Story) -> None:
    (story.repository.root / FILE).unlink()
    (story.repository.root / "presets").rmdir()

    assert story.repository.run("history").code == 64


def test_the_sandbox_has_a_history_of_its_own(story: Story) -> None:
    story.clone.commit("Add the copywriter")
    assert story.repository.run("--sandbox", "apply", "--yes").code == 0

    [version] = story.history("--sandbox", SLUG)["versions"]

    assert (version["origin"], version["subject"]) == ("commit", "Add the copywriter")
    assert not (story.repository.root / LOCK).exists()


def test_a_line_has_the_version_that_brought_it(story: Story) -> None:
    first = story.apply("Add the copywriter (#1)")
    second = story.apply(
        "Say hello (#2)",
        Keep_them_short="Keep them short.\n        Begin with a friendly greeting",
    )
    story.dashboard("You write marketing emails.\nBegin with a friendly greeting.\n")
    story.dashboard(
        "Begin with a friendly greeting.\nYou write marketing emails.\nKeep them short.\n",
        temperature=0.2,
    )

    blame = story.blame()

    assert (blame["slug"], blame["version"]) == (SLUG, 4)
    assert [
        (each["line"], each["text"], each["version"], each["commit"]) for each in blame["lines"]
    ] == [
        (1, "Begin with a friendly greeting.", 2, second),
        (2, "You write marketing emails.", 1, first),
        # It was removed in version 3, and came back.
        (3, "Keep them short.", 4, None),
    ]
    assert [each["origin"] for each in blame["lines"]] == ["commit", "commit", "unrecorded"]
    assert blame["lines"][0]["author"] == "Ada"
    assert [(each["pointer"], each["value"], each["version"]) for each in blame["fields"]] == [
        ("/model", "openai/gpt-5.4", 1),
        ("/temperature", 0.2, 4),
    ]


def test_the_text_of_a_blame_has_the_lines_below_their_versions(story: Story) -> None:
    first = story.apply("Add the copywriter (#1)")
    story.dashboard("You write marketing emails.\nNever shout.\nKeep them short.\n")

    ran = story.repository.run("blame", SLUG)

    lines = ran.stdout.splitlines()
    assert ran.code == 0
    assert lines[6].startswith("v1  ")
    assert [*lines[:6], *lines[7:]] == [
        f"v2 of {SLUG} is live since 2999-01-01 00:01",
        "",
        "v2  2999-01-01 00:01  by user_sandbox",
        "    not recorded in git",
        "    1 line of the system prompt",
        "",
        f"    {first[:7]} #1 Ada: Add the copywriter (#1)",
        '    /model: "openai/gpt-5.4"',
        "    /temperature: 0.7",
        "    2 lines of the system prompt",
        "",
        f"v1  {first[:7]}  1 │ You write marketing emails.",
        "v2           2 │ Never shout.",
        f"v1  {first[:7]}  3 │ Keep them short.",
        "",
        UNRECORDED,
    ]


def test_what_git_and_the_server_say_acts_on_nothing(story: Story) -> None:
    story.clone.write("README.md", "x")
    story.clone.commit("::error::no\n", author=EVE)
    story.repository.edit(FILE, "Keep them short.", "::error::of the prompt")
    story.clone.commit("::set-output name=x::y \u202e", author=EVE)
    assert story.repository.apply().code == 0

    for command in ("history", "blame"):
        for output in ("text", "json"):
            ran = story.repository.run(command, SLUG, "--format", output)
            assert ran.code == 0
            assert "\x1b" not in ran.stdout
            assert "\u202e" not in ran.stdout
            assert not [x for x in ran.stdout.splitlines() if x.lstrip().startswith("::")]
            # The JSON of a blame has no subjects.
            assert ("set-output" in ran.stdout) is ((command, output) != ("blame", "json"))
    assert "<U+202E>" in story.repository.run("history", SLUG).stdout
    assert story.history(SLUG)["versions"][0]["author"] == EVE


def test_a_key_in_a_commit_or_a_prompt_reaches_no_output(story: Story) -> None:
    key = "correct_horse-battery_zq17"
    story.apply(f"Use {key}", Keep_them_short=f"Say {key}")

    for command in ("history", "blame"):
        for output in ("text", "json"):
            env = {"OPENROUTER_MANAGEMENT_KEY": key}
            ran = story.repository.run(command, SLUG, "--format", output, env=env)
            assert ran.code == 0
            assert "zq17" not in ran.stdout
            assert "OPENROUTER_MANAGEMENT_KEY" in ran.stdout


def test_many_versions_take_few_requests_and_four_processes_of_git(story: Story) -> None:
    story.apply("Add the copywriter")
    for number in range(120):
        story.dashboard(f"You write marketing emails.\nKeep them short.\nRule {number}.\n")
    story.server.requests.clear()
    processes, counting = counted_processes()

    with counting:
        history = story.history(SLUG)

    assert len(history["versions"]) == 121
    assert [request.path.rpartition("/presets/")[2] for request in story.server.requests] == [
        *(SLUG, f"{SLUG}/versions", f"{SLUG}/versions"),
    ]
    assert processes.started == 4
