"""Receipts: how the content that the server stored differs from what was sent. Pure.

The server silently drops fields that it does not know. A receipt makes that visible, and lets later
comparisons distinguish the server's own differences from drift.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from presetsync.jsonpointer import child_pointer, keys_of
from presetsync.presets.canonical import normal, same_json
from presetsync.presets.model import Content

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SYSTEM = "/system"
"""The pointer of the system prompt in a receipt."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """How the stored content differs from what was sent, by JSON pointer into the config.

    Attributes:
        dropped: sent, not stored.
        changed: stored as something else: ``{pointer: {"sent": …, "stored": …}}``.
        added: stored, not sent: ``{pointer: stored}``.

    """

    dropped: tuple[str, ...] = ()
    changed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    added: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As the lock records it."""
        return {
            "dropped": list(self.dropped),
            "changed": {pointer: dict(pair) for pointer, pair in self.changed.items()},
            "added": dict(self.added),
        }

    def over(self, normalisations: Receipt) -> Receipt:
        """What is known of one preset, completed by what is known of the server."""
        return Receipt(
            dropped=tuple(sorted({*self.dropped, *normalisations.dropped})),
            changed={**normalisations.changed, **self.changed},
            added={**normalisations.added, **self.added},
        )


def receipt_of(sent: Content, stored: Content) -> Receipt:
    """Compare what was sent with what was stored."""
    differences = [*_differences(sent.config, normal(stored.config), "")]
    if sent.system != stored.system:
        differences.append((SYSTEM, sent.system or _ABSENT, stored.system or _ABSENT))
    return _receipt(differences)


def settled(sent: Content, stored: Content, known: Receipt) -> Content:
    """The stored content, without the differences from ``sent`` that ``known`` explains.

    Equal to ``sent`` exactly if `is_accounted_for` holds for the receipt of the two. Numbers are
    normal, see `presetsync.presets.canonical.normal`.
    """
    config = _settled(sent.config, normal(stored.config), "", known)
    system = _settled(sent.system or _ABSENT, stored.system or _ABSENT, SYSTEM, known)
    return Content(config, None if system is _ABSENT else system)


def _settled(sent: Any, stored: Any, pointer: str, known: Receipt) -> Any:
    """One value as `settled`; `_ABSENT` for none."""
    if isinstance(sent, dict) and isinstance(stored, dict):
        members = {
            key: _settled(
                sent.get(key, _ABSENT), stored.get(key, _ABSENT), child_pointer(pointer, key), known
            )
            for key in {**stored, **sent}
        }
        return {key: member for key, member in members.items() if member is not _ABSENT}
    is_same = same_json(sent, stored) or is_accounted_for(
        _receipt([(pointer, sent, stored)]), known
    )
    return sent if is_same else stored


def stored_content(sent: Content, known: Receipt) -> Content:
    """What the server stores of a content, by the differences that it is known to make.

    With the receipt of its own push it is what was stored. A field is added where the object that
    it belongs to is sent.
    """
    config = _stored(sent.config, "", known)
    system = _stored(sent.system or _ABSENT, SYSTEM, known)
    if system is _ABSENT:
        system = known.added.get(SYSTEM)
    # The config may have a field of that name, which is anything.
    return Content({} if config is _ABSENT else config, system if isinstance(system, str) else None)


def _stored(sent: Any, pointer: str, known: Receipt) -> Any:
    """One value as `stored_content`; `_ABSENT` for none."""
    if pointer in known.dropped:
        return _ABSENT
    pair = known.changed.get(pointer)
    if pair and same_json(sent, pair["sent"]):
        return pair["stored"]
    if not isinstance(sent, dict):
        return sent
    members = {key: _stored(sent[key], child_pointer(pointer, key), known) for key in sent}
    kept = {key: member for key, member in members.items() if member is not _ABSENT}
    return {**_added_to(pointer, known), **kept}


def _added_to(pointer: str, known: Receipt) -> dict[str, Any]:
    """The members that are added to an object of the config."""
    return {
        keys_of(each)[-1]: value
        for each, value in known.added.items()
        if each != SYSTEM and each.rpartition("/")[0] == pointer
    }


