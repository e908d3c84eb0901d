"""The bodies of all preset files, valid or not, with the overlays of environments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from presetsync.presets.merge_patch import merged
from presetsync.presets.slugs import default_slug, slug_refusal
from presetsync.repository.listing import list_presets
from presetsync.repository.loader import load
from presetsync.repository.text_files import Files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from presetsync.repository.project_root import ProjectRoot


@dataclass(frozen=True, slots=True)
class PresetBodies:
    """The readable part of the preset files.

    Attributes:
        bodies: by slug, in the order of the files; several if environments override one.
        unread: for each file without a readable body, why.

    """

    bodies: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


def read_bodies(root: ProjectRoot) -> PresetBodies:
    """The bodies of the presets folder; they are not validated.

    Raises `UsageError` if there is no presets folder.
    """
    root.check_presets_folder()
    files = Files(root.folder)
    bodies: dict[str, tuple[Mapping[str, Any], ...]] = {}
    unread = []
    for path in list_presets(root.folder, root.config.presets).files:
        document = load(root.folder, path, files)
        if document.diagnostics:
            first = document.diagnostics[0]
            unread.append(f"{path}:{first.position.line}: {first.message}")
        elif not isinstance(document.data, dict) or not isinstance(document.data.get("body"), dict):
            unread.append(f"{path}: it has no body")
        else:
            slug = _slug(document.data, path)
            bodies[slug] = (*bodies.get(slug, ()), *_bodies(document.data))
    return PresetBodies(bodies, tuple(unread))


def _slug(data: Mapping[str, Any], path: str) -> str:
    slug = data.get("slug")
    return slug if isinstance(slug, str) and not slug_refusal(slug) else default_slug(path)


def _bodies(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    body = data["body"]
    yield body
    overlays = data.get("environments")
    for overlay in overlays.values() if isinstance(overlays, dict) else ():
        patch = overlay.get("body") if isinstance(overlay, dict) else None
        if isinstance(patch, dict):
            yield merged(body, patch)
