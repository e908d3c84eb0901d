"""What the comment, the summary of an apply and the drift issue say of versions and people.

The steps are those of the workflows, in a real git repository and against the sandbox.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import drift_issue
import pytest
import sticky_comment

from tests.actions.github_stand_in import GitHubStandIn, github_of_a_step
from tests.clones import Clone
from tests.render.harmless import HOSTILE, check_markdown
from tests.repositories import JOURNAL, Repository

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.actions.steps import Step
    from tests.servers import Recorder

FILE = "presets/copywriter.yaml"
NOTE = "This clone is shallow, so older commits are not known."


class Story:
    """A repository on GitHub: pull requests that are merged, applies, dashboard edits."""

    def __init__(
        self, repository: Repository, step: Step, server: Recorder, github: GitHubStandIn
    ) -> None:
        self.repository, self.step, self.server, self.github = repository, step, server, github
        self.clone = Clone(repository.root).init()
        self.clone.write(".gitignore", f".presetsync/\n{JOURNAL}\n")

    def apply(self) -> str:
        """The workflow's apply, and its commit of the lock; returns the summary."""
        assert self.step.run("apply") == 0
        summary = self.step.summary
        self.clone.commit("Record applied preset versions [skip ci]")
        return summary

    def merged(self, old: str, new: str) -> None:
        """Pull request 7 of Grace, which Linus merges."""
        self.clone.git("checkout", "--quiet", "-b", "work")
        self.repository.edit(FILE, old, new)
        self.clone.commit("Shorter mails (#1)", author="Grace")
        self.clone.git("checkout", "--quiet", "main")
        self.clone.merge("work", "Merge pull request #7 from grace/work", author="Linus")

    def comment(self, monkeypatch: pytest.MonkeyPatch) -> str:
        """The comment of the workflow's plan."""
        assert self.step.run("plan") == 0
        monkeypatch.setenv("ACTION_FILE", self.step.outputs["plan-markdown"])
        sticky_comment.main()
        return self.github.bodies[-1]

    def issue(self, monkeypatch: pytest.MonkeyPatch) -> str:
        """The issue of the workflow's status."""
        assert self.step.run("status", "--detailed-exitcode") == 0
        monkeypatch.setenv("ACTION_REPORT", self.step.outputs["report"])
        monkeypatch.setenv("ACTION_DRIFT", self.step.outputs["drift"])
        drift_issue.main()
        return str(self.github.issues[1]["body"])

    def dashboard(self, slug: str, system: str, **config: object) -> None:
        """An edit in the dashboard."""
        self.server.store.add_version(
            slug,
            {"model": "openai/gpt-5.4", **config},
            system,
            now="2999-01-02T03:04:05Z",
            new_id=lambda: str(uuid4()),
        )


def ours(body: str) -> str:
    """A comment or an issue without the link to the run, the one that may stand there."""
    return body.rpartition("\n<sub>[Run")[0] or body


@pytest.fixture
def story(
    repository: Repository,
    step: Step,
    server: Recorder,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Story]:
    with github_of_a_step(monkeypatch, tmp_path_factory.mktemp("plan"), "") as github:
        yield Story(repository, step, server, github)