def _receipt(differences: Iterable[tuple[str, Any, Any]]) -> Receipt:
    dropped: list[str] = []
    changed: dict[str, dict[str, Any]] = {}
    added: dict[str, Any] = {}
    for pointer, before, after in differences:
        if after is _ABSENT:
            dropped.append(pointer)
        elif before is _ABSENT:
            added[pointer] = after
        else:
            changed[pointer] = {"sent": before, "stored": after}
    return Receipt(tuple(sorted(dropped)), changed, added)


_ABSENT = object()


def _differences(sent: Any, stored: Any, pointer: str) -> Iterator[tuple[str, Any, Any]]:
    """The innermost members of objects that differ; a list differs as a whole."""
    if isinstance(sent, dict) and isinstance(stored, dict):
        for key in sorted({*sent, *stored}):
            yield from _differences(
                sent.get(key, _ABSENT), stored.get(key, _ABSENT), child_pointer(pointer, key)
            )
    elif not same_json(sent, stored):
        yield pointer, sent, stored


def is_accounted_for(receipt: Receipt, known: Receipt) -> bool:
    """Whether the server is known to make every one of the differences.

    ``known`` is the receipt of an earlier push of the preset. If so, a stored version has the
    content of the file although the two are not equal.
    """
    return (
        all(_is_below(pointer, known.dropped) for pointer in receipt.dropped)
        and all(
            same_json(dict(pair), dict(known.changed.get(pointer, {})))
            for pointer, pair in receipt.changed.items()
        )
        and all(
            pointer in known.added and same_json(value, known.added[pointer])
            for pointer, value in receipt.added.items()
        )
    )


def merged(receipts: Iterable[Receipt]) -> Receipt:
    """The normalisations that several receipts show.

    A field on which two of them disagree is left out.
    """
    known = tuple(receipts)
    return Receipt(
        dropped=tuple(sorted({pointer for receipt in known for pointer in receipt.dropped})),
        changed=_undisputed(receipt.changed for receipt in known),
        added=_undisputed(receipt.added for receipt in known),
    )


def normalisations_of(pushes: Iterable[tuple[Content, Receipt]]) -> Receipt:
    """The differences that the server is known to make to any content, from all these pushes.

    A field that it dropped, changed or added in one push and not in a similar one depends on the
    model or the preset, not on the server: counting it would hide an edit that does the same.
    """
    seen = tuple(pushes)
    known = merged(receipt for _, receipt in seen)

    return Receipt(
        dropped=tuple(p for p in known.dropped if not any(_was_kept(p, *push) for push in seen)),
        changed={
            pointer: pair
            for pointer, pair in known.changed.items()
            if not any(_was_unchanged(pointer, pair["sent"], *push) for push in seen)
        },
        added={
            pointer: value
            for pointer, value in known.added.items()
            if not any(_was_not_added(pointer, *push) for push in seen)
        },
    )


def _was_kept(pointer: str, sent: Content, receipt: Receipt) -> bool:
    return _sent_at(pointer, sent) is not _ABSENT and not _is_below(pointer, receipt.dropped)


def _was_unchanged(pointer: str, value: Any, sent: Content, receipt: Receipt) -> bool:
    return same_json(_sent_at(pointer, sent), value) and pointer not in receipt.changed


def _was_not_added(pointer: str, sent: Content, receipt: Receipt) -> bool:
    """Whether the parent object was sent, and the server added nothing at the pointer."""
    parent = pointer.rpartition("/")[0]
    return (
        _sent_at(pointer, sent) is _ABSENT
        and isinstance(_sent_at(parent, sent), dict)
        and pointer not in receipt.added
    )


def _sent_at(pointer: str, sent: Content) -> Any:
    """What was sent at a receipt's pointer, or `_ABSENT`."""
    if pointer == SYSTEM:
        return sent.system or _ABSENT
    value: Any = sent.config
    for name in keys_of(pointer):
        if not isinstance(value, dict) or name not in value:
            return _ABSENT
        value = value[name]
    return value


def _undisputed(mappings: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    agreed: dict[str, Any] = {}
    disputed: set[str] = set()
    for mapping in mappings:
        for pointer, value in mapping.items():
            if not same_json(agreed.setdefault(pointer, value), value):
                disputed.add(pointer)
    return {pointer: value for pointer, value in agreed.items() if pointer not in disputed}


def _is_below(pointer: str, ancestors: tuple[str, ...]) -> bool:
    return any(pointer == a or pointer.startswith(a + "/") for a in ancestors)
