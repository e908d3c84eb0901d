from __future__ import annotations

import pytest

from tests.validation.linting import of_prompt


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("One.\nTwo.\n", []),
        ("One.  \nTwo.", []),
        ("One. \nTwo.", ["trailing-whitespace"]),
        ("One.\t\nTwo.", ["trailing-whitespace"]),
        ("One.   \nTwo.", ["trailing-whitespace"]),
        ("One.\n\n", ["trailing-whitespace"]),
        ("One.\n ", ["trailing-whitespace"]),
    ],
)
def test_space_that_nobody_sees_is_reported(text: str, codes: list[str]) -> None:
    assert [finding.code for finding in of_prompt(text)] == codes
