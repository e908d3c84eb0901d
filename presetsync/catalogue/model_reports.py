"""The reports of the commands about models. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from presetsync.catalogue.model_list import ListedModel
    from presetsync.catalogue.news import News
    from presetsync.models.model import ModelLock


@dataclass(frozen=True, slots=True)
class Catalogued:
    """The catalogue compared with the model lock.

    Attributes:
        path: the model lock.
        lock: what the catalogue says now.
        news: what changed since the model lock was written; () where there was none.
        is_written: the file was replaced.
        replaced: why the old file could not be read; "" where it could, or there was none.
        unread: the preset files whose models are not known, and why.

    """

    path: str
    lock: ModelLock
    news: tuple[News, ...]
    is_written: bool
    replaced: str
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelList:
    """The models in use.

    Attributes:
        path: the model lock.
        has_lock: whether it is there.
        models: by id.
        unread: the preset files whose models are not known, and why.

    """

    path: str
    has_lock: bool
    models: tuple[ListedModel, ...]
    unread: tuple[str, ...]
