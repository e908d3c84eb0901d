"""Rebuild the shipped schemas from the installed SDK, pin its release, and report what changed.

``python scripts/update_schemas.py REPORT`` writes Markdown into REPORT, and prints how many changes
there are. With none nothing is written: a release that changes no schema needs no new pin. The
report names what does not fit the overlay, which `make schemas` refuses.
"""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from presetsync.schemas import file_name  # noqa: E402 - the path is needed first
from presetsync.schemas.build import builder  # noqa: E402
from scripts.schema_changes import changes, code, report  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Mapping

PINS = ("pyproject.toml", "constraints.txt")
_PIN = re.compile(r"(?<=\bopenrouter==)[\w.]+")


def described(
    before: Mapping[str, Any], built: builder.Built, old: str, new: str
) -> tuple[int, str]:
    """How many changes there are, and the report.

    Args:
        before: the shipped schemas, by name.
        built: those that the installed SDK makes.
        old: the release that is pinned.
        new: the one that is installed.

    """
    found = changes(before, built.schemas)
    text = f"The pinned release of the SDK is {code(old)}, the newest is {code(new)}.\n\n"
    text += report(found, built.schemas)
    if built.misfits:
        misfits = "\n".join(f"- {code(misfit)}" for misfit in built.misfits)
        text += f"\n### The overlay does not fit ({len(built.misfits)})\n\n"
        text += f"`make schemas` refuses this until `overlay.yaml` is fixed.\n\n{misfits}\n"
    return len(found) + len(built.misfits), text


def pinned(root: Path) -> str:
    """The release that the schemas are built from."""
    (found,) = {*_PIN.findall("".join((root / name).read_text("utf-8") for name in PINS))}
    return str(found)


def pin(root: Path, release: str) -> None:
    """Have the schemas be built from another release."""
    for name in PINS:
        file = root / name
        file.write_text(_PIN.sub(release, file.read_text("utf-8")), encoding="utf-8")


def main(file: Path, root: Path = ROOT) -> int:
    """Write the schemas, the pin and the report; returns how many changes there are."""
    folder, new = root / "presetsync/schemas", version("openrouter")
    built = builder.build(builder.read_overlay())
    names = {name: folder / file_name(name) for name in built.schemas}
    before = {name: json.loads(path.read_text("utf-8")) for name, path in names.items()}
    count, text = described(before, built, pinned(root), new)
    file.write_text(text, encoding="utf-8")
    if count:
        pin(root, new)
        for name, path in names.items():
            schema = builder.in_order_of(before[name], built.schemas[name])
            path.write_text(builder.rendered(schema), encoding="utf-8")
    return count


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))
