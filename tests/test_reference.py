"""The reference is what the scripts make of the code today."""

from __future__ import annotations

import pytest

from scripts.reference.pages import PAGES
from tests.tours import ROOT


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_as_the_code_says(page: str) -> None:
    written = (ROOT / page).read_text(encoding="utf-8")
    assert written == PAGES[page](), "run make reference"
