"""`contradiction`: settings that exclude each other according to the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync.diagnostics import Severity
from presetsync.jsonpointer import nodes
from presetsync.validation.lint.model import Mistake, text_of, value_below
from presetsync.validation.lint.server_tools import TOOL_SEARCH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from presetsync.jsonpointer import Path
    from presetsync.validation.lint.model import Body, Subject


class ExclusiveFields(NamedTuple):
    """Two fields of one object that exclude each other.

    Attributes:
        first: one field.
        second: the other one, which the mistake is reported at.
        said: what is documented of the two.
        when: whether that holds for the object at a path.
        severity: an error where a reply of 400 is documented.

    """

    first: str
    second: str
    said: str
    when: Callable[[Path, Body], bool] = lambda _path, _settings: True
    severity: Severity = Severity.WARNING


def _top_level(path: Path, _: Body) -> bool:
    return path in (("body",), ("body", "reasoning"))


_TOGETHER = "`{first}` and `{second}` cannot be used together."
_OVERRIDES = "`{first}` overrides `{second}`."

# Without an engine it may be Exa, which takes both.
_ONE_FILTER = ("firecrawl", "native", "parallel", "perplexity")

PAIRS = (
    # guides/features/server-tools/web-search and plugins/web-search, with the reference, which
    # excludes the first two for all engines, where the guide excludes them for all but Exa
    ExclusiveFields(
        "allowed_domains", "excluded_domains", _TOGETHER,
        lambda _, settings: settings.get("engine") != "exa",
    ),
    ExclusiveFields(
        "include_domains", "exclude_domains", _TOGETHER,
        lambda _, settings: settings.get("engine") in _ONE_FILTER,
    ),
    ExclusiveFields(
        "allowed_domains", "blocked_domains", _TOGETHER,
        lambda _, settings: text_of(settings, "type").startswith("web_search_2"),
    ),
    ExclusiveFields("allowed_x_handles", "excluded_x_handles", _TOGETHER),
    ExclusiveFields("max_characters", "search_context_size", _OVERRIDES),
    # guides/routing/model-fallbacks
    ExclusiveFields(
        "fallbacks", "models",
        "`{first}` and `{second}` cannot be used together: the server replies 400.",
        _top_level, Severity.ERROR,
    ),
    # guides/features/server-tools
    ExclusiveFields(
        "stop_server_tools_when", "max_tool_calls", "With `{first}` the server ignores `{second}`."
    ),
    # guides/routing/routers/auto-router, and the reference of the Pareto router's plugin
    ExclusiveFields("cost_tier", "cost_quality_tradeoff", _OVERRIDES),
    ExclusiveFields("max_price", "min_coding_score", _OVERRIDES),
    # guides/features/server-tools/subagent
    ExclusiveFields(
        "inherit_functions", "inherited_function_names",
        "With `{first}: true` the server ignores `{second}`.",
        lambda _, settings: settings.get("inherit_functions") is True,
    ),
    # guides/best-practices/reasoning-tokens; tools within a request may have both
    ExclusiveFields(
        "effort", "max_tokens",
        "`{first}` and `{second}` both set how much the model reasons.", _top_level,
    ),
)  # fmt: skip
"""Which settings exclude each other, as the guides and the reference say."""

BUDGETS = (("thinking", "budget_tokens"), ("reasoning", "max_tokens"))
LIMITS = ("max_tokens", "max_completion_tokens", "max_output_tokens")

_NOT_SETTINGS = frozenset(
    {"messages", "input", "metadata", "properties", "$defs", "definitions", "input_schema"}
)
"""Below these the names are the user's own."""

_KEEP_ONE = "Keep one of the two."


def check(subject: Subject) -> Iterator[Mistake]:
    """Each pair of settings that excludes itself, at its second field."""
    for path, settings in _settings(subject):
        for pair in PAIRS:
            both = _is_set(settings.get(pair.first)) and _is_set(settings.get(pair.second))
            if both and pair.when(path, settings):
                message = pair.said.format(first=pair.first, second=pair.second)
                place = (*path, pair.second)
                yield Mistake(place, message, _KEEP_ONE, pair.severity, at_key=True)
        yield from _budgets(path, settings)
    yield from _reasoning(subject.body)
    yield from _providers(subject.body)
    yield from _forced_choice(subject)


