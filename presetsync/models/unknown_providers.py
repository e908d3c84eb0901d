"""``unknown-provider``: a name that is not a provider slug. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from presetsync.diagnostics import Severity
from presetsync.models.rule_hints import hint
from presetsync.spelling import nearest
from presetsync.validation.lint.model import Mistake, value_below
from presetsync.validation.messages import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from presetsync.jsonpointer import Path
    from presetsync.models.model import ModelLock
    from presetsync.models.model_rules import ModelSubject
    from presetsync.validation.lint.model import Body

LISTS = ("only", "order", "ignore")
"""The options of `provider` that list providers (/guides/routing/provider-selection)."""

_SIGNS = re.compile(r"[\W_]+")


def check(subject: ModelSubject) -> Iterator[Mistake]:
    """A name in a list of providers that is no slug."""
    providers = subject.lock.providers
    for path, name in unknown_providers(subject.body, subject.lock):
        before, _, variant = name.partition("/")
        slug = _meant(before, providers)
        written = f"{slug}/{variant}" if variant else slug
        is_name = providers.get(slug, "").casefold() == before.casefold()
        yield Mistake(
            path,
            f"In the catalogue {shown_name(name)} is a provider's name, not its slug."
            if is_name
            else f"The catalogue has no provider {shown_name(name)}.",
            hint(_fix(written, is_name)),
            Severity.ERROR,
        )


def unknown_providers(body: Body, lock: ModelLock) -> Iterator[tuple[Path, str]]:
    """Each name that is no slug, whatever region or variant follows; none without providers."""
    for field in LISTS if lock.providers else ():
        names = value_below(body, ("provider", field))
        for number, name in enumerate(names if isinstance(names, list) else ()):
            if isinstance(name, str) and not _is_slug(name.partition("/")[0], lock):
                yield ("body", "provider", field, number), name


def _is_slug(name: str, lock: ModelLock) -> bool:
    # The list of providers may lack one that has endpoints.
    return name in lock.providers or any(
        name == endpoint.provider for model in lock.models.values() for endpoint in model.endpoints
    )


def _meant(name: str, providers: Mapping[str, str]) -> str:
    """The slug of the provider that is meant; "" for none."""
    names = {provider.casefold(): slug for slug, provider in providers.items()}
    if name.casefold() in names:
        return names[name.casefold()]
    bare = {_SIGNS.sub("", each.casefold()): slug for each, slug in names.items()}
    bare |= {_SIGNS.sub("", slug.casefold()): slug for slug in providers}
    found = _SIGNS.sub("", name.casefold())
    return bare.get(found) or bare.get(nearest(found, bare), "")


def _fix(written: str, is_name: bool) -> str:  # noqa: FBT001
    if not written:
        return "Use a slug such as `amazon-bedrock`, as model pages show it next to a provider."
    return f"Write {shown_name(written)}." if is_name else f"Did you mean {shown_name(written)}?"
