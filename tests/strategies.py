"""Hypothesis strategies for preset files, their bytes, the JSON data in them, and servers' JSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from presetsync.presets.canonical import MAX_SAFE_INTEGER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hypothesis.strategies import SearchStrategy

PRESET = """\
# A comment
skin: chat/completions
slug: copywriter
body:
  model: openai/gpt-5.4
  temperature: 0.7
  provider: &p {sort: price, order: [a, 'b', "c"]}
  messages:
    - role: system
      content: !file prompt.md
    - role: user
      content: |
        Write one.
"""

_FRAGMENTS = (
    *("- ", "? ", ": ", ", ", "[", "]", "{", "}", "#", "&a ", "*a", "!file ", "!!str ", "! ", "<<"),
    *("\n", "\n  ", "\r\n", "\t", " ", "--- ", "...\n", "%YAML 1.2\n", "%TAG ! !x\n", "|\n "),
    *("'", '"', '"\\u0000"', '"\\ud800"', '"\\U00110000"', "a", "skin", "slug", "body", "é", "😀"),
    *("1e-3", "0o17", "0x1F", ".5", "~", "true", "no", ".inf", "9007199254740992", "1e999", "@"),
    *("\ufeff", "\x00", "\x85", "\u2028", "prompt.md", "../x", "skin: messages\n", "body: {}\n"),
)  # fmt: skip

_SPLINTERS = (
    *("\n", "\n", "\n\n", " ", "  ", "\t", "\r\n", "\r", "a", "word ", "word", 99 * "x "),
    *("- ", "-", "? ", ": ", ":", ", ", "[", "]", "{", "}", "{{x}}", " #", "# ", "#", "&a", "*a"),
    *("!", "'", '"', "`", "\\", "\\n", "\\ud83d", "\\ude00", "%TAG ", "%", "@", "|", ">", "|2-"),
    *("--- ", "---", "...", "yes", "null", "1", "0x", "_", ".", "e", "1. ", "* ", "• ", "+", "<<"),
    *("<<<<<<< a", "=======", ">>>>>>> b", "presetsync: ignore", " # presetsync: ignore x", "="),
    *("\x85", "\u2028", "\u2029", "\ufeff", "\x00", "\x1b", "\x7f", "\xa0", "\u200d", "\u202e"),
    *("\ufffe", "é", "😀", "\u05e9", "\U000f005c", "\U000f0075", "~"),
)  # fmt: skip
"""Pieces of texts that are easily written so that they read as something else."""

FIELDS = ("model", "temperature", "top_p", "provider", "stop")
_UNRESERVED = "AZaz09-._~"

_UNWRITABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def texts(max_size: int = 8) -> SearchStrategy[str]:
    """Any text that UTF-8 can hold, control and invisible characters included."""
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=max_size)


def hard_texts() -> SearchStrategy[str]:
    """Texts of lines and of what YAML, editors and `!file` are particular about."""
    return st.lists(st.sampled_from(_SPLINTERS) | texts(3), max_size=12).map("".join)


def json_values(strings: SearchStrategy[str] | None = None) -> SearchStrategy[Any]:
    """JSON data as a preset file may hold it; ``1`` and ``1.0`` are both in it."""
    strings = texts() if strings is None else strings
    leaves = (
        st.none()
        | st.booleans()
        | st.integers(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.integers(-9, 9).map(float)
        | strings
    )
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(strings, inner, max_size=4),
        max_leaves=12,
    )


def bodies() -> SearchStrategy[dict[str, Any]]:
    """Bodies of any shape; `presetsync.presets.model` does not mind what the schemas say."""
    return st.dictionaries(texts(), json_values(), max_size=5)


def yaml_texts() -> SearchStrategy[str]:
    """Text that looks like YAML and seldom is."""
    return st.lists(st.sampled_from(_FRAGMENTS), max_size=30).map("".join)


def slugs() -> SearchStrategy[str]:
    """Any slug, the longest included."""
    longest = st.sampled_from(_UNRESERVED).map(lambda character: 127 * "x" + character)
    short = st.text(st.sampled_from(_UNRESERVED), min_size=1, max_size=6)
    return (short | longest).filter(lambda slug: slug not in (".", ".."))


def configs() -> SearchStrategy[dict[str, Any]]:
    """Configs of fields that `server_edits` may drop, with values of any kind."""
    return st.dictionaries(st.sampled_from(FIELDS), json_values(), max_size=4)


@st.composite
def server_edits(draw: st.DrawFn) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """What a server makes of any config.

    It drops fields, adds some that nobody knows and nulls, and writes the rest in another order,
    and whole numbers as ``1.0``.
    """
    dropped = draw(st.sets(st.sampled_from(FIELDS), max_size=2))
    unknown = st.sampled_from(("x-new", "served_by", "route", ""))
    added = draw(st.dictionaries(unknown, st.none() | json_values(), max_size=2))
    turn = draw(st.sampled_from((dict, reordered)))

    def edit(config: Mapping[str, Any]) -> dict[str, Any]:
        kept = {field: value for field, value in config.items() if field not in dropped}
        turned: dict[str, Any] = turn({**kept, **added})
        return turned

    return edit


@st.composite
def server_documents(draw: st.DrawFn, document: Mapping[str, Any]) -> dict[str, Any]:
    """A preset of the API's as another release of it may write it: more members, another order."""
    members = {**draw(st.dictionaries(texts(), json_values(), max_size=3)), **document}
    if isinstance(version := document.get("designated_version"), dict):
        members["designated_version"] = draw(server_documents(version))
    order = draw(st.permutations([*members]))
    return {name: members[name] for name in order}


@st.composite
def preset_bytes(draw: st.DrawFn) -> bytes:
    """What a preset file may hold.

    Noise, near-YAML, a good preset with a hole or a splinter, or JSON as a server writes it.
    """
    kind = draw(st.sampled_from(["noise", "near", "damaged", "pasted"]))
    if kind == "noise":
        return draw(st.binary(max_size=60))
    if kind == "near":
        return draw(yaml_texts()).encode()
    if kind == "pasted":
        config = draw(server_edits())(draw(configs()))
        preset = {"skin": "responses", "body": config}
        reply = {"data": {"slug": "a", "designated_version": {"version": 1, "config": config}}}
        return json.dumps(draw(st.sampled_from((preset, config, reply)))).encode()
    good = PRESET.encode()
    start = draw(st.integers(0, len(good)))
    end = draw(st.integers(start, min(start + 20, len(good))))
    splinter = draw(st.binary(max_size=3) | yaml_texts().map(str.encode))
    return good[:start] + splinter + good[end:]


def as_yaml(value: Any) -> str:
    """JSON data as YAML: JSON, with what YAML refuses outside of escapes escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return _UNWRITABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def reordered(value: Any) -> Any:
    """The same JSON value: keys the other way round, whole numbers of the other type."""
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in reversed(value)}
    if isinstance(value, list):
        return [reordered(item) for item in value]
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, float) and value.is_integer() and abs(value) <= MAX_SAFE_INTEGER:
        return int(value)
    return value
