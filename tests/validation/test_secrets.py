from __future__ import annotations

from typing import Any

import pytest

from presetsync.validation.lint.linter import lint

KEY = "sk-or-v1-" + "0a1B2c3D4e5F6g7H8i9J" * 3

PLACES: list[tuple[dict[str, Any], str, bool]] = [
    ({"description": KEY}, "/description", False),
    ({"body": {"system": f"Use {KEY}."}}, "/body/system", False),
    ({"body": {"metadata": {KEY: ""}}}, f"/body/metadata/{KEY}", True),
    ({"body": {"tools": [{"headers": {"Authorization": KEY}}]}},
     "/body/tools/0/headers/Authorization", False),
]  # fmt: skip


@pytest.mark.parametrize(("members", "pointer", "at_key"), PLACES)
def test_a_key_is_an_error_wherever_it_stands(
    members: dict[str, Any], pointer: str, at_key: object
) -> None:
    (finding,) = lint({"skin": "messages", **members}, errors_only=True)
    assert (finding.code, finding.pointer, finding.severity) == ("secret", pointer, "error")
    assert finding.at_key == at_key
    assert KEY[-16:] not in finding.message + finding.hint


def test_a_key_is_found_in_a_document_that_is_no_preset() -> None:
    assert [finding.code for finding in lint([KEY])] == ["secret"]
