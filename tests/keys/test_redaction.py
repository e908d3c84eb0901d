from __future__ import annotations

import html
import json
import shlex
from base64 import b64encode
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.keys.redaction import _BROKEN, Redactor
from tests.growth import is_about_linear

KEY = "sk-or-v1-0a1b2c3d4e5f60718293a4b5c6d7e8f9"
ODD = """p/a"s\\s<w>o'r&d +%=~!"""
SHOWN = "<OPENROUTER_API_KEY>"


def redacted(text: str, key: str = KEY) -> str:
    return Redactor({"OPENROUTER_API_KEY": key})(text)


FORMS: dict[str, Callable[[str], str]] = {
    "itself": str,
    "json": json.dumps,
    "json in json": lambda key: json.dumps(json.dumps(key)),
    "repr": repr,
    "html": html.escape,
    "json in html": lambda key: html.escape(json.dumps(key)),
    "percent": lambda key: quote(key, safe=""),
    "percent in lower case": lambda key: quote(key, safe="").lower(),
    "form": quote_plus,
    "shell": shlex.quote,
    "markdown": lambda key: "".join(c if c.isalnum() or c == " " else f"\\{c}" for c in key),
    "capitals": str.upper,
    "a path": lambda key: f"presets/{key}.yaml",
}


@pytest.mark.parametrize("key", [KEY, ODD], ids=["usual", "odd"])
@pytest.mark.parametrize("form", FORMS)
def test_a_key_is_taken_out_in_every_form(form: str, key: str) -> None:
    before = f"the server said {FORMS[form](key)}."
    after = redacted(before, key)
    assert SHOWN in after
    assert key.lower() not in after.lower()
    assert after.startswith("the server said ")
    assert after.endswith(".")


@pytest.mark.parametrize("user", ["", "u", "me", "somebody:"])
def test_a_key_in_basic_authentication_is_taken_out(user: str) -> None:
    for tail in ("", "@", ":x"):
        code = b64encode(f"{user}{KEY}{tail}".encode()).decode()
        assert SHOWN in redacted(f"Basic {code}")


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=60))
def test_no_printable_key_stays_in_json_or_text(key: str) -> None:
    redact = Redactor({"A": key})
    assert key not in redact(f"a {key} b").replace("<A>", "")
    assert "<A>" in redact(json.dumps({"said": f"a {key} b"}))


@pytest.mark.parametrize(
    "gap",
    ["\n", "\n    ", "\n        ┆ ", "\x1b[0m\n\x1b[2m        ┆ \x1b[0m\x1b[31m", "\x1b[7m"],
    ids=repr,
)
@pytest.mark.parametrize("at", [1, 9, 20, len(KEY) - 1])
def test_a_key_that_a_line_break_divides_is_taken_out(gap: str, at: int) -> None:
    assert redacted(f"a {KEY[:at]}{gap}{KEY[at:]} b") == f"a {SHOWN} b"


@pytest.mark.parametrize(
    "cut", [f"{KEY[:16]}…", f"…{KEY[-14:]}", f"{KEY[:15]}…{KEY[-15:]}", f"`{KEY[:30]}` and 9 more"]
)
def test_a_key_that_is_cut_leaves_no_piece(cut: str) -> None:
    after = redacted(cut)
    assert SHOWN in after
    assert not any(KEY[at : at + 12] in after for at in range(len(KEY) - 11))


def test_the_public_beginning_of_all_keys_stays() -> None:
    assert redacted("keys begin with sk-or-v1-") == "keys begin with sk-or-v1-"


@pytest.mark.parametrize("key", ["k3y!", "hunter2"])
def test_a_short_key_is_taken_out_where_it_is_a_word(key: str) -> None:
    assert redacted(f"said '{key}', twice: {key}\n", key) == f"said '{SHOWN}', twice: {SHOWN}\n"
    assert redacted(f"x{key}y", key) == f"x{key}y"


@pytest.mark.parametrize(
    "key", ["sandbox", "sandbox-management", "sandbox:staging", "sandbox-management:a-b1"]
)
def test_the_keys_of_the_sandbox_are_words(key: str) -> None:
    redact = Redactor({"A": key})
    assert not redact
    assert redact(f"presetsync {key}") == f"presetsync {key}"


def test_each_key_is_named_after_its_own_variable() -> None:
    redact = Redactor({"A": f"{KEY}-one", "B": f"{KEY}-two"})
    assert redact(f"{KEY}-two, {KEY}-one") == "<B>, <A>"


def test_a_text_is_asked_for_the_key_that_it_holds() -> None:
    redact = Redactor({"A": "nothing-else", "B": ODD})
    assert redact.found(json.dumps({"x": [ODD]})) == "B"
    assert redact.found("sk-or-v1-") == ""


def test_a_key_is_found_across_bars_and_spaces() -> None:
    broken = "\t|a|│  │  b│\n │ c"
    assert _BROKEN.sub("#", broken) == "\t|a|# b│#c"


@pytest.mark.parametrize(
    "part",
    ["a", " ", " \n", "\t|", "  │", "\x1b[", "\x1b[1", "\x1b[1;", KEY[:20], KEY, f"{KEY[:19]} "],
)
def test_the_time_grows_with_the_text(part: str) -> None:
    assert is_about_linear(lambda size: redacted(part * (size // len(part))), 20_000)
