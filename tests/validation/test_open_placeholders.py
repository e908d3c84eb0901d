from __future__ import annotations

import pytest

from tests.validation.linting import CHAT, of_prompt, reported


@pytest.mark.parametrize(
    "text",
    [
        'Write JSON such as {"a": {"b": 1}}.',
        "Close a template with `{{name}}`.",
        "```\nHello {{name}}\n```\nThat was it.",
        "Flag every TODO comment in the diff.",
        "Answer in [brackets] or <tags>.",
        "Ask for [your name] politely.",
        "Costs are in $ or {euro}.",
        "Set ${} aside.",
        "A todo: buy milk.",
        "{{}}",
    ],
)  # fmt: skip
def test_a_prompt_without_placeholders_is_left_alone(text: str) -> None:
    assert of_prompt(text) == []


@pytest.mark.parametrize(
    ("text", "placeholder", "index"),
    [
        ("Hello {{ name }}!", "{{ name }}", 6),
        ("{% if vip %}Thanks{% endif %}", "{% if vip %}", 0),
        ("Call ${PHONE}.", "${PHONE}", 5),
        ("For <YOUR COMPANY> only", "<YOUR COMPANY>", 4),
        ("For [INSERT NAME]", "[INSERT NAME]", 4),
        ("Rules (TODO)", "(TODO)", 6),
        ("Rules: TBD: ask Mei", "TBD", 7),
        ("Rules:\n  * FIXME the order", "FIXME", 11),
        ("See `{{ok}}` and {{open}}", "{{open}}", 17),
    ],
)
def test_an_open_placeholder_is_named_at_its_place(text: str, placeholder: str, index: int) -> None:
    first = of_prompt(text)[0]
    assert (first.code, first.index) == ("open-placeholder", index)
    assert f" {placeholder} " in first.message


def test_a_placeholder_outside_of_the_system_prompt_is_not_meant() -> None:
    messages = [{"role": "system", "content": "Hi."}, {"role": "user", "content": "{{name}}"}]
    assert reported(CHAT, messages=messages, image_config={"a": "{{b}}"}) == []