def _settings(subject: Subject) -> Iterator[tuple[Path, Body]]:
    """The objects of a body that hold settings, those of tools in the input included."""
    body = subject.body
    roots: list[tuple[Path, Any]] = [
        (("body",), {key: body[key] for key in body if key not in _NOT_SETTINGS})
    ]
    roots += [(tool.path, tool.entry) for tool in subject.tools if tool.path[1] == "input"]
    for root, value in roots:
        for path, node in nodes(value, root):
            if isinstance(node, dict) and _NOT_SETTINGS.isdisjoint(path[len(root) :]):
                yield path, node


def _is_set(value: Any) -> bool:
    return value is not None and value != []


def _budgets(path: Path, settings: Body) -> Iterator[Mistake]:
    """Reasoning counts towards the tokens that are generated, which must be more.

    guides/best-practices/reasoning-tokens: "`max_tokens` must be strictly higher".
    """
    for budget_path in BUDGETS:
        budget = value_below(settings, budget_path)
        for limit in LIMITS:
            most = settings.get(limit)
            if isinstance(budget, int) and isinstance(most, int) and budget >= most > 0:
                yield Mistake(
                    (*path, *budget_path),
                    f"A budget of {budget} reasoning tokens leaves none for the answer: "
                    f"`{limit}` is {most}.",
                    f"Raise `{limit}`, or lower the budget.",
                )
                break


def _reasoning(body: Body) -> Iterator[Mistake]:
    """Settings of reasoning that contradict or repeat each other.

    The reference: `reasoning_effort` must not differ from `reasoning.effort`.
    guides/best-practices/reasoning-tokens: `enabled` is inferred from the others,
    `include_reasoning` is short for `exclude`, and one of `effort` and `max_tokens` is to be used.
    """
    held = body.get("reasoning")
    reasoning = held if isinstance(held, dict) else {}
    short = body.get("reasoning_effort")
    effort = reasoning.get("effort", short)
    excluded, included = reasoning.get("exclude"), body.get("include_reasoning")
    budget, enabled = reasoning.get("max_tokens"), reasoning.get("enabled")
    reasons = effort not in (None, "none") or (isinstance(budget, int) and budget > 0)
    found: list[tuple[Path, str]] = []
    if None not in (short, effort) and short != effort:
        found.append((("reasoning_effort",), "This differs from `reasoning.effort`."))
    if "effort" not in reasoning and budget and effort is not None:
        found.append((("reasoning_effort",), "`reasoning.max_tokens` sets the same."))
    if enabled is False and reasons:
        found.append((("reasoning", "enabled"), "The other settings turn reasoning on."))
    if enabled is True and effort == "none":
        found.append((("reasoning", "enabled"), "The effort `none` turns reasoning off."))
    if isinstance(excluded, bool) and excluded is included:
        found.append((("include_reasoning",), "This contradicts `reasoning.exclude`."))
    yield from (Mistake(("body", *path), message, _KEEP_ONE) for path, message in found)


def _providers(body: Body) -> Iterator[Mistake]:
    """Providers that are chosen and skipped (guides/routing/provider-selection)."""

    def listed(field: str) -> list[Any]:
        names = value_below(body, ("provider", field))
        return names if isinstance(names, list) else []

    chosen = {name for name in (*listed("order"), *listed("only")) if isinstance(name, str)}
    for number, name in enumerate(listed("ignore")):
        if isinstance(name, str) and name in chosen:
            place = ("body", "provider", "ignore", number)
            yield Mistake(place, "`order` or `only` lists this provider too.", _KEEP_ONE)


def _forced_choice(subject: Subject) -> Iterator[Mistake]:
    """A choice of tools that the tool search, or Anthropic's thinking, does not allow."""
    choice = subject.body.get("tool_choice")
    kind = text_of(choice, "type") if isinstance(choice, dict) else choice
    if kind in (None, "", "auto", "allowed_tools"):
        return
    place = ("body", "tool_choice")
    tools = [tool for tool in subject.tools if not tool.host]
    deferred = any(tool.entry.get("defer_loading") is True for tool in tools)
    if deferred and any(tool.type in TOOL_SEARCH for tool in tools):
        # guides/features/server-tools/tool-search
        yield Mistake(
            place,
            "With deferred tools only `auto` and `allowed_tools` work; the server replies 400 to "
            "anything else.",
            "Remove it, write `allowed_tools`, or remove `defer_loading` from the tools.",
            Severity.ERROR,
        )
    thinks = value_below(subject.body, ("thinking", "type")) == "enabled"
    if thinks and kind in ("any", "tool", "required", "function"):
        # Anthropic's guide to extended thinking, "Feature compatibility"
        yield Mistake(
            place,
            "Anthropic's models do not think when a tool is forced.",
            "Write `auto`, or turn thinking off.",
        )
