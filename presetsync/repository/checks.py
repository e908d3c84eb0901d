"""What preset files are checked against, in addition to schemas and rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from presetsync.models.judged_bodies import JudgedBodies


@dataclass(frozen=True, slots=True)
class Checks:
    """Settings and facts that decide whether a preset file is valid.

    Attributes:
        unknown_fields: the setting of that name: ``warn`` accepts fields that the schemas do not
            know.
        judged: the rules about models; None if they do not apply.
        environments: the names of all environments, in order.

    """

    unknown_fields: str = "error"
    judged: JudgedBodies | None = None
    environments: tuple[str, ...] = ()
