"""Verification before a preset file is written: read back, it has the intended content."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from presetsync.diagnostics import Severity
from presetsync.findings import BODY
from presetsync.imports.outcomes import ImportRefusedError
from presetsync.presets.model import content_digest
from presetsync.repository.examination import examine
from presetsync.repository.text_files import Overlay
from presetsync.state.receipt import receipt_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from presetsync.diagnostics import Diagnostic
    from presetsync.presets.model import Content, Preset
    from presetsync.repository.checks import Checks
    from presetsync.repository.text_files import Files


def prove(  # noqa: PLR0913 - most callers have no environments
    files: Files,
    path: str,
    texts: Mapping[str, str],
    content: Content,
    checks: Checks,
    *,
    environment: str = "",
    others: Mapping[str, Content] = MappingProxyType({}),
) -> Preset:
    """Read texts as every command will, and compare their content by digest.

    Args:
        files: the repository's.
        path: the preset file among the texts, relative to the root.
        texts: what is to be written, by path.
        content: the expected content.
        checks: what preset files are held against.
        environment: the one in which it must say that.
        others: the expected content in other environments.

    Returns:
        The preset that the file is, in the environment.

    Raises:
        ImportRefusedError: the file would not be valid, or would say something else.

    """
    examined = examine(files.root, path, Overlay(files.root, texts, files), checks)
    preset = examined.preset_in(environment)
    if preset is None:
        raise _invalid(examined.diagnostics)
    for name, other in others.items():
        there = examined.preset_in(name)
        if there is None or there.digest != content_digest(there.skin, other):
            raise ImportRefusedError(
                f"the file would say something else in {name} than it should",
                hint="change the file by hand, then run the command again",
            )
    if preset.digest != content_digest(preset.skin, content):
        receipt = receipt_of(content, preset.content)
        fields = sorted([*receipt.dropped, *receipt.changed, *receipt.added])
        raise ImportRefusedError(
            f"a preset file cannot say {', '.join(fields) or 'that'} as the server does",
            hint="change it in the dashboard",
        )
    return preset


def _invalid(diagnostics: tuple[Diagnostic, ...]) -> ImportRefusedError:
    errors = [each for each in diagnostics if each.severity is Severity.ERROR]
    first = errors[0]
    more = f" (and {len(errors) - 1} more)" if errors[1:] else ""
    pointer = first.pointer.removeprefix(f"/{BODY}")
    return ImportRefusedError(
        f"{pointer + ': ' if pointer else ''}{first.message}{more}",
        hint=first.hint or "change it in the dashboard",
    )
