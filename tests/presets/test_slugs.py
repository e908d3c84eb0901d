from __future__ import annotations

import pytest

from presetsync.presets.slugs import slug_argument, slug_refusal, target_option


@pytest.mark.parametrize(
    "slug", ["a", "email-copywriter", "A.b_c~9", "...", "-", "~", "1.5", "a" * 128]
)
def test_unreserved_characters_make_a_slug(slug: str) -> None:
    assert slug_refusal(slug) == ""


@pytest.mark.parametrize(
    ("slug", "refusal"),
    [
        (".", "is a step in a path"),
        ("..", "is a step in a path"),
        ("a" * 129, "is longer than 128 characters"),
        *(
            (slug, "may contain only A-Z a-z 0-9 - _ . ~")
            for slug in ("", "a b", "a/b", "a%62", "é", "a\n", "\na", "@a", "a+b", "\u0661", "a\0")
        ),
    ],
)
def test_anything_else_is_refused(slug: str, refusal: str) -> None:
    assert slug_refusal(slug) == refusal


@pytest.mark.parametrize(
    ("slug", "argument"),
    [
        ("a-b~c", "a-b~c"),
        ("-x", "-- -x"),
        ("--all", "-- --all"),
        ("~", "'~'"),
        ("~root", "'~root'"),
    ],
)
def test_a_slug_in_a_command_is_no_option_and_no_folder(slug: str, argument: str) -> None:
    assert slug_argument(slug) == argument


@pytest.mark.parametrize(
    ("slug", "option"), [("a", "--target a"), ("-a", "--target=-a"), ("~a", "--target '~a'")]
)
def test_an_option_that_names_one_preset_is_read_as_its_slug(slug: str, option: str) -> None:
    assert target_option(slug) == option
