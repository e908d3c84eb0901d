"""What is offered to a shell that completes; `test_completion_in_shells` has real ones."""

from __future__ import annotations

import io
import json
import os
import re
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.cli import main
from presetsync.cli.completion import answer
from presetsync.cli.main import COMMANDS, cli
from presetsync.validation import rules
from tests.repositories import CHAT, LOCK, Repository, neutral_environment
from tests.stages import CONFIG, KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.servers import Recorder

SLUGS = ["classifier", "copywriter", "reviewer"]


def asked(
    root: Path, line: str, *, shell: str = "bash", env: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """What a shell gets that completes the last word of a line, and the exit code."""
    words = line.split(" ")
    asking = {
        "_PRESETSYNC_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": f"presetsync {line}",
        "COMP_CWORD": words[-1] if shell == "fish" else str(len(words)),
    }
    stdout, stderr = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with (
        chdir(root),
        mock.patch.dict(os.environ, {**neutral_environment(), **asking, **(env or {})}, clear=True),
        redirect_stdout(stdout),
        redirect_stderr(stderr),
        pytest.raises(SystemExit) as ended,
    ):
        main.main()
    assert stderr.getvalue() == ""
    assert isinstance(ended.value.code, int)
    stdout.flush()
    assert isinstance(stdout.buffer, io.BytesIO)
    return ended.value.code, stdout.buffer.getvalue().decode().rstrip("\n")


def offered(root: Path, line: str, env: Mapping[str, str] | None = None) -> list[str]:
    """The words for the last word of a line, for bash."""
    code, text = asked(root, line, env=env)
    assert code == 0
    return [item.removeprefix("plain,") for item in text.splitlines() if item]


def test_commands_are_offered_in_the_order_of_their_list(repository: Repository) -> None:
    assert offered(repository.root, "") == [*COMMANDS]
    assert offered(repository.root, "ro") == ["rollback"]
    assert offered(repository.root, "models ") == ["update", "check", "list"]
    assert offered(repository.root, "lock ") == ["rebuild", "merge"]
    assert offered(repository.root, "plan --detailed") == ["--detailed-exitcode"]
    assert offered(repository.root, "plan --sand") == ["--sandbox"]


@pytest.mark.parametrize(
    "line",
    [
        *("show ", "diff ", "history ", "blame ", "rollback ", "import "),
        *("plan --target ", "apply --yes --target ", "status --target "),
        *("-q show ", "--sandbox show ", "show --as curl "),
    ],
)
def test_slugs_are_those_of_the_files_and_of_the_lock(repository: Repository, line: str) -> None:
    assert repository.run("apply", "--yes").code == 0
    assert repository.run("--sandbox", "apply", "--yes").code == 0
    repository.remove_preset("reviewer")
    repository.write("presets/deep/new.yml", CHAT)
    assert offered(repository.root, line) == ["classifier", "copywriter", "new", "reviewer"]
    assert offered(repository.root, f"{line}c") == ["classifier", "copywriter"]


@pytest.mark.parametrize(
    ("name", "text", "slug"),
    [
        ("a.yaml", f"slug: other\n{CHAT}", "other"),
        ("a.yaml", f"{CHAT}slug: 'other'  # a comment\n", "other"),
        ("a.yaml", '{"skin": "messages", "body": {"slug": "x"}, "slug": "other"}', "other"),
        ("a.yaml", '{"skin": "messages", "body": {"slug": "x"}}', "a"),
        ("a.yaml", "skin: [broken\n\tyaml", "a"),
        ("A.YML", f"{CHAT}  slug: inner\n", "A"),
        ("a.yaml", "slug: $(touch x)\n", "a"),
    ],
)
def test_a_slug_is_that_of_the_file_or_its_name(
    tmp_path: Path, name: str, text: str, slug: str
) -> None:
    Repository(tmp_path).write(f"presets/{name}", text)
    assert offered(tmp_path, "show ") == [slug]


def test_only_a_preset_with_a_file_can_be_tried_and_exported(repository: Repository) -> None:
    assert repository.run("apply", "--yes").code == 0
    repository.remove_preset("reviewer")
    assert offered(repository.root, "try copywriter ") == ["classifier"]
    assert offered(repository.root, "export promptfoo ") == ["classifier", "copywriter"]


def test_a_new_preset_may_have_the_slug_of_one_whose_file_is_gone(repository: Repository) -> None:
    assert repository.run("apply", "--yes").code == 0
    assert offered(repository.root, "capture ") == []
    repository.remove_preset("reviewer")
    assert offered(repository.root, "capture ") == ["reviewer"]


def test_what_stands_in_the_line_already_is_not_offered_again(repository: Repository) -> None:
    assert offered(repository.root, "history copywriter ") == ["classifier", "reviewer"]
    line = "plan --target copywriter --target reviewer --target "
    assert offered(repository.root, line) == ["classifier"]


def test_states_and_versions_are_those_of_the_preset(repository: Repository) -> None:
    for number in (7, 6, 5):
        assert repository.run("apply", "--yes").code == 0
        repository.edit("presets/copywriter.yaml", f"0.{number}", f"0.{number - 1}")
    states = ["file", "lock", "live", "3", "2", "1"]
    assert offered(repository.root, "show copywriter ") == states
    assert offered(repository.root, "diff copywriter ") == states
    assert offered(repository.root, "diff copywriter 2 ") == states
    assert offered(repository.root, "diff copywriter 2 3 ") == []
    assert offered(repository.root, "diff reviewer ") == ["file", "lock", "live", "1"]
    assert offered(repository.root, "show copywriter v") == ["v3", "v2", "v1"]
    assert offered(repository.root, "rollback copywriter --to ") == ["3", "2", "1"]
    assert offered(repository.root, "rollback --to ") == []
    against = ["lock", "live", "3", "2", "1", "none"]
    assert offered(repository.root, "try copywriter --against ") == against
    assert offered(repository.root, "try --against ") == ["lock", "live", "none"]


def test_environments_are_offered_where_one_is_named(repository: Repository) -> None:
    assert offered(repository.root, "plan --env ") == []
    repository.write("presetsync.yaml", CONFIG)
    for line in ("plan --env ", "--env ", "init --env ", "lock --env ", "-q apply --env="):
        assert offered(repository.root, line) == ["staging", "production"]
    assert offered(repository.root, "plan --env st") == ["staging"]
    assert offered(repository.root, "init --env staging --env ") == ["production"]
    assert "staging" in offered(repository.root, "show reviewer ")


def test_the_lock_is_that_of_the_environment(repository: Repository) -> None:
    repository.write("presetsync.yaml", CONFIG)
    repository.environment |= KEYS
    assert repository.run("apply", "--yes", "--env", "staging").code == 0
    for slug in SLUGS:
        repository.remove_preset(slug)
    assert offered(repository.root, "show --env staging ") == SLUGS
    assert offered(repository.root, "--env staging show ") == SLUGS
    assert offered(repository.root, "show --env production ") == []
    assert offered(repository.root, "show ") == SLUGS


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_repository_is_that_of_the_options(
    repository: Repository, tmp_path_factory: pytest.TempPathFactory, place: str
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / ".git").mkdir()
    repository.write("other.yaml", "presets: other\nenvironments: {one: {}}\n")
    repository.write("other/single.yaml", CHAT)
    root = repository.root

    def line(options: str, command: str) -> str:
        both = (options, command) if place == "before" else (command, options)
        return " ".join([*filter(None, both), ""])

    assert offered(elsewhere, line("", "show")) == []
    assert offered(elsewhere, line(f"-C {root}", "show")) == SLUGS
    assert offered(elsewhere, line(f"-C {root} --config other.yaml", "show")) == ["single"]
    env = {"PRESETSYNC_DIRECTORY": str(root), "PRESETSYNC_CONFIG": "other.yaml"}
    assert offered(elsewhere, line("", "show"), env) == ["single"]
    assert offered(elsewhere, "plan --env ", env) == ["one"]
    assert offered(root, f"--config other.yaml {'plan'} --env ") == ["one"]
    assert offered(elsewhere, line("-C ~", "show"), {"HOME": str(root)}) == SLUGS
    assert offered(elsewhere, line("-C $ROOT", "show"), {"ROOT": str(root)}) == SLUGS


def test_rules_skins_and_formats_are_offered(tmp_path: Path) -> None:
    assert offered(tmp_path, "validate --explain ") == [*rules.codes()]
    assert offered(tmp_path, "schema ") == ["chat/completions", "messages", "responses"]
    assert offered(tmp_path, "plan --format ") == ["text", "markdown", "json", "html"]
    assert offered(tmp_path, "plan --format=j") == ["json"]
    assert offered(tmp_path, "plan --format=") == ["text", "markdown", "json", "html"]
    _, shown = asked(tmp_path, "validate --explain unknown-fi", shell="zsh")
    assert shown == f"plain\nunknown-field\n{rules.rule('unknown-field').title}"


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_a_shell_that_replaces_the_whole_word_gets_the_option_with_it(
    tmp_path: Path, shell: str
) -> None:
    _, text = asked(tmp_path, "plan --format=h", shell=shell)
    assert "--format=html" in text


def test_files_are_left_to_the_shell(repository: Repository) -> None:
    for line in ("validate ", "apply ", "plan --out ", "capture new ", "--config ", "lock merge "):
        assert asked(repository.root, line) == (0, "file,")
    assert asked(repository.root, "-C pre") == (0, "dir,pre")
    assert offered(repository.root, "-C presets validate ") == []


HOSTILE = [
    *("$(touch pwned)", "`touch pwned`", "a b", "a\nplain,b", "a;touch pwned", "*", "?", "[a]"),
    *("-rf", "~root", "'", '"', "a\\", "a\x1b[2J", "$HOME", "a&b", "a|b", "a>b", "#", "!!", "é"),
    *("a:b", "{a,b}", "a'$(touch pwned)'", "\u202e", "=", "\udcff"),
]


def test_no_word_is_offered_that_a_shell_would_read_as_more(repository: Repository) -> None:
    for name in HOSTILE:
        repository.write(f"presets/{name}.yaml", CHAT)
        repository.write(f"presets/sub/{abs(hash(name))}.yaml", json.dumps({"slug": name}))
    safe = r"[A-Za-z0-9_.][A-Za-z0-9_.~-]*"
    found = offered(repository.root, "show ")
    assert found == SLUGS
    for shell in ("bash", "zsh", "fish"):
        _, text = asked(repository.root, "show ", shell=shell)
        kinds = {"plain,", "plain", "_"}
        words = {word.removeprefix("plain,") for word in text.splitlines()} - kinds
        assert all(re.fullmatch(safe, word) for word in words)


def broken(repository: Repository, kind: str) -> None:
    """Break a repository."""
    root = repository.root
    if kind == "configuration":
        repository.write("presetsync.yaml", "presets: [\n")
    elif kind == "settings":
        repository.write("presetsync.yaml", "presets: ../..\nenvironments: [1, $(x)]\n")
    elif kind == "lock":
        (root / LOCK).write_bytes(b"\xff<<<<<<< {")
    elif kind == "binary":
        (root / "presets/reviewer.yaml").write_bytes(b"\xff\x00slug: \xff\n")
    elif kind == "pipe":
        os.mkfifo(root / "presets/pipe.yaml")
        os.mkfifo(root / "presetsync.yaml")
    elif kind == "links":
        (root / "presets/loop.yaml").symlink_to("loop.yaml")
        (root / "presets/up").symlink_to("/")
        (root / "presetsync.yaml").symlink_to("/dev/zero")
        (root / LOCK).symlink_to("/dev/zero")
    elif kind == "folder":
        (root / "presetsync.yaml").mkdir()
        (root / LOCK).mkdir()


@pytest.mark.parametrize(
    "kind", ["configuration", "settings", "lock", "binary", "pipe", "links", "folder"]
)
def test_a_broken_repository_offers_less_and_says_nothing(
    repository: Repository, kind: str
) -> None:
    broken(repository, kind)
    before = sorted(repository.root.rglob("*"))
    lines = ("show ", "show reviewer ", "plan --env ", "rollback reviewer --to ", "capture ")
    found = [asked(repository.root, line)[0] for line in lines]
    assert found == [0] * len(lines)
    assert sorted(repository.root.rglob("*")) == before


def test_no_file_outside_of_the_root_is_read(
    repository: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "a.yaml").write_text("slug: secret\n", encoding="utf-8")
    (repository.root / "presets/link.yaml").symlink_to(outside / "a.yaml")
    (repository.root / "presets/folder").symlink_to(outside)
    assert offered(repository.root, "show ") == [*SLUGS[:2], "link", SLUGS[2]]


def test_no_request_is_made_and_nothing_is_written(
    repository: Repository, server: Recorder
) -> None:
    assert repository.run("apply", "--yes").code == 0
    server.requests.clear()
    before = {path: path.stat().st_mtime_ns for path in repository.root.rglob("*")}
    for line in ("", "show ", "show reviewer ", "import ", "models ", "plan --env ", "--sandbox p"):
        offered(repository.root, line, repository.environment)
    assert server.requests == []
    assert {path: path.stat().st_mtime_ns for path in repository.root.rglob("*")} == before


@pytest.mark.parametrize(
    "env",
    [
        {"_PRESETSYNC_COMPLETE": "nonsense"},
        {"_PRESETSYNC_COMPLETE": "tcsh_complete"},
        {"COMP_CWORD": "x"},
        {"PRESETSYNC_PLAN_TARGET": "  "},
    ],
    ids=str,
)
def test_what_cannot_be_answered_is_not_answered(tmp_path: Path, env: dict[str, str]) -> None:
    assert asked(tmp_path, "plan --target ", env=env)[1] == ""


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])))
def test_whatever_stands_in_the_line_nothing_is_said_of_it(text: str) -> None:
    for shell in ("bash", "zsh", "fish"):
        asked(Path(__file__).parent, f"show {text}", shell=shell)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_names_the_program(tmp_path: Path, shell: str) -> None:
    code, text = asked(tmp_path, "", env={"_PRESETSYNC_COMPLETE": f"{shell}_source"})
    assert code == 0
    assert "_presetsync_completion" in text


def test_an_interrupt_ends_it_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "main", interrupted)
    assert answer(cli) == 1
