"""`missing-companion`: settings that do nothing, or are refused, without another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.validation.lint.model import (
    CHAT,
    RESPONSES,
    Mistake,
    objects,
    text_of,
)
from presetsync.validation.lint.server_tools import PREFIX, SUBAGENT, TOOL_SEARCH
from presetsync.validation.messages import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from presetsync.validation.lint.model import Body, Subject, Tool


def check(subject: Subject) -> Iterator[Mistake]:
    """Each setting that lacks the one that it needs."""
    body = subject.body
    asks_for_logprobs = subject.skin == CHAT and body.get("top_logprobs") is not None
    if asks_for_logprobs and body.get("logprobs") is not True:
        # api_reference/parameters
        place = ("body", "top_logprobs")
        yield Mistake(place, "`top_logprobs` needs `logprobs: true`.", "Add it.", at_key=True)
    functions = _function_names(body)
    for tool in subject.tools:
        if tool.type == SUBAGENT:
            yield from _subagent(tool, functions)
    yield from _deferred(subject)
    yield from _chosen(body, functions)


def _function_names(body: Body) -> Collection[str]:
    """The names of the outer tools, in `function` or next to the type."""
    tools = [tool for _, tool in objects(body.get("tools"))]
    inner = [tool["function"] for tool in tools if isinstance(tool.get("function"), dict)]
    return {text_of(holder, "name") for holder in (*tools, *inner)}


def _chosen(body: Body, functions: Collection[str]) -> Iterator[Mistake]:
    """A chosen tool that is not there: a request may bring it along, so only beside others."""
    choice = body.get("tool_choice")
    if not isinstance(choice, dict) or text_of(choice, "type") not in ("function", "tool"):
        return
    function = choice.get("function")
    holder, steps = (function, ("function",)) if isinstance(function, dict) else (choice, ())
    name = text_of(holder, "name")
    if name and any(functions) and name not in functions and not name.startswith(PREFIX):
        yield Mistake(
            ("body", "tool_choice", *steps, "name"),
            f"`tools` has no tool {shown(name)}.",
            "Correct the name, or leave the choice to requests that add the tool.",
        )


def _subagent(tool: Tool, functions: Collection[str]) -> Iterator[Mistake]:
    """guides/features/server-tools/subagent; requests may add functions, so these are no errors."""
    settings, path = tool.settings, (*tool.path, "parameters")
    inherits = settings.get("inherit_functions") is True
    listed = settings.get("inherited_function_names")
    names = listed if isinstance(listed, list) else []
    if not (settings.get("tools") or inherits or names) and "max_tool_calls" in settings:
        yield Mistake(
            (*path, "max_tool_calls"),
            "This has no effect: the subagent has no tools.",
            "Give it `tools`, or remove this.",
            at_key=True,
        )
    for number, name in enumerate([] if inherits else names):
        if isinstance(name, str) and name.strip() and name.strip() not in functions:
            yield Mistake(
                (*path, "inherited_function_names", number),
                f"`tools` has no function {shown(name)}; without it the server replies 400.",
                "Correct the name, or leave it to requests that add the function.",
            )


def _deferred(subject: Subject) -> Iterator[Mistake]:
    """guides/features/server-tools/tool-search, and the reference's words on `defer_loading`."""
    tools = [tool for tool in subject.tools if not tool.host]
    deferred = [tool for tool in tools if tool.entry.get("defer_loading") is True]
    if not deferred or any(tool.type in TOOL_SEARCH for tool in tools):
        return
    if subject.skin == RESPONSES:
        message = (
            "Deferred tools need the tool search: the reference requires it, and by the guide "
            "only Anthropic's models do without."
        )
    elif len(deferred) == len(tools):
        message = "Every tool is deferred, so the model can find none of them."
    else:
        return
    place = (*deferred[0].path, "defer_loading")
    yield Mistake(place, message, "Add {type: openrouter:tool_search}.", at_key=True)