def test_the_comment_says_of_each_preset_what_it_replaces(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.clone.commit("Add three presets (#1)", author="Ada")
    story.apply()
    story.merged("Keep them short.", "Keep them very short.")
    story.repository.edit("presets/classifier.yaml", "temperature: 0", "temperature: 1")
    story.apply()
    for slug, old, new in (
        ("copywriter", "0.7", "0.9"),
        ("reviewer", "1024", "2048"),
        ("classifier", "temperature: 1", "temperature: 0"),
    ):
        story.repository.edit(f"presets/{slug}.yaml", old, new)
    commit = story.clone.git("log", "-1", "--format=%h", "--abbrev=7", "--", FILE)
    first = story.clone.git("log", "-1", "--format=%h", "--abbrev=7", "--", "presets/reviewer.yaml")

    body = story.comment(monkeypatch)

    check_markdown(ours(body))
    copywriter, reviewer, classifier = (
        next(line for line in part.splitlines() if line.startswith("Live according to the lock: "))
        for part in (
            body.split(f"\n`presets/{slug}.yaml`", 1)[1]
            for slug in ("copywriter", "reviewer", "classifier")
        )
    )
    assert copywriter.startswith("Live according to the lock: version 2 since `20")
    assert copywriter.endswith(
        f" UTC`, from commit `{commit}`, pull request `#7`, merged by `Linus`, written by `Grace`."
    )
    assert reviewer.startswith("Live according to the lock: version 1 since `20")
    assert reviewer.endswith(f" UTC`, from commit `{first}`, pull request `#1`, written by `Ada`.")
    assert classifier.startswith("Live according to the lock: version 2 since `20")
    assert classifier.endswith(" UTC`."), "the file was not committed: nothing more is known"
    assert NOTE not in body


def test_the_summary_of_an_apply_names_versions_commits_and_people(story: Story) -> None:
    story.clone.commit("Add three presets (#1)", author="Ada")
    first = story.apply()
    story.merged("Keep them short.", "Keep them very short.")
    story.repository.edit("presets/reviewer.yaml", "1024", "2048")
    story.clone.commit("More room (#8)", author="Alan")

    second = story.apply()

    check_markdown(first)
    check_markdown(second)
    ids = {slug: entry["version_id"] for slug, entry in story.repository.locked.items()}
    assert first.count("written by") == 1, "all are from one commit"
    assert ", pull request `#1`, written by `Ada`.\n" in first
    assert f"| `copywriter` | ✅ applied | 2, after 1<br>`{ids['copywriter']}` |\n" in second
    assert "\n- `copywriter` from commit `" in second
    assert "`, pull request `#7`, merged by `Linus`, written by `Grace`\n" in second
    assert "\n- `reviewer` from commit `" in second
    assert "`, pull request `#8`, written by `Alan`\n" in second


def test_the_drift_issue_says_who_what_and_when_and_has_both_ways_out(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.clone.commit("Add three presets (#1)", author="Ada")
    story.apply()
    prompt = "You write marketing emails.\nKeep them funny.\n"
    story.dashboard("copywriter", prompt, temperature=0.7)
    story.dashboard("classifier", "You classify messages.", temperature=1)

    body = story.issue(monkeypatch)

    check_markdown(ours(body))
    assert body.startswith("<!-- presetsync:drift -->\n### presetsync status: 1 in sync, 2 drifted")
    stored = "\nVersion 2 was stored by `user_sandbox` at `2999-01-02 03:04 UTC`.\n"
    assert body.count(stored) == 2
    assert body.count("`, pull request `#1`, written by `Ada`.\n") == 2
    assert (
        "<b>drifted</b> <code>copywriter</code>: system prompt (+1 −1 words, 1 line)</summary>"
    ) in body
    assert "- Keep them short.\n" in body
    assert "+ Keep them funny.\n" in body
    assert "- /temperature: 0\n+ /temperature: 1\n" in body
    assert "reviewer" not in body
    assert "\ngit switch -c import-drift\npresetsync import classifier copywriter\n" in body
    replace = "presetsync apply --target=classifier --target=copywriter --overwrite-drift"
    assert f"```sh\n{replace}\n```\n" in body


@pytest.mark.parametrize("way", ["keep", "undo"])
def test_the_commands_of_the_issue_end_the_drift(
    story: Story, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    story.clone.commit("Add three presets (#1)")
    story.apply()
    story.dashboard("copywriter", "Be funny.\n", temperature=0.7)
    keep, undo = (
        part.split("\n```", 1)[0].splitlines()
        for part in story.issue(monkeypatch).split("```sh\n")[1:]
    )
    if way == "undo":
        [command] = undo
        assert story.step.run("apply", command.removeprefix("presetsync apply ")) == 0
        assert "2, after" not in story.step.summary
        assert "| `copywriter` | ✅ applied | 3, after 2<br>" in story.step.summary
    else:
        story.clone.git("config", "user.name", "Ada")
        story.clone.git("config", "user.email", "ada@example.com")
        for command in keep[:-1]:  # the last one pushes the branch
            program, *arguments = shlex.split(command)
            if program == "presetsync":
                assert story.repository.run(*arguments).code == 0
            else:
                story.clone.git(*arguments)
        assert "Be funny." in (story.repository.root / FILE).read_text("utf-8")

    assert story.step.run("status") == 0
    assert story.step.outputs["drift"] == "false"


def test_a_shallow_clone_names_the_commit_of_the_lock_and_nobody(
    story: Story, step: Step, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    story.clone.commit("Add three presets (#1)", author="Ada")
    story.apply()
    lock = story.repository.locked["copywriter"]
    story.repository.edit(FILE, "0.7", "0.9")
    story.clone.commit("Warmer", author="Eve")
    shallow = tmp_path / "shallow"
    url = story.repository.root.as_uri()
    subprocess.run(["git", "clone", "--quiet", "--depth=1", url, str(shallow)], check=True)
    monkeypatch.chdir(shallow)

    assert step.run("plan") == 0

    assert f" UTC`, from commit `{lock['source_commit'][:7]}`.\n" in step.summary
    assert step.summary.count(NOTE) == 1
    assert "written by" not in step.summary


def test_a_fork_sees_the_same_without_a_key(
    story: Story, step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.clone.commit("Add three presets (#1)", author="Ada")
    story.apply()
    story.repository.edit(FILE, "0.7", "0.9")
    assert step.run("plan") == 0
    ours = step.summary
    story.server.requests.clear()
    monkeypatch.delenv("OPENROUTER_API_KEY")

    assert step.run("plan") == 0

    assert step.summary == ours
    assert "written by `Ada`" in ours
    assert story.server.requests == []


def test_a_forged_name_is_a_name_in_all_three(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """git takes no angle brackets and no line feed in a name; the rest is as it was given."""
    name = " ".join(text for text in HOSTILE if "\ud800" not in text)
    story.clone.commit("Add (#1)", author=f"Eve {name}")
    summary = story.apply()
    story.dashboard("copywriter", name)
    issue = story.issue(monkeypatch)
    story.repository.edit(FILE, "0.7", "0.9")

    for shown in (summary, issue, story.comment(monkeypatch)):
        check_markdown(ours(shown))
        assert re.search("`, pull request `#1`, written by `+ ?Eve ", shown)


def test_files_that_are_in_no_commit_come_from_none(story: Story) -> None:
    assert "from commit" not in story.apply()
