"""Settings that do nothing, or are refused, without another one beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.diagnostics import Severity
from presetsync.findings import Finding
from presetsync.jsonpointer import pointer_of
from presetsync.validation.lint.server_tools import CHAT, PREFIX, RESPONSES
from presetsync.validation.lint.tool_sites import (
    SUBAGENT,
    TOOL_SEARCH,
    objects,
    text_of,
    tools_in,
)
from presetsync.validation.messages import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from presetsync.jsonpointer import Path
    from presetsync.validation.lint.tool_sites import Tool

    Body = Mapping[str, Any]


def lacking_companions(skin: str, body: Body) -> Iterator[Finding]:
    """Settings that do nothing, or are refused, without another one."""
    if skin == CHAT and body.get("top_logprobs") is not None and body.get("logprobs") is not True:
        # api_reference/parameters
        yield _lacking(("body", "top_logprobs"), "It needs `logprobs: true`.", "Add that.")
    functions = _functions(body)
    for tool in tools_in(body):
        if tool.type == SUBAGENT:
            yield from _of_subagent(tool, functions)
    yield from _of_deferral(skin, body)
    yield from _of_choice(body)


def _of_choice(body: Body) -> Iterator[Finding]:
    """A chosen tool that is not there: a request may bring it along, so only beside others."""
    choice = body.get("tool_choice")
    if not isinstance(choice, dict) or text_of(choice, "type") not in ("function", "tool"):
        return
    function = choice.get("function")
    holder, steps = (function, ("function",)) if isinstance(function, dict) else (choice, ())
    name = text_of(holder, "name")
    own = {each for each in _functions(body) if each}
    if name and own and name not in own and not name.startswith(PREFIX):
        yield _lacking(
            ("body", "tool_choice", *steps, "name"),
            f"There is no tool {shown(name)} among `tools`.",
            "Correct the name, or leave the choice to requests that bring the tool along.",
            at_key=False,
        )


def _functions(body: Body) -> Collection[str]:
    """The names of the tools, in `function` or beside the type."""
    tools = [tool for _, tool in objects(body.get("tools"))]
    inner = [tool["function"] for tool in tools if isinstance(tool.get("function"), dict)]
    return {text_of(holder, "name") for holder in (*tools, *inner)}


def _of_subagent(tool: Tool, functions: Collection[str]) -> Iterator[Finding]:
    """guides/features/server-tools/subagent; a request may bring functions along, so no errors."""
    settings, path = tool.settings, (*tool.path, "parameters")
    inherits = settings.get("inherit_functions") is True
    listed = settings.get("inherited_function_names")
    names = listed if isinstance(listed, list) else []
    if not (settings.get("tools") or inherits or names) and "max_tool_calls" in settings:
        yield _lacking(
            (*path, "max_tool_calls"), "It only counts where the subagent has tools.",
            "Give it `tools`, or remove this.",
        )  # fmt: skip
    for number, name in enumerate([] if inherits else names):
        if isinstance(name, str) and name.strip() and name.strip() not in functions:
            yield _lacking(
                (*path, "inherited_function_names", number),
                f"There is no function {shown(name)} among `tools`, and the reply to that is 400.",
                "Correct the name, or leave it to requests that bring the function along.",
                at_key=False,
            )


def _of_deferral(skin: str, body: Body) -> Iterator[Finding]:
    """guides/features/server-tools/tool-search, and the reference's words on `defer_loading`."""
    tools = [tool for tool in tools_in(body) if not tool.host]
    deferred = [tool for tool in tools if tool.entry.get("defer_loading") is True]
    if not deferred or any(tool.type in TOOL_SEARCH for tool in tools):
        return
    path = (*deferred[0].path, "defer_loading")
    if skin == RESPONSES:
        yield _lacking(
            path,
            "The reference says that it needs the tool search; the guide says that without it "
            "only Anthropic's models take it.",
            "Add {type: openrouter:tool_search}.",
        )
    elif len(deferred) == len(tools):
        yield _lacking(
            path,
            "At least one tool must not be deferred: nothing could find the others.",
            "Add {type: openrouter:tool_search}.",
        )


def _lacking(path: Path, message: str, hint: str, *, at_key: bool = True) -> Finding:
    return Finding(
        "missing-companion",
        pointer_of(path),
        message,
        hint,
        at_key=at_key,
        severity=Severity.WARNING,
    )
