"""Only sanitized text is printed: mypy refuses any other, and few places make it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import presetsync

ROOT = Path(presetsync.__file__).parent

SNIPPET = """\
from presetsync.console.command_context import Context
from presetsync.console.output import answer, note, problem, report, tell
from presetsync.console.streams import below
from presetsync.render.html.fragments import html_joined
from presetsync.render.markdown.fragments import markdown, markdown_joined
from presetsync.view.safe import as_line, joined, lines, sanitize
from presetsync.render.terminal.layout import Span, at_words
from presetsync.view.phrases import words, words_joined

raw = "text from a file"
context = Context()
{}
"""

# What may print or compose text, and gets raw text here; and the same with sanitized text.
REFUSED = [
    *("answer(raw, context)", "report(raw, context)", "note(raw, context)"),
    *("problem(raw, context)", "tell(raw)", "below(lambda: raw)", "Span(raw)"),
    *("at_words(raw, 80, '')", "joined([raw])", "lines([raw])", "html_joined([raw])"),
    *("markdown_joined([raw])", "words('{}', raw)", "words_joined([raw])"),
    *("html_joined([sanitize(raw)])", "note(f'{sanitize(raw)}', context)"),
]
ACCEPTED = [
    *("answer(as_line(raw), context)", "note(joined([sanitize(raw), as_line(raw)]), context)"),
    *("answer(markdown('{}', raw), context)", "words('{}', words('a'))"),
    *("tell(lines([sanitize(raw)]))", "below(lambda: as_line(raw))", "Span(sanitize(raw))"),
]


def test_mypy_refuses_to_print_raw_text(tmp_path: Path) -> None:
    snippet = tmp_path / "snippet.py"
    snippet.write_text(SNIPPET.format("\n".join([*REFUSED, *ACCEPTED])))
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-pretty", "--no-error-summary", str(snippet)],
        cwd=ROOT.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    first = SNIPPET.splitlines().index("{}") + 1
    lines = {first + place: line for place, line in enumerate([*REFUSED, *ACCEPTED])}
    refused: dict[str, None] = {}
    for error in ran.stdout.splitlines():
        assert error.endswith(("[arg-type]", "[list-item]", "[return-value]")), error
        refused[lines[int(error.split(":")[1])]] = None
    assert [*refused] == REFUSED, ran.stderr


# Where text is marked as safe, and why it is: each is sanitized, or a part of what is.
MARKING = {
    "view/safe",  # sanitizes
    "view/phrases",  # puts our words together
    "render/terminal/style",  # puts our escape sequences around what is sanitized
    "render/terminal/layout",  # breaks and cuts what is sanitized
    "render/terminal/diagnostics",  # shows a window of a line that is sanitized
    "render/html/fragments",  # escapes what is sanitized
    "render/markdown/fragments",  # makes code of what is sanitized
    "render/markdown/fitting",  # fences what is sanitized
    "view/lines",  # names code points
    "view/difference_view",  # names code points
    "view/price_lines",  # writes numbers
    "view/trial_view",  # writes costs and seconds
    "render/machine/github",  # the one place that may start a workflow command
    "console/output",  # encodes and breaks what is sanitized
}
TYPES = {"Safe", "Html", "Markdown", "Words"}

# What takes a literal as it is, and at which place.
TEMPLATES = {"html": 0, "markdown": 0, "words": 0, "markdown_joined": 1, "words_joined": 1}
TEMPLATES |= {"counted": 1}

SINKS = ("view/", "render/", "snippets/", "console/", "cli/")
MODULES = [file.relative_to(ROOT).with_suffix("").as_posix() for file in ROOT.rglob("*.py")]


def calls_of(module: str) -> list[ast.Call]:
    nodes = ast.walk(ast.parse((ROOT / f"{module}.py").read_text(encoding="utf-8")))
    return [node for node in nodes if isinstance(node, ast.Call)]


def marked(module: str) -> list[str]:
    """The types that a module makes of text as it is, by a call, ``map`` or ``cast``."""
    calls = calls_of(module)
    used: list[ast.expr] = [call.func for call in calls]
    used += [each for call in calls if ast.unparse(call.func) != "isinstance" for each in call.args]
    names = [each.value if isinstance(each, ast.Constant) else ast.unparse(each) for each in used]
    return [str(name) for name in names if name in TYPES]


def is_literal(node: ast.expr) -> bool:
    """Whether it is a literal, one of two, or a constant of a module."""
    if isinstance(node, ast.IfExp):
        return is_literal(node.body) and is_literal(node.orelse)
    is_name = isinstance(node, ast.Name) and node.id.isupper()
    return is_name or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def test_text_is_marked_as_safe_in_few_places() -> None:
    assert {module for module in MODULES if marked(module)} == MARKING


def test_templates_are_literals() -> None:
    templates = {
        f"{module}: {ast.unparse(call)}": call.args[TEMPLATES[name]]
        for module in MODULES
        if module.startswith(SINKS)
        for call in calls_of(module)
        if (name := ast.unparse(call.func)) in TEMPLATES and len(call.args) > TEMPLATES[name]
    }
    assert [place for place, template in templates.items() if not is_literal(template)] == [
        "render/terminal/diagnostics: counted(counts[each], each)"  # a severity
    ]
    assert len(templates) > 100
