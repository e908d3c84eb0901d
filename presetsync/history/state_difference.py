"""Two states of a preset beside each other, without what the server is known to change. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from presetsync.plan.risks import content_risks, routing_risks
from presetsync.presets.canonical import same_json
from presetsync.state.receipt import receipt_of, settled

if TYPE_CHECKING:
    from presetsync.history.states import KnownPreset, State
    from presetsync.plan.model import RoutingChange
    from presetsync.plan.risks import Risk
    from presetsync.presets.model import Content
    from presetsync.state.receipt import Receipt


@dataclass(frozen=True, slots=True)
class StateDifference:
    """How a state differs from another one.

    Attributes:
        before, after: the states.
        contents: what is compared of the two.
        left_out: pointers at which the two differ only because the server changes such content
            when it stores it, as receipts show. Between a file or the lock and a version alone.
        routing: where requests go and what they cost, where that differs and a model lock tells.

    """

    before: State
    after: State
    contents: tuple[Content, Content]
    left_out: tuple[str, ...] = ()
    routing: RoutingChange | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the two say the same, as far as it is known."""
        one, other = self.contents
        return not self.skins and same_json(one.to_json(), other.to_json())

    @property
    def is_of_one_version(self) -> bool:
        """Whether both states are the same version of the server's."""
        sides = (self.before, self.after)
        are_stored = all(side.at.is_on_server for side in sides)
        return are_stored and self.before.version_id == self.after.version_id

    @property
    def skins(self) -> tuple[str, str] | None:
        """The skins where both are known and differ; else None."""
        before, after = self.before.skin, self.after.skin
        return (before, after) if before and after and before != after else None

    @property
    def risks(self) -> tuple[Risk, ...]:
        """The risks of the second state in the place of the first."""
        routing = routing_risks(self.routing) if self.routing else ()
        return (*content_risks(*self.contents), *routing)


def state_difference(before: State, after: State, known: KnownPreset) -> StateDifference:
    """Compare two states."""
    contents = (before.content, after.content)
    left_out: tuple[str, ...] = ()
    if before.at.is_on_server is not after.at.is_on_server:
        sent, stored = (after, before) if before.at.is_on_server else (before, after)
        rest = settled(sent.content, stored.content, known.normalisations)
        left_out = _left_out(sent.content, stored.content, rest)
        contents = (rest, sent.content) if sent is after else (sent.content, rest)
    return StateDifference(before, after, contents, left_out)


def _left_out(sent: Content, stored: Content, rest: Content) -> tuple[str, ...]:
    return tuple(sorted(_pointers(receipt_of(sent, stored)) - _pointers(receipt_of(sent, rest))))


def _pointers(receipt: Receipt) -> set[str]:
    return {*receipt.dropped, *receipt.changed, *receipt.added}
