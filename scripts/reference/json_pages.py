"""The reference of the JSON output: real output, and what each member means."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from scripts.reference.json_members import MEMBERS
from scripts.reference.markdown import block, code, table
from scripts.reference.runs import outputs

if TYPE_CHECKING:
    from collections.abc import Iterator

INTRODUCTION = """# JSON output

With `--format json` only the result goes to standard output; hints for people go to standard
error. A member is never missing: what is not known is `null`. Programs should accept members and
words that they do not know, as later releases add some.

The examples are real output of the embedded server. The format of the lock and of saved plans is in
[Files](files.md).
"""


class Shape(NamedTuple):
    """The output of a command.

    Attributes:
        command: how to call it.
        shown: the name of the run that is shown.
        others: runs that have members which the shown one does not have.
        remark: what else to know.

    """

    command: str
    shown: str
    others: tuple[str, ...] = ()
    remark: str = ""


SHAPES = (
    Shape("validate", "validate"),
    Shape(
        "plan",
        "plan",
        ("plan refreshed", "plans"),
        "With several environments and without `--env` there are only `format_version` and "
        "`environments`, with such a plan for each.",
    ),
    Shape("apply", "apply"),
    Shape("status", "status"),
    Shape("diff", "diff"),
    Shape(
        "history",
        "history",
        remark="Without a slug, or with several, there are `presets`, each with `slug` and "
        "`versions`, and `absent`: presets of the lock that the server does not have.",
    ),
    Shape("blame", "blame"),
    Shape(
        "import",
        "import",
        ("import staging",),
        "Without a slug and `--all` there is only `untracked`, the slugs without a file.",
    ),
    Shape("try", "try"),
    Shape("models check", "models check"),
    Shape("models update", "models update"),
    Shape("models list", "models list"),
)

OPEN = {"summary", "changed", "added", "environments"}
"""Members whose own members are data."""


def json_page() -> str:
    """All output."""
    return "\n".join([INTRODUCTION, *(_section(shape) for shape in SHAPES)])


def _section(shape: Shape) -> str:
    found = outputs()
    rows = [(code(path), MEMBERS[name_of(shape.command, path)]) for path in paths_of(shape)]
    remark = f"{shape.remark}\n\n" if shape.remark else ""
    example = block(json.dumps(found[shape.shown], indent=2, ensure_ascii=False), "json")
    return f"## {shape.command}\n\n{remark}{table(('member', 'meaning'), rows)}\n{example}"


def paths_of(shape: Shape) -> list[str]:
    """The paths of all members that a command prints, each once."""
    found = outputs()
    names = (shape.shown, *shape.others)
    return list(dict.fromkeys(path for name in names for path in members(found[name])))


def members(value: Any, path: str = "") -> Iterator[str]:
    """The paths of all members, outer ones first."""
    if isinstance(value, dict):
        for name, each in value.items():
            inner = f"{path}.{name}".lstrip(".")
            yield inner
            if name not in OPEN:
                yield from members(each, inner)
    elif isinstance(value, list):
        for each in value:
            yield from members(each, f"{path}[]")


def name_of(command: str, path: str) -> str:
    """The name under which a member is in `MEMBERS`: the longest end of its path that is.

    Raises KeyError if nothing is said about it.
    """
    parts = path.split(".")
    ends = [".".join(parts[start:]) for start in range(len(parts))]
    named = [name for end in ends for name in (f"{command}: {end}", end)]
    known = next((name for name in named if name in MEMBERS), None)
    if known is None:
        raise KeyError(f"{command}: nothing is said of {path}")
    return known
