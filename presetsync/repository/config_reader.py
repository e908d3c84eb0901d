"""Reading the configuration file of a repository, with each mistake at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from presetsync.config.model import Config, parse
from presetsync.documents.source_lines import with_sources
from presetsync.findings import Finding
from presetsync.repository.loader import load
from presetsync.validation.diagnosis import diagnose

if TYPE_CHECKING:
    from pathlib import Path

    from presetsync.diagnostics import Diagnostic


def read_config(root: Path, name: str) -> tuple[Config, tuple[Diagnostic, ...]]:
    """The valid part of the configuration, and its mistakes.

    ``name`` is relative to the root.
    """
    document = load(root, name)
    # A file with only comments is a common start.
    if [diagnostic.code for diagnostic in document.diagnostics] == ["empty-file"]:
        return Config(), ()
    if document.diagnostics:
        return Config(), with_sources(document.diagnostics, document.texts)
    config, problems = parse(document.data)
    findings = [Finding("configuration", *problem) for problem in problems]
    return config, diagnose(document, findings)
