from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from presetsync.config.environment import environment_of
from presetsync.config.model import App, Config, parse, with_variables
from presetsync.config.settings import Problem
from presetsync.errors import UsageError


def problems(data: Any) -> list[tuple[str, str, str]]:
    """Pointer, message and hint of each."""
    return [(found.pointer, found.message, found.hint) for found in parse(data)[1]]


def refusal(key: str, value: Any) -> str:
    """What is wrong with a setting, without its name; "" where nothing is."""
    found = parse({key: value})[1]
    assert [problem.pointer for problem in found] == [f"/{key}"] * len(found)
    return found[0].message.removeprefix(f"the setting {key} ") if found else ""


def test_every_setting_has_a_default() -> None:
    assert parse({}) == (
        Config(
            presets="presets",
            lockfile="presets.lock.json",
            base_url="https://openrouter.ai/api/v1",
            parallelism=8,
            unknown_fields="error",
            on_dropped="warn",
            max_change_percent=30,
            app=App(referer="", title="", categories=""),
        ),
        (),
    )


def test_every_setting_can_be_set() -> None:
    data = {
        "presets": "llm/presets/",
        "lockfile": "llm/lock.json",
        "base_url": "http://127.0.0.1:8080/api/v1/",
        "parallelism": 64,
        "unknown_fields": "warn",
        "on_dropped": "error",
        "max_change_percent": 0,
        "app": {"referer": "https://example.com", "title": "An App", "categories": "cli,ide"},
    }
    assert parse(data) == (
        Config(
            presets="llm/presets",
            lockfile="llm/lock.json",
            base_url="http://127.0.0.1:8080/api/v1",
            parallelism=64,
            unknown_fields="warn",
            on_dropped="error",
            max_change_percent=0,
            app=App("https://example.com", "An App", "cli,ide"),
        ),
        (),
    )


@pytest.mark.parametrize("data", [None, [], "presets", 1, True])
def test_settings_are_a_mapping(data: Any) -> None:
    assert parse(data) == (
        Config(),
        (Problem("", "the settings are not a mapping", "write key: value"),),
    )
    assert problems({"app": data}) == [
        ("/app", "the settings are not a mapping", "write key: value")
    ]


KNOWN = (
    "the known settings are presets, lockfile, models, base_url, parallelism, unknown_fields, "
    "on_dropped, max_change_percent, app, environments"
)


@pytest.mark.parametrize(
    ("data", "pointer", "message", "hint"),
    [
        (
            {"paralelism": 1},
            "/paralelism",
            "unknown setting paralelism",
            "did you mean `parallelism`?",
        ),
        (
            {"app": {"name": "a"}},
            "/app/name",
            "unknown setting name",
            "the known settings are referer, title, categories",
        ),
        ({"a/b~c": 1}, "/a~1b~0c", "unknown setting a/b~c", KNOWN),
        ({"": 1}, "/", "unknown setting ", KNOWN),
    ],
    ids=["misspelt", "of-the-app", "escaped", "empty"],
)
def test_an_unknown_setting_is_a_mistake_at_its_key(
    data: Any, pointer: str, message: str, hint: str
) -> None:
    assert parse(data)[1] == (Problem(pointer, message, hint, at_key=True),)


def test_every_mistake_is_reported_and_the_rest_counts() -> None:
    config, found = parse(
        {"parallelism": 0, "app": {"title": "A", "referer": 1}, "presets": "llm", "x": 1}
    )
    assert [problem.pointer for problem in found] == ["/parallelism", "/app/referer", "/x"]
    assert config == Config(presets="llm", app=App(title="A"))


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        ({"parallelism": 0}, "the default is 8"),
        ({"base_url": ""}, "the default is https://openrouter.ai/api/v1"),
        ({"lockfile": 1}, "the default is presets.lock.json"),
        ({"app": {"title": 1}}, "the default is none"),
    ],
)
def test_the_error_of_a_wrong_value_names_the_default(data: Any, hint: str) -> None:
    assert [said for _, _, said in problems(data)] == [hint]


