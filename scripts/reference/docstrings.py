"""What the docstrings of the code say."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

_ATTRIBUTE = re.compile(r"^    (\w+(?:, \w+)*): (.*(?:\n {5,}.*)*)", re.MULTILINE)


def attributes_of(documented: type) -> dict[str, str]:
    """What the docstring of a class says about each attribute."""
    _, _, text = (inspect.getdoc(documented) or "").partition("\nAttributes:\n")
    return {
        name: " ".join(said.split())
        for names, said in _ATTRIBUTE.findall(text)
        for name in names.split(", ")
    }


def constants_of(module: ModuleType) -> dict[str, str]:
    """The texts below the constants of a module, by name."""
    source = inspect.getsource(module)
    found = re.findall(r'^([A-Z][A-Z_]+)\b[^\n]*=.*\n"""(.*?)"""', source, re.MULTILINE | re.DOTALL)
    return {name: " ".join(said.split()) for name, said in found}


def summary_of(documented: object) -> str:
    """The first sentence of a docstring."""
    return (inspect.getdoc(documented) or "").split("\n\n")[0].replace("\n", " ")
