"""Histories and blames for programs: the shapes of format version 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from presetsync.render.machine.json import FORMAT_VERSION
from presetsync.render.machine.origin import origin_json
from presetsync.view.safe import sanitize_json

if TYPE_CHECKING:
    from presetsync.api.wire import Version
    from presetsync.history.blame import Blame
    from presetsync.history.origins import Provenance
    from presetsync.history.timeline import History, VersionRecord
    from presetsync.view.safe import Safe


def history_json(history: History, *, is_one: bool) -> Safe:
    """The versions of presets; with ``is_one``, those of the only requested preset."""
    presets = [
        {"slug": slug, "versions": [_record(record) for record in versions]}
        for slug, versions in history.presets.items()
    ]
    shape = presets[0] if is_one else {"presets": presets, "absent": [*history.absent]}
    gaps = [gap.value for gap in history.gaps]
    return sanitize_json({"format_version": FORMAT_VERSION, **shape, "gaps": gaps})


def _record(record: VersionRecord) -> dict[str, Any]:
    version, tally = record.version, record.tally
    return {
        "version": version.version,
        "version_id": version.id,
        "created_at": version.created_at,
        "created_by": version.creator_id,
        "live": record.is_live,
        "locked": record.is_locked,
        **origin_json(record.origin),
        "same_as": record.same_as,
        "changes": {
            "fields": [*record.fields],
            "system": tally and {"added_words": tally.added, "removed_words": tally.removed},
        },
    }


def blame_json(blame: Blame) -> Safe:
    """The live lines and fields, with the versions that introduced them."""
    return sanitize_json(
        {
            "format_version": FORMAT_VERSION,
            "slug": blame.slug,
            "version": blame.live.version,
            "lines": [
                {"line": line.number, "text": line.text, **_brought(line.version, blame.provenance)}
                for line in blame.lines
            ],
            "fields": [
                {
                    "pointer": field.pointer,
                    "value": field.value,
                    **_brought(field.version, blame.provenance),
                }
                for field in blame.fields
            ],
            "gaps": [gap.value for gap in blame.provenance.gaps],
        }
    )


def _brought(version: Version, provenance: Provenance) -> dict[str, Any]:
    origin = provenance.of(version.id)
    return {
        "version": version.version,
        "origin": origin.kind.value,
        "commit": origin.commit,
        "author": origin.author,
        "created_at": version.created_at,
    }
