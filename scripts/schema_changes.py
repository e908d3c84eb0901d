"""What came and went between two sets of schemas: fields, words, bounds; as Markdown for people.

A schema is read as facts at paths, as in ``tools[openrouter:web_search].parameters.engine``, so it
makes no difference whether a definition is inlined or among the ``$defs``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Json = dict[str, Any]
    Facts = dict[str, set[tuple[str, str]]]

_REF = "#/$defs/"
_BOUNDS = (
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "uniqueItems",
    "pattern",
    "format",
)
_DISCRIMINATORS = ("type", "role", "id")

FIELD, WORD, BOUND, TYPE = "field", "word", "bound", "type"

_TITLES = (
    (FIELD, "came", "Fields that came"),
    (FIELD, "went", "Fields that went"),
    (WORD, "came", "Words that came"),
    (WORD, "went", "Words that went"),
    (BOUND, "came", "Bounds that came"),
    (BOUND, "went", "Bounds that went"),
    (TYPE, "came", "Types that came"),
    (TYPE, "went", "Types that went"),
)


class Change(NamedTuple):
    """One thing that came or went.

    Attributes:
        kind: ``field``, ``word``, ``bound`` or ``type``.
        way: ``came`` or ``went``.
        path: of the field.
        what: the word, the bound or the type; "" for a field.
        inside: how many fields came or went with a field, below it.
        schemas: the names of the schemas in which it did.

    """

    kind: str
    way: str
    path: str
    what: str
    inside: int
    schemas: tuple[str, ...]


def facts(schema: Json) -> Facts:
    """What a schema says, by path; a definition inside itself is not entered again."""
    definitions = schema.get("$defs", {})
    found: Facts = {}
    queue: list[tuple[str, Json, frozenset[str]]] = [("", schema, frozenset())]
    while queue:
        path, part, around = queue.pop()
        said = found.setdefault(path, set())
        for branch in _branches(part, definitions):
            name = branch.get("$ref", "").removeprefix(_REF)
            inner = definitions.get(name, {}) if name else branch
            label = _label(inner)
            place = f"{path}[{label}]" if label and branch is not part else path
            if place != path:
                found.setdefault(place, set()).add((FIELD, ""))
            said |= {*_own_facts(branch)} | {*_own_facts(inner)}
            if name not in around:
                within = around | {name} if name else around
                queue.extend((at, inside, within) for at, inside in _parts(place, inner))
    return found


def changes(before: Mapping[str, Json], after: Mapping[str, Json]) -> list[Change]:
    """What came and went, sorted; the same in several schemas is one change."""
    found: dict[tuple[str, str, str, str, int], list[str]] = {}
    for name in sorted({*before, *after}):
        old, new = facts(before.get(name, {})), facts(after.get(name, {}))
        for change in [*_differences(old, new, "went"), *_differences(new, old, "came")]:
            found.setdefault(change, []).append(name)
    return sorted(Change(*change, tuple(names)) for change, names in found.items())


def report(found: Iterable[Change], every: Iterable[str]) -> str:
    """Markdown with a list for each kind; ``every`` names all schemas."""
    changed, everywhere = [*found], tuple(sorted(every))
    parts = []
    for kind, way, title in _TITLES:
        lines = [_line(c, everywhere) for c in changed if (c.kind, c.way) == (kind, way)]
        if lines:
            parts.append(f"### {title} ({len(lines)})\n\n" + "\n".join(lines))
    return "\n\n".join(parts) + "\n" if parts else "No field, word, bound or type came or went.\n"


def code(text: str) -> str:
    """A code span: what a release of the SDK is called is no Markdown of ours."""
    shown = "".join(char if char.isprintable() else " " for char in text).replace("`", "'")
    return f"`{shown}`"


def _differences(these: Facts, others: Facts, way: str) -> Iterator[tuple[str, str, str, str, int]]:
    """What one schema has and the other has not; of fields inside each other the outermost."""
    lone = sorted(path for path in these if path and path not in others)
    for path in lone:
        if not any(path.startswith((f"{p}.", f"{p}[")) for p in lone):
            inside = sum(p.startswith((f"{path}.", f"{path}[")) for p in lone)
            yield FIELD, way, path, "", inside
    for path, said in these.items():
        if path in others:
            for kind, what in said - others[path]:
                if kind != FIELD:
                    yield kind, way, path, what, 0


def _branches(part: Json, definitions: Json) -> Iterator[Json]:
    """A schema without its unions, and each member of them, however nested."""
    yield part
    for member in part.get("anyOf", ()):
        inner = definitions.get(member.get("$ref", "").removeprefix(_REF), member)
        yield member
        yield from [more for more in _branches(inner, definitions) if more is not inner]


def _label(part: Json) -> str:
    """What distinguishes a member of a union from the others; "" for nothing."""
    for name in _DISCRIMINATORS:
        said = part.get("properties", {}).get(name, {})
        words = [said["const"]] if "const" in said else said.get("enum", [])
        if words:
            return ", ".join(map(str, words))
    return ""


def _own_facts(part: Json) -> Iterator[tuple[str, str]]:
    yield FIELD, ""
    types = part.get("type", [])
    for name in [types] if isinstance(types, str) else types:
        yield TYPE, name
    for word in [*part.get("enum", []), *([part["const"]] if "const" in part else [])]:
        yield WORD, str(word)
    for keyword in _BOUNDS:
        if keyword in part:
            yield BOUND, f"{keyword} {part[keyword]}"


def _parts(path: str, part: Json) -> Iterator[tuple[str, Json]]:
    """The schemas of a schema's fields, items and values, each with its path."""
    for name, field in part.get("properties", {}).items():
        yield (f"{path}.{name}" if path else name), field
    if isinstance(part.get("items"), dict):
        yield path, part["items"]
    if isinstance(part.get("additionalProperties"), dict):
        yield f"{path}.*", part["additionalProperties"]


def _line(change: Change, everywhere: tuple[str, ...]) -> str:
    text = f"- {code(change.path)}"
    if change.what:
        text += f": {code(change.what)}"
    if change.inside:
        text += f", with {change.inside} inside"
    if change.schemas != everywhere:
        text += f" ({', '.join(change.schemas)})"
    return text
