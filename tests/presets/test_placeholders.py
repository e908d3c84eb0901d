from __future__ import annotations

import pytest

from presetsync.presets.placeholders import slots, unfilled


def test_slots_are_found_once_in_each_style() -> None:
    text = "{{ name }} {{name}} ${plan.tier} {date} <article> </article> {date}"

    assert list(slots(text)) == ["{{name}}", "${plan.tier}", "{date}"]


@pytest.mark.parametrize(
    "text",
    ['{"name": 1}', "{}", "{1}", "a < b > c", "$name", "{two words}", "<context>", "{" * 5000],
)
def test_what_looks_like_one_but_is_none_is_no_slot(text: str) -> None:
    assert not slots(text)


def test_what_is_not_filled_in_is_found_once_with_its_place() -> None:
    text = "Hi {{name}}, {% if x %}\nTODO more [INSERT x] `{{code}}` {{name}} ${A}"

    assert [*unfilled(text)] == [
        *(("{{name}}", 3), ("{% if x %}", 13), ("TODO", 24), ("[INSERT x]", 34), ("${A}", 65))
    ]
