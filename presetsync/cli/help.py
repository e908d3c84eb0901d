"""The end of a command's ``--help``: examples, exit codes and further reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.pages import DOCS, PLACE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import click

PAGES = {
    "": "README.md",
    "init": f"{DOCS}/guides/github-actions.md",
    "import": f"{DOCS}/guides/bring-in.md",
    "capture": f"{DOCS}/guides/bring-in.md",
    "validate": f"{DOCS}/reference/rules.md",
    "plan": f"{DOCS}/guides/github-actions.md",
    "try": f"{DOCS}/guides/try.md",
    "apply": f"{DOCS}/concepts/reliability.md",
    "status": f"{DOCS}/guides/status.md",
    "show": f"{DOCS}/reference/states.md",
    "diff": f"{DOCS}/reference/states.md",
    "history": f"{DOCS}/guides/history.md",
    "blame": f"{DOCS}/guides/history.md",
    "rollback": f"{DOCS}/guides/rollback.md",
    "models": f"{DOCS}/guides/models.md",
    "export": f"{DOCS}/guides/try.md",
    "lock": f"{DOCS}/concepts/reliability.md",
    "schema": f"{DOCS}/guides/editors.md",
    "sandbox": "README.md",
}
"""The page about each command; "" for the program itself."""

_PAGE = f"{DOCS}/guides/completion.md"

DOCUMENTATION = f"Documentation, {PLACE}"
"""The title of the pages."""

COMPLETION = (
    "# in ~/.bashrc",
    'eval "$(_PRESETSYNC_COMPLETE=bash_source presetsync)"',
    "# in ~/.zshrc, after compinit",
    'eval "$(_PRESETSYNC_COMPLETE=zsh_source presetsync)"',
    "# in ~/.config/fish/completions/presetsync.fish",
    "_PRESETSYNC_COMPLETE=fish_source presetsync | source",
)
"""How to enable completion."""

_EXIT_CODES = {
    0: "Success, including if there was nothing to do.",
    1: "Failed or refused, partly or completely.",
    64: "Wrong usage, or a missing key.",
    130: "Interrupted.",
}
_DETAILED = "Exit with code 2 if "
_COMMENT = "  # "


def detailed_exitcode_help(when: str) -> str:
    """The help of ``--detailed-exitcode``; ``when`` is the condition for exit code 2."""
    return f"{_DETAILED}{when}."


def examples_of(command: click.Command) -> tuple[str, ...]:
    """Lines for a shell, some with a comment; includes those of subcommands."""
    own = tuple(getattr(command, "examples", ()))
    commands: Mapping[str, Any] = getattr(command, "commands", {})
    return own or tuple(
        line for each in commands.values() if not each.hidden for line in examples_of(each)
    )


def exit_codes_of(command: click.Command) -> dict[int, str]:
    """The meaning of each exit code, in ascending order."""
    codes = dict(_EXIT_CODES)
    for option in command.params:
        text = getattr(option, "help", None) or ""
        if text.startswith(_DETAILED):
            codes[2] = f"With --detailed-exitcode: {text.removeprefix(_DETAILED)}"
    codes |= getattr(command, "exit_codes", {})
    commands: Mapping[str, Any] = getattr(command, "commands", {})
    for each in commands.values():
        codes = getattr(each, "exit_codes", {}) | codes
    return dict(sorted(codes.items()))


def write_end(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write the part after the options."""
    width = formatter.width - formatter.indent_increment
    lines = [line for example in examples_of(command) for line in _fitting(example, width)]
    _write_lines(formatter, "Examples", lines)
    with formatter.section("Exit codes"):
        formatter.write_dl([(str(code), text) for code, text in exit_codes_of(command).items()])
    name = "".join(ctx.command_path.split(" ")[1:2])
    completion = ["presetsync --help shows how to enable it"] if name else COMPLETION
    _write_lines(formatter, "Shell completion", completion)
    _write_lines(formatter, DOCUMENTATION, [PAGES[name]] if name else [PAGES[name], _PAGE])


def _write_lines(formatter: click.HelpFormatter, title: str, lines: Sequence[str]) -> None:
    """Write lines that are never wrapped."""
    if lines:
        with formatter.section(title):
            for line in lines:
                formatter.write(f"{'':{formatter.current_indent}}{line}\n")


def _fitting(example: str, width: int) -> Iterator[str]:
    """The lines of an example; its comment is above it if there is no room next to it."""
    code, mark, comment = example.partition(_COMMENT)
    if mark and len(example) > width:
        yield f"# {comment}"
        yield code
    else:
        yield example
