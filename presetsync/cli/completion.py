"""Shell completion: suggestions for the next word of a command line.

It only reads files of the repository. It sends no requests, writes nothing, and never reports an
error, because its output goes into the line that the user types. The names in a repository are not
trusted, so it only suggests names that every shell reads as plain words.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

from presetsync.cli.options import Given
from presetsync.console.command_context import Context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import click

    from presetsync.repository.project_root import ProjectRoot
    from presetsync.state.lock import LockEntry

_WORD = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.~-]*")
_SLUG_LINE = re.compile(rb"""(?m)^slug[ \t]*:[ \t]*["']?([\w.~-]+)["']?[ \t]*(?:#.*)?$""")
_MOST_VERSIONS = 100


def answer(command: click.Command) -> int:
    """Answer a shell, which asks through environment variables. Returns the exit code."""
    for shell in (_Bash, _Zsh, _Fish):
        add_completion_class(shell)
    with suppress(Exception, KeyboardInterrupt):
        command.main(prog_name="presetsync", standalone_mode=False, obj=Given())
    return 1


class _Bash(BashComplete):
    """Bash splits ``--option=value`` into three words."""

    def get_completion_args(self) -> tuple[list[str], str]:
        arguments, incomplete = super().get_completion_args()
        if arguments[-1:] == ["="]:
            arguments.pop()
        return arguments, incomplete


class _WholeWords(ShellComplete):
    """Other shells replace the whole word, so the option of ``--option=value`` is included."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        items: list[CompletionItem] = super().get_completions(args, incomplete)
        option, equals, _ = incomplete.partition("=")
        if not (equals and option.startswith("-")):
            return items
        plain = (item for item in items if item.type == "plain")
        return [CompletionItem(f"{option}={item.value}", help=item.help) for item in plain]


class _Zsh(_WholeWords, ZshComplete):
    """Zsh."""


class _Fish(_WholeWords, FishComplete):
    """Fish."""


def complete(
    kind: str, ctx: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The values of a kind that begin with a text; none if there are none, or they cannot be read.

    Args:
        kind: ``file``, ``folder`` or a key of `_KINDS`.
        ctx: the context of the command line so far.
        parameter: the parameter of the value.
        incomplete: the beginning of the value.

    """
    if kind in _PATHS:
        # With -C, the shell would look in a different folder than the command.
        is_elsewhere = kind == "file" and _given(ctx).get("directory")
        return [] if is_elsewhere else [CompletionItem(incomplete, type=_PATHS[kind])]
    with suppress(Exception):
        present = ctx.params.get(parameter.name or "")
        taken = {*present} if isinstance(present, tuple) else set()
        values = dict(_KINDS[kind](ctx, incomplete))
        return [
            CompletionItem(value, help=text or None)
            for value, text in values.items()
            if value.startswith(incomplete) and value not in taken and _WORD.fullmatch(value)
        ]
    return []


def _environments(ctx: click.Context, _incomplete: str) -> Iterator[tuple[str, str]]:
    for name in _project(ctx).environments:
        yield name, ""


def _slugs(ctx: click.Context, _incomplete: str) -> Iterator[tuple[str, str]]:
    for slug in sorted({*_of_files(_project(ctx)), *_locked(ctx)}):
        yield slug, ""


def _file_slugs(ctx: click.Context, _incomplete: str) -> Iterator[tuple[str, str]]:
    for slug in sorted(_of_files(_project(ctx))):
        yield slug, ""


def _slugs_without_file(ctx: click.Context, _incomplete: str) -> Iterator[tuple[str, str]]:
    for slug in sorted({*_locked(ctx)} - {*_of_files(_project(ctx))}):
        yield slug, "has no file"


def _versions(ctx: click.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    # If the value of an option is missing, click has not reached the arguments yet.
    given = (ctx.params.get("slug"), *(ctx.params.get("slugs") or ()), *ctx.args)
    slug = next(filter(None, given), "")
    entries = _locked(ctx).get(slug, [])
    newest = max((entry.version for entry in entries), default=0)
    prefix = incomplete[:1] if incomplete[:1] in ("v", "V") else ""
    for number in range(newest, max(newest - _MOST_VERSIONS, 0), -1):
        yield f"{prefix}{number}", ""


def _states(ctx: click.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    yield "file", "the content of the preset file"
    yield "lock", "the content applied last"
    yield "live", "the live version"
    for name in _project(ctx).environments:
        yield name, f"the live version in {name}"
    for number, _ in _versions(ctx, incomplete):
        yield number, "this version"


def _against(ctx: click.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    for name, text in _states(ctx, incomplete):
        if name != "file":
            yield name, text
    yield "none", "no comparison"


def _rules(_ctx: click.Context, _incomplete: str) -> Iterator[tuple[str, str]]:
    from presetsync.validation import rules

    for code in rules.codes():
        yield code, rules.rule(code).title


_PATHS = {"file": "file", "folder": "dir"}
_KINDS: Mapping[str, Callable[[click.Context, str], Iterable[tuple[str, str]]]] = {
    "environment": _environments,
    "slug": _slugs,
    "file-slug": _file_slugs,
    "new-slug": _slugs_without_file,
    "version": _versions,
    "state": _states,
    "against": _against,
    "rule": _rules,
}


def _given(ctx: click.Context) -> Mapping[str, Any]:
    """The shared options on the command line."""
    return ctx.find_object(Given) or {}


def _project(ctx: click.Context) -> ProjectRoot:
    """The repository that the command would read, with the valid part of its configuration."""
    from presetsync.repository.project_root import read_project_root

    context = Context(**_given(ctx))
    # The shell expands these only when the command runs.
    context = replace(
        context,
        directory=_expanded(context.directory),
        config_file=context.config_file and _expanded(context.config_file),
    )
    return read_project_root(context.root, context.config_name)


def _expanded(path: str) -> str:
    return os.path.expandvars(os.path.expanduser(path))  # noqa: PTH111 - "" stays ""


def _of_files(project: ProjectRoot) -> Iterator[str]:
    """The slugs of the preset files, which need not be valid."""
    from presetsync.filesystem.files import RootedPath, read
    from presetsync.presets.slugs import default_slug
    from presetsync.repository.listing import find_presets, is_preset
    from presetsync.repository.text_files import MAX_FILE_BYTES

    # This includes a folder that cannot be listed.
    for path in filter(is_preset, find_presets(project.folder, project.config.presets)):
        slug = default_slug(path)
        with suppress(Exception):
            data = read(RootedPath(project.folder, path), MAX_FILE_BYTES, follow=True)
            if match := _SLUG_LINE.search(data):
                slug = match[1].decode("ascii")
            elif data.lstrip().startswith(b"{"):
                slug = str(json.loads(data).get("slug", slug))
        yield slug


def _locked(ctx: click.Context) -> dict[str, list[LockEntry]]:
    """The entries of the locks: of all environments, unless one is given."""
    from presetsync.config.environment import environment_of
    from presetsync.state.lockfile import read_sides

    project, given = _project(ctx), _given(ctx)
    named = given.get("environment")
    found: dict[str, list[LockEntry]] = {}
    for name in (named,) if named else project.environments or (None,):
        with suppress(Exception):
            environment = environment_of(
                project.folder, project.config, name, sandbox=bool(given.get("sandbox"))
            )
            for lock in read_sides(environment.lockfile):
                for slug, entry in lock.presets.items():
                    found.setdefault(slug, []).append(entry)
    return found
