"""Write the pages of the reference that are made from the code."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from scripts.reference.pages import PAGES  # noqa: E402 - the path is needed first


def main() -> None:
    """Rewrite them all."""
    for path, made in PAGES.items():
        (ROOT / path).write_text(made(), encoding="utf-8")


if __name__ == "__main__":
    main()
