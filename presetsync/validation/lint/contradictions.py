"""Settings that are documented not to stand beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.diagnostics import Severity
from presetsync.findings import Finding
from presetsync.jsonpointer import nodes, pointer_of
from presetsync.validation.lint.tool_sites import TOOL_SEARCH, text_of, tools_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from presetsync.jsonpointer import Path

    Body = Mapping[str, Any]


def _always(_: Path, __: Body) -> bool:
    return True


def _not_exa(_: Path, settings: Body) -> bool:
    # The reference excludes the two for all engines, the guide for all but this one.
    return text_of(settings, "engine") != "exa"


def _one_filter(_: Path, settings: Body) -> bool:
    # Without an engine it may be Exa, which takes both.
    return text_of(settings, "engine") in ("firecrawl", "native", "parallel", "perplexity")


def _native_search(_: Path, settings: Body) -> bool:
    return text_of(settings, "type").startswith("web_search_2")


def _of_the_body(path: Path, _: Body) -> bool:
    return path in (("body",), ("body", "reasoning"))


def _inherits_all(_: Path, settings: Body) -> bool:
    return settings.get("inherit_functions") is True


class Pair(NamedTuple):
    """Two fields of one object that exclude each other.

    Attributes:
        first: one field.
        second: the other one, at which it is told.
        said: what is documented of the two.
        when: whether that holds for the object at a path.
        severity: an error where a reply of 400 is documented.

    """

    first: str
    second: str
    said: str
    when: Callable[[Path, Body], bool] = _always
    severity: Severity = Severity.WARNING


_TOGETHER = "cannot be used together"
_OVERRIDES = "the first overrides the second"

PAIRS = (
    # guides/features/server-tools/web-search and plugins/web-search, with the reference
    Pair("allowed_domains", "excluded_domains", _TOGETHER, _not_exa),
    Pair("include_domains", "exclude_domains", _TOGETHER, _one_filter),
    Pair("allowed_domains", "blocked_domains", _TOGETHER, _native_search),
    Pair("allowed_x_handles", "excluded_x_handles", _TOGETHER),
    Pair("max_characters", "search_context_size", _OVERRIDES),
    # guides/routing/model-fallbacks
    Pair(
        "fallbacks", "models", f"{_TOGETHER}, and the reply is 400", _of_the_body, Severity.ERROR
    ),
    # guides/features/server-tools
    Pair(
        "stop_server_tools_when", "max_tool_calls", "the second is ignored beside the first"
    ),
    # guides/routing/routers/auto-router, and the reference of the Pareto router's plugin
    Pair("cost_tier", "cost_quality_tradeoff", _OVERRIDES),
    Pair("max_price", "min_coding_score", _OVERRIDES),
    # guides/features/server-tools/subagent
    Pair(
        "inherit_functions", "inherited_function_names",
        "the second is ignored beside the first", _inherits_all,
    ),
    # guides/best-practices/reasoning-tokens; tools within a request may have both
    Pair("effort", "max_tokens", "one of the two sets how much is thought", _of_the_body),
)  # fmt: skip
"""Which settings exclude each other, as the guides and the reference say."""

BUDGETS = (("thinking", "budget_tokens"), ("reasoning", "max_tokens"))
LIMITS = ("max_tokens", "max_completion_tokens", "max_output_tokens")

_NOT_SETTINGS = frozenset(
    {"messages", "input", "metadata", "properties", "$defs", "definitions", "input_schema"}
)
"""Below these the names are the user's own."""


def contradictions(_: str, body: Body) -> Iterator[Finding]:
    """Each pair of settings that excludes itself, at its second field."""
    for path, node in _settings(body):
        for pair in PAIRS:
            if (
                _is_set(node.get(pair.first))
                and _is_set(node.get(pair.second))
                and pair.when(path, node)
            ):
                yield Finding(
                    "contradiction",
                    pointer_of((*path, pair.second)),
                    f"`{pair.first}` and `{pair.second}`: {pair.said}.",
                    "Keep one of the two.",
                    at_key=True,
                    severity=pair.severity,
                )
        yield from _budgets(path, node)
    yield from _efforts(body)
    yield from _reasoning(body)
    yield from _providers(body)
    yield from _forced_choice(body)


def _settings(body: Body) -> Iterator[tuple[Path, Body]]:
    """The objects of a body that hold settings, those of tools in the input included."""
    roots: list[tuple[Path, Any]] = [
        (("body",), {key: body[key] for key in body if key not in _NOT_SETTINGS})
    ]
    roots += [(tool.path, tool.entry) for tool in tools_in(body) if tool.path[1] == "input"]
    for root, value in roots:
        for path, node in nodes(value, root):
            if isinstance(node, dict) and _NOT_SETTINGS.isdisjoint(path[len(root) :]):
                yield path, node


