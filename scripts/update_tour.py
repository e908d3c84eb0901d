"""Put the real output of the README's tours into the README."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.test_docs import README, TOURS, run_tour, tour_steps  # noqa: E402 - the path is needed first


def main() -> None:
    """Rewrite README.md."""
    text = README
    for title in TOURS:
        with TemporaryDirectory() as folder:
            found = run_tour(title, Path(folder))
        for (command, said), (_, is_now) in zip(tour_steps(title), found, strict=True):
            text = text.replace(f"$ {command}\n{said}", f"$ {command}\n{is_now}", 1)
    (ROOT / "README.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