@pytest.mark.parametrize("key", ["presets", "lockfile"])
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *((value, "") for value in ("a", "a/b", "./a", "a b", ".hidden", "é", "a..b", "..a")),
        *((value, "is not a path") for value in ("", "/", " ", "//", 1, None, True, ["a"])),
        *((value, "is not a path") for value in ("a\0", "a\nb", "\x1b[31m", "a\udce9")),
        *(
            (
                value,
                "must be a path inside the repository, relative to its root, with forward slashes",
            )
            for value in ("/a", "~/a", "~", "..", "../a", "a/../b", "a/..", "a\\b", "C:\\a")
        ),
    ],
)
def test_a_path_stays_inside_the_repository(key: str, value: Any, expected: str) -> None:
    assert refusal(key, value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *(
            (value, "")
            for value in (
                *("https://openrouter.ai/api/v1", "https://example.com", "HTTPS://EXAMPLE.COM/"),
                *("https://example.com:8443/a/b", "https://bücher.example", "https://[2001:db8::1]/"),
                *("http://localhost", "http://LOCALHOST:8080/v1", "http://127.0.0.1", "http://127.9.9.9"),
                "http://[::1]:8080/api/v1",
            )
        ),
        *(
            (value, "must be https, or http on loopback")
            for value in (
                *("http://example.com", "http://10.0.0.1", "http://localhost.example.com"),
                *("http://0.0.0.0", "http://[::]", "http://127.0.0.1.example.com", "ftp://localhost"),
                *("ws://example.com", "http://2130706433"),
            )
        ),
        *(
            (value, "is not a plain URL of the form https://host/path")
            for value in (
                *("", "openrouter.ai", "https://", "https:///v1", "/api/v1", "localhost:8080"),
                *("https://a?b=c", "https://a?", "https://a#b", "https://a#", "https://a b/", " https://a"),
                *("https://me@a", "https://me:secret@a", "https://@a", "http://localhost\\@a"),
                "http://localhost\\a",
            )
        ),
        *(
            (value, "is not a URL")
            for value in (
                *("https://[::1", "https://a:99999", "https://a:b", "https://a\n.b", "https://a\0"),
                *(None, 1, True, ["https://a"]),
            )
        ),
    ],
)  # fmt: skip
def test_a_key_goes_only_where_nobody_reads_along(value: Any, expected: str) -> None:
    assert refusal("base_url", value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "HTTPS://openrouter.ai/api/v1",
        "https://OpenRouter.AI/api/v1/",
        "https://openrouter.ai:443/api/v1",
        "Https://OPENROUTER.AI:443/api/v1///",
        "https://openrouter.ai:/api/v1",
    ],
)
def test_however_the_default_is_written_it_is_the_default(value: str) -> None:
    assert parse({"base_url": value}) == (Config(), ())
    assert with_variables(Config(), {"OPENROUTER_BASE_URL": value}) == Config()
    assert environment_of(Path(), Config(), None).custom_base_url is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://openrouter.ai/api/V1", "https://openrouter.ai/api/V1"),
        ("https://openrouter.ai:8443/api/v1", "https://openrouter.ai:8443/api/v1"),
        ("https://openrouter.ai", "https://openrouter.ai"),
        ("HTTP://LOCALHOST:80/v1/", "http://localhost/v1"),
        ("https://[2001:DB8::1]:443/", "https://[2001:db8::1]"),
        ("https://Bücher.example", "https://xn--bcher-kva.example"),
        # A Cyrillic letter that looks like the Latin one does not pass for it.
        ("https://openrouter.\N{CYRILLIC SMALL LETTER A}i/api/v1", "https://openrouter.xn--i-7sb/api/v1"),
    ],
)  # fmt: skip
def test_any_other_base_url_is_named_as_such(value: str, expected: str) -> None:
    config, found = parse({"base_url": value})
    environment = environment_of(Path(), config, None)
    assert (config.base_url, environment.custom_base_url, found) == (expected, expected, ())


@pytest.mark.parametrize(
    "host", [f"{'a' * 64}.example", ".".join(["a" * 60] * 5), f"{'ü' * 60}.example", "a..b"]
)
def test_a_host_that_no_name_server_could_know_is_refused(host: str) -> None:
    assert refusal("base_url", f"https://{host}") == "has a host that is not a host name"


@pytest.mark.parametrize(
    ("key", "low", "high"), [("parallelism", 1, 64), ("max_change_percent", 0, 100)]
)
def test_a_number_has_its_bounds(key: str, low: int, high: int) -> None:
    said = f"must be a whole number from {low} to {high}"
    assert [refusal(key, value) for value in (low, high)] == ["", ""]
    for value in (low - 1, high + 1, float(low), str(low), True, None):
        assert refusal(key, value) == said


@pytest.mark.parametrize(
    ("key", "said"),
    [("unknown_fields", "must be error or warn"), ("on_dropped", "must be warn or error")],
)
def test_a_word_is_one_of_two(key: str, said: str) -> None:
    assert [refusal(key, word) for word in ("error", "warn")] == ["", ""]
    values: list[Any] = ["ignore", "", "Error", True, None, ["warn"], {}]
    for value in values:
        assert refusal(key, value) == said


@pytest.mark.parametrize("key", ["referer", "title", "categories"])
def test_a_header_cannot_hold_another(key: str) -> None:
    assert problems({"app": {key: "An App, 2nd ed."}}) == []
    for value in ("a\r\nAuthorization: b", "a\nb", "a\tb", "\x00", "é", 1, None, ["a"]):
        assert problems({"app": {key: value}}) == [
            (
                f"/app/{key}",
                f"the setting {key} must be printable ASCII text, as it is sent as a header",
                "the default is none",
            )
        ]


@pytest.mark.parametrize("value", [" An App", "An App ", " "])
def test_a_header_neither_starts_nor_ends_with_a_space(value: str) -> None:
    [(pointer, message, _)] = problems({"app": {"title": value}})
    assert pointer == "/app/title"
    assert message == "the setting title must not start or end with a space, as a header"


@pytest.mark.parametrize("form", ["{}", "{}/", " {}\n"], ids=["plain", "slash", "space"])
def test_the_environment_has_the_last_word_on_the_base_url(form: str) -> None:
    config = Config(base_url="https://example.com", parallelism=2)
    environment = {"OPENROUTER_BASE_URL": form.format("http://localhost:1/v1")}
    assert with_variables(config, environment) == Config(
        base_url="http://localhost:1/v1", parallelism=2
    )


@pytest.mark.parametrize(
    "environment", [{}, {"OPENROUTER_BASE_URL": ""}, {"OPENROUTER_BASE_URL": " "}], ids=repr
)
def test_an_environment_that_says_nothing_changes_nothing(environment: dict[str, str]) -> None:
    config = Config(base_url="https://example.com")
    assert with_variables(config, environment) is config


def test_an_environment_that_would_leak_the_key_is_refused() -> None:
    with pytest.raises(UsageError) as refused:
        with_variables(Config(), {"OPENROUTER_BASE_URL": "http://example.com"})
    assert refused.value.message == "OPENROUTER_BASE_URL must be https, or http on loopback"
    assert refused.value.hint == "fix or unset it"