def _is_set(value: Any) -> bool:
    return value is not None and value != []


def _budgets(path: Path, node: Body) -> Iterator[Finding]:
    """Thinking counts towards the tokens that are generated, which must be more.

    guides/best-practices/reasoning-tokens: "`max_tokens` must be strictly higher".
    """
    for holder, field in BUDGETS:
        inner = node.get(holder)
        budget = inner.get(field) if isinstance(inner, dict) else None
        for limit in LIMITS:
            most = node.get(limit)
            if isinstance(budget, int) and isinstance(most, int) and budget >= most > 0:
                yield Finding(
                    "contradiction",
                    pointer_of((*path, holder, field)),
                    f"`{limit}` is {most}: {budget} tokens to think with leave none to answer.",
                    f"Raise `{limit}`, or lower the budget.",
                    severity=Severity.WARNING,
                )
                break


def _efforts(body: Body) -> Iterator[Finding]:
    """The reference: `reasoning_effort` must not differ from `reasoning.effort`."""
    reasoning, short = body.get("reasoning"), body.get("reasoning_effort")
    effort = reasoning.get("effort") if isinstance(reasoning, dict) else None
    if short is not None and effort is not None and short != effort:
        yield Finding(
            "contradiction",
            "/body/reasoning_effort",
            "It differs from `reasoning.effort`, which it is short for.",
            "Keep one of the two.",
            severity=Severity.WARNING,
        )


def _reasoning(body: Body) -> Iterator[Finding]:
    """Settings of reasoning that say the opposite, or say one thing twice.

    guides/best-practices/reasoning-tokens: `enabled` is inferred from the others,
    `include_reasoning` is short for `exclude`, and one of `effort` and `max_tokens` is to be used.
    """
    held = body.get("reasoning")
    reasoning = held if isinstance(held, dict) else {}
    effort = reasoning.get("effort", body.get("reasoning_effort"))
    excluded, included = reasoning.get("exclude"), body.get("include_reasoning")
    budget, enabled = reasoning.get("max_tokens"), reasoning.get("enabled")
    thinks = effort not in (None, "none") or (isinstance(budget, int) and budget > 0)
    if "effort" not in reasoning and budget and effort is not None:
        yield _opposite("/body/reasoning_effort", "`reasoning.max_tokens` sets the same.")
    if enabled is False and thinks:
        yield _opposite("/body/reasoning/enabled", "The settings beside it turn reasoning on.")
    if enabled is True and effort == "none":
        yield _opposite("/body/reasoning/enabled", "The effort `none` turns reasoning off.")
    if isinstance(excluded, bool) and excluded is included:
        yield _opposite("/body/include_reasoning", "`reasoning.exclude` says the opposite.")


def _providers(body: Body) -> Iterator[Finding]:
    """Providers that are chosen and skipped (guides/routing/provider-selection)."""
    held = body.get("provider")
    provider = held if isinstance(held, dict) else {}

    def listed(field: str) -> list[Any]:
        names = provider.get(field)
        return names if isinstance(names, list) else []

    chosen = {name for name in (*listed("order"), *listed("only")) if isinstance(name, str)}
    for number, name in enumerate(listed("ignore")):
        if isinstance(name, str) and name in chosen:
            place = pointer_of(("body", "provider", "ignore", number))
            yield _opposite(place, "`order` or `only` names it as well, and it is skipped.")


def _opposite(pointer: str, message: str) -> Finding:
    return Finding(
        "contradiction", pointer, message, "Keep one of the two.", severity=Severity.WARNING
    )


def _forced_choice(body: Body) -> Iterator[Finding]:
    """A choice of tools that the tool search, or Anthropic's thinking, does not leave."""
    choice = body.get("tool_choice")
    kind = text_of(choice, "type") if isinstance(choice, dict) else choice
    if kind in (None, "", "auto", "allowed_tools"):
        return
    tools = [tool for tool in tools_in(body) if not tool.host]
    deferred = any(tool.entry.get("defer_loading") is True for tool in tools)
    if deferred and any(tool.type in TOOL_SEARCH for tool in tools):
        # guides/features/server-tools/tool-search
        yield Finding(
            "contradiction",
            "/body/tool_choice",
            "Deferred tools are found through `tool_choice`, and the reply to any other is 400.",
            "Remove it, write `allowed_tools`, or remove `defer_loading` from the tools.",
        )
    thinking = body.get("thinking")
    forced = kind in ("any", "tool", "required", "function")
    if forced and isinstance(thinking, dict) and thinking.get("type") == "enabled":
        # Anthropic's guide to extended thinking, "Feature compatibility"
        yield Finding(
            "contradiction",
            "/body/tool_choice",
            "Anthropic's models do not think where a tool is forced: one of the two is lost.",
            "Write `auto`, or turn thinking off.",
            severity=Severity.WARNING,
        )
