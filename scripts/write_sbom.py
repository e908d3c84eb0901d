"""Write down what a wheel brings with it, in CycloneDX: ``python scripts/write_sbom.py DIST FILE``.

Installs the wheel of a folder with the versions of constraints.txt, which the image has, too, and
has cyclonedx-py list the environment. Needs cyclonedx-bom.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parent.parent
NAME = "presetsync"


def environment_of(wheel: Path, folder: Path) -> None:
    """Install a wheel into a new virtual environment, which has no pip."""
    venv.create(folder)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(folder)]
    options = ["--quiet", "--only-binary", ":all:", "--constraint", str(ROOT / "constraints.txt")]
    subprocess.run([*pip, "install", *options, str(wheel)], check=True)


def listed(folder: Path) -> dict[str, Any]:
    """The packages of a virtual environment, as cyclonedx-py lists them."""
    options = ["environment", "--output-reproducible", "--output-format", "JSON", str(folder)]
    command = [sys.executable, "-m", "cyclonedx_py", *options]
    made = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    document: dict[str, Any] = json.loads(made.stdout)
    return document


def about(document: dict[str, Any], wheel: Path) -> dict[str, Any]:
    """The document as one about the wheel: it is no part of itself, and is known by its bytes."""
    (component,) = [part for part in document["components"] if part["name"] == NAME]
    component |= {
        "type": "application",
        "purl": f"pkg:pypi/{NAME}@{component['version']}",
        "hashes": [{"alg": "SHA-256", "content": sha256(wheel.read_bytes()).hexdigest()}],
    }
    # The path of the file that was installed.
    component.pop("externalReferences", None)
    others = [part for part in document["components"] if part is not component]
    metadata = {**document["metadata"], "component": component}
    return {**document, "metadata": metadata, "components": others}


def main(dist: Path, file: Path) -> None:
    """Write the document about the one wheel in a folder."""
    (wheel,) = dist.resolve().glob("*.whl")
    with TemporaryDirectory() as folder:
        environment_of(wheel, Path(folder) / "venv")
        document = about(listed(Path(folder) / "venv"), wheel)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
