"""``unknown-model``: a model that the catalogue does not have. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.diagnostics import Severity
from presetsync.models.model_names import ROUTERS, model_id, model_name, model_of
from presetsync.models.named_models import PRESET, has_no_author, may_lack_author, without_prefix
from presetsync.models.rule_hints import price_from
from presetsync.models.service_tiers import tier_of
from presetsync.models.similar_models import dated_model, similar_model
from presetsync.validation.lint.model import Mistake
from presetsync.validation.messages import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from presetsync.models.model import ModelLock
    from presetsync.models.model_rules import ModelSubject

_NEWER = "If it is newer than the model lock, run `presetsync models update`."


def check(subject: ModelSubject) -> Iterator[Mistake]:
    """A model that is none of the catalogue's."""
    lock = subject.lock
    for used in subject.used if lock.ids else ():
        if PRESET in used.name or without_prefix(used.name):
            continue  # other rules speak of these
        if model_name(used.name).base in ROUTERS:
            continue
        if has_no_author(used.name) and may_lack_author(subject, used):
            continue
        if may_be_dated(used.name, lock):
            continue
        if model_id(used.name, lock.ids, lock.canonical) is None:
            message, fix = _said(used.name, lock)
            yield Mistake(used.path, message, f"{fix} {_NEWER}", Severity.ERROR)


def may_be_dated(name: str, lock: ModelLock) -> bool:
    """Whether a name may be the dated one of a model of which the lock has no facts.

    Of the others it has their dated names, too.
    """
    if model_id(name, lock.ids, lock.canonical) is not None:
        return False
    found = dated_model(name, lock.ids)
    return bool(found) and found not in lock.models


def _said(name: str, lock: ModelLock) -> tuple[str, str]:
    """What is wrong with a name, and what to do."""
    base, routing = model_name(name)
    plain, _, variant = base.partition(":")
    if variant and model_id(plain, lock.ids, lock.canonical):
        lacks = shown_name(f":{variant}")
        message = f"The catalogue has {shown_name(plain)}, but no variant {lacks} of it."
        model = model_of(plain, lock) if variant == "free" else None
        # What a service tier costs that nobody asked for is not what the model costs.
        standard = (each for each in model.endpoints if tier_of(each) is None) if model else ()
        price = price_from(standard)
        fix = f"Write {shown_name(':'.join([plain, *routing]))}{price and f', {price}'}."
        if variant == "thinking":
            fix += " `reasoning` turns its reasoning on."
        return message, fix
    found = similar_model(name, lock.ids)
    return (
        f"The catalogue has no model {shown_name(name)}.",
        f"Did you mean {shown_name(found)}?"
        if found
        else "Use an id of https://openrouter.ai/models.",
    )
