"""Each option has an environment variable that is named as the option is."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from presetsync.cli import options, variables
from presetsync.cli.main import cli
from tests.repositories import Repository, run_here

VALUES = {
    "-C": ".",
    "--action": "acme/presetsync@v1",
    "--config": "presetsync.yaml",
    "--expect-digest": f"sha256:{'0' * 64}",
    "--env": "staging",
    "--explain": "unknown-field",
    "--against": "live",
    "--limit": "7",
    "--max-cost": "2.5",
    "--max-size": "4000",
    "--out": "plan.json",
    "--report": "plan.md",
    "--parallelism": "3",
    "--port": "8888",
    "--prompts-over": "9",
    "--summary": "summary.md",
    "--target": "copywriter",
    "--runs": "2",
    "--to": "2",
    "-m": "Hi.",
}


def all_options(
    command: click.Command = cli, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Option]]:
    for option in command.params:
        if isinstance(option, click.Option) and not option.is_eager:
            yield path, option
    if isinstance(command, click.Group):
        context = click.Context(cli)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child
            yield from all_options(child, (*path, name))


ALL = [*all_options()]


def value_for(option: click.Option) -> str:
    """A value that is not the default."""
    if isinstance(option.type, click.Choice):
        return next(str(choice) for choice in option.type.choices if choice != option.default)
    return "1" if option.is_flag else VALUES[option.opts[0]]


def named(path: tuple[str, ...], option: click.Option) -> str:
    long = next(flag for flag in option.opts if flag.startswith("--"))
    return "_".join(("presetsync", *path, long[2:].replace("-", "_"))).upper()


def parsed(path: tuple[str, ...], option: click.Option) -> object:
    """What an option is when its command is parsed with no more than it needs."""
    given = options.Given()
    context = cli.make_context("presetsync", [*path] or ["plan"], obj=given)
    command: click.Command = cli
    for name, *rest in (path[at:] for at in range(len(path))):
        assert isinstance(command, click.Group)
        child = command.get_command(context, name)
        assert child
        needed = [each for each in child.params if isinstance(each, click.Argument)]
        words = rest or ["copywriter" for each in needed if each.required]
        context, command = child.make_context(name, words, parent=context), child
    assert option.name
    return context.params.get(option.name, given.get(option.name))


@pytest.mark.parametrize(("path", "option"), ALL, ids=[named(*each) for each in ALL])
def test_every_option_is_given_by_its_variable(
    path: tuple[str, ...], option: click.Option, monkeypatch: pytest.MonkeyPatch
) -> None:
    if len(path) == 1 and path[0] in ("lock", "sandbox"):
        pytest.skip("a group has none of its own")
    before = parsed(path, option)
    value = value_for(option)
    monkeypatch.setenv(named(path, option), value)
    after = parsed(path, option)

    assert after != before
    wanted = True if option.is_flag else (value,) if option.multiple else value
    assert str(after) == str(wanted)
    assert named(path, option) in variables.table(cli, click.Context(cli))

    monkeypatch.setenv(named(path, option), "")
    assert parsed(path, option) == before


def test_a_variable_narrows_an_apply(repository: Repository) -> None:
    ran = repository.run("apply", "--yes", env={"PRESETSYNC_APPLY_TARGET": "copywriter reviewer"})
    assert ran.code == 0
    assert [*repository.lock["presets"]] == ["copywriter", "reviewer"]


def test_a_former_name_works_with_a_warning(repository: Repository) -> None:
    ran = repository.run("apply", "--yes", env={"PRESETSYNC_APPLY_TARGETS": "copywriter"})
    assert ran.code == 0
    assert [*repository.lock["presets"]] == ["copywriter"]
    assert "PRESETSYNC_APPLY_TARGETS was renamed to PRESETSYNC_APPLY_TARGET" in ran.stderr


def test_the_present_name_goes_before_the_former_one(repository: Repository) -> None:
    ran = repository.run(
        "plan", env={"PRESETSYNC_PLAN_OUTPUT": "html", "PRESETSYNC_PLAN_FORMAT": "json"}
    )
    assert ran.json["summary"] == {"create": 3}


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("PRESETSYNC_APPLY_TRAGET", "did you mean `PRESETSYNC_APPLY_TARGET`?"),
        ("PRESETSYNC_FORMAT", "did you mean `PRESETSYNC_"),
        ("PRESETSYNC_XYZZY", "unset it"),
        ("PRESETSYNC_", "unset it"),
    ],
)
def test_an_unknown_variable_stops_every_command(
    repository: Repository, name: str, hint: str
) -> None:
    for command in (["apply", "--yes"], ["plan"], ["sandbox", "reset"]):
        ran = repository.run(*command, env={name: "a"})
        assert ran.code == 64
        assert f"{name} in the environment belongs to no option" in ran.stderr
        assert hint in ran.stderr
    assert not (repository.root / "presets.lock.json").exists()


def test_help_is_given_whatever_the_environment_holds() -> None:
    assert run_here("plan", "--help", env={"PRESETSYNC_XYZZY": "a"}).code == 0


def test_a_variable_of_another_command_does_not_matter(repository: Repository) -> None:
    assert repository.run("plan", env={"PRESETSYNC_SANDBOX_SERVE_PORT": "nonsense"}).code == 0


@pytest.mark.parametrize("name", ["PRESETSYNC_APPLY_TARGET", "PRESETSYNC_APPLY_TARGETS"])
def test_white_space_is_no_target(repository: Repository, name: str) -> None:
    ran = repository.run("apply", "--yes", env={name: "  "})
    assert ran.code == 64
    assert f"{name} contains only white space" in ran.stderr


def test_the_error_of_a_wrong_value_names_its_variable(repository: Repository) -> None:
    ran = repository.run("plan", env={"PRESETSYNC_PLAN_FORMAT": "xml"})
    assert ran.code == 64
    assert "the value comes from PRESETSYNC_PLAN_FORMAT in the environment" in ran.stderr
