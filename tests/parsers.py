"""Both of PyYAML's parsers: libyaml's, where PyYAML is built with it, and its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from presetsync.documents import yaml_reader
from presetsync.documents.inclusion import IncludeError

if TYPE_CHECKING:
    from presetsync.documents.yaml_reader import Reading

PARSERS = {
    name: getattr(yaml, loader)
    for name, loader in {"libyaml": "CSafeLoader", "pure": "SafeLoader"}.items()
    if hasattr(yaml, loader)
}


def read_with(parser: type, text: str) -> Reading:
    """What a text says with one of the parsers; it includes nothing."""

    def include(name: str) -> str:
        raise IncludeError(f"{name}: there is no such file", "check the path")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_reader, "_PARSER", parser)
        return yaml_reader.read(text, "a.yaml", include)
