"""The proof before a preset file is written: read back, it has the content that is meant."""

from __future__ import annotations

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


def prove(
    files: Files, path: str, texts: Mapping[str, str], content: Content, checks: Checks
) -> Preset:
    """Read texts back as every command will, and compare their content by digest.

    Args:
        files: the repository's.
        path: the preset file among the texts, relative to the root.
        texts: what is to be written, by path.
        content: what the preset file must say.
        checks: what preset files are held against.

    Returns:
        The preset that the file is.

    Raises:
        ImportRefusedError: the file would not be valid, or would say something else.

    """
    examined = examine(files.root, path, Overlay(files.root, texts, files), checks)
    preset = examined.preset
    if preset is None:
        raise _invalid(examined.diagnostics)
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
