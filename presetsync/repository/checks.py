"""What preset files are held against, beside schemas and rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from presetsync.models.model import ModelLock
    from presetsync.models.plain_bodies import PlainBodies


@dataclass(frozen=True, slots=True)
class Checks:
    """Settings and facts that decide whether a preset file is valid.

    Attributes:
        unknown_fields: the setting of that name: ``warn`` accepts fields that the schemas do not
            know.
        models: what the catalogue says of models; None where that is not known.
        environments: the names of all environments, in order.
        plain: which bodies the models have nothing to say of, where that is known.

    """

    unknown_fields: str = "error"
    models: ModelLock | None = None
    environments: tuple[str, ...] = ()
    plain: PlainBodies | None = None
