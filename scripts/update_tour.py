"""Put the real output of the documentation's console blocks into them."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.tours import TOURS, run_tour, written_steps  # noqa: E402 - the path is needed first


def main() -> None:
    """Rewrite the pages that have tours."""
    for tour in TOURS:
        with TemporaryDirectory() as folder:
            found = run_tour(tour, Path(folder))
        page = ROOT / tour.page
        text = page.read_text(encoding="utf-8")
        end = text.index(f"## {tour.section}\n") if tour.section else 0
        for written, real in zip(written_steps(tour), found, strict=True):
            start = text.index(str(written), end)
            text = text[:start] + str(real) + text[start + len(str(written)) :]
            end = start + len(str(real))
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
