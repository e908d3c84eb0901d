"""The reference of the environment variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from presetsync.cli import variables
from presetsync.cli.main import cli
from scripts.reference.command_pages import child_context, root_context
from scripts.reference.markdown import code, prose, table

if TYPE_CHECKING:
    from collections.abc import Iterator

INTRODUCTION = """# Environment variables

An empty variable is one that is not set.

## Keys and server

Keys come only from the environment: never from an argument, and never from a file.
"""

OPTIONS = """## Options

Every option has a variable, named as the option is: `PRESETSYNC_APPLY_PARALLELISM=4` is
`apply --parallelism 4`. A switch is on with `1`, `true`, `yes` or `on`. White space separates the
values of an option that may be repeated. An option on the command line takes precedence over
its variable. A `PRESETSYNC_…` that matches no option is an error.
"""

SERVER = {
    "OPENROUTER_API_KEY": "The API key: reads and pushes presets. With environments, `api_key` of "
    "an environment names another variable.",
    "OPENROUTER_MANAGEMENT_KEY": "The management key, which OpenRouter requires to archive and to "
    "restore a preset. With environments, `management_key` names another variable.",
    "OPENROUTER_BASE_URL": "The address of the API, in place of `base_url` in `presetsync.yaml`. "
    "Refused where an environment has a `base_url` of its own.",
}
NETWORK = {
    "HTTPS_PROXY": "The proxy for the server. `socks5://` needs `presetsync[socks]`.",
    "ALL_PROXY": "The proxy where `HTTPS_PROXY` is not set.",
    "NO_PROXY": "Hosts that are reached without the proxy, separated by commas: names, domains, "
    "addresses, or networks such as `10.0.0.0/8`.",
    "SSL_CERT_FILE": "A file of PEM certificates to trust in place of the usual ones.",
    "SSL_CERT_DIR": "A folder of them.",
    "SSLKEYLOGFILE": "A file for the keys of TLS connections, for debugging.",
}
OUTPUT = {
    "NO_COLOR": "No colours.",
    "FORCE_COLOR": "Colours, also where the output is not a terminal. `NO_COLOR` takes precedence "
    "over it, and `--color` over both.",
    "TERM": "`dumb`: no colours, and no line of progress.",
    "COLUMNS": "The width of the terminal.",
    "GITHUB_WORKSPACE": "The folder that GitHub Actions checked out: paths in annotations are "
    "relative to it.",
}


def variables_page() -> str:
    """All variables."""
    head = ("variable", "meaning")
    rows = [(code(name), code(option), prose(said)) for name, option, said in _of_options()]
    return "\n".join(
        [
            INTRODUCTION,
            table(head, _rows(SERVER)),
            "## Network\n\nA value that cannot be used is an error that names the variable.\n",
            table(head, _rows(NETWORK)),
            "## Output\n",
            table(head, _rows(OUTPUT)),
            OPTIONS,
            table(("variable", "option", "meaning"), rows),
        ]
    )


def _rows(named: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, said in named.items():
        yield code(name), said


def _of_options() -> Iterator[tuple[str, str, str]]:
    """The variable of each option, the option, and what it does."""
    ctx = root_context()
    known = variables.table(cli, ctx)
    for path, option in _options(cli, ctx):
        parts = [variables.PREFIX, *path, max(option.opts, key=len).lstrip("-")]
        name = "_".join(parts).replace("-", "_").upper()
        assert name in known, name
        shown = " ".join([*path, "/".join(filter(None, [_long(option), *option.secondary_opts]))])
        yield name, shown, option.help or ""


def _long(option: click.Option) -> str:
    return max(option.opts, key=len)


def _options(
    command: click.Command, ctx: click.Context, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Option]]:
    for option in command.params:
        if isinstance(option, click.Option) and not option.is_eager:
            yield path, option
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            child = command.get_command(ctx, name)
            assert child
            yield from _options(child, child_context(child, name, ctx), (*path, name))
