"""``try``: answers to what files, lock and versions say, through the command line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.repositories import Repository
from tests.servers import Recorder


@pytest.fixture
def changed(repository: Repository) -> Repository:
    """Three presets are live, and the file of one has changed since."""
    repository.run("apply", "--yes")
    repository.edit("presets/copywriter.yaml", "0.7", "0.9")
    return repository


def sent(server: Recorder) -> list[tuple[str, Any]]:
    """Where requests to models went, and their temperature."""
    return [
        (request.path.removeprefix("/api/v1/"), request.json.get("temperature"))
        for request in server.requests
        if request.method == "POST" and "/presets/" not in request.path
    ]


def results(shown: Any) -> list[tuple[str, str, int]]:
    return [(each["slug"], each["at"], each["run"]) for each in shown.json["results"]]


def test_a_changed_file_is_compared_with_the_lock(changed: Repository, server: Recorder) -> None:
    shown = changed.run("try", "copywriter", "--yes", "--format", "json")

    assert shown.code == 0
    assert results(shown) == [("copywriter", "lock", 1), ("copywriter", "file", 1)]
    assert sorted(sent(server)) == [("chat/completions", 0.7), ("chat/completions", 0.9)]
    [locked, file] = shown.json["results"]
    assert locked["version"] == 1
    assert file["version"] is None
    assert "0.7" in locked["text"]
    assert "0.9" in file["text"]
    for result in shown.json["results"]:
        assert result["error"] is None
        assert result["input_tokens"] > 0
        assert result["output_tokens"] > 0
        assert result["cost"] > 0
        assert result["seconds"] >= 0
        assert result["model"]
    assert shown.json["cost"] == pytest.approx(locked["cost"] + file["cost"])


@pytest.mark.parametrize("slug", ["reviewer", "classifier"])
def test_an_unchanged_file_of_any_skin_is_answered_alone(
    changed: Repository, server: Recorder, slug: str
) -> None:
    shown = changed.run("try", slug, "--yes", "--format", "json")

    assert (shown.code, results(shown)) == (0, [(slug, "file", 1)])
    assert len(sent(server)) == 1


@pytest.mark.parametrize(
    ("against", "ats"),
    [
        ("none", ["file"]),
        ("lock", ["lock", "file"]),
        ("live", ["live", "file"]),
        ("1", ["v1", "file"]),
    ],
)
def test_another_state_can_be_named(changed: Repository, against: str, ats: list[str]) -> None:
    shown = changed.run("try", "copywriter", "--against", against, "--yes", "--format", "json")

    assert (shown.code, [each["at"] for each in shown.json["results"]]) == (0, ats)


def test_changed_names_what_plan_would_push(changed: Repository, server: Recorder) -> None:
    changed.write_preset("new", "Write.")
    changed.edit("presets/new.yaml", '"m/one"', '"openai/gpt-5.4"')

    shown = changed.run("try", "--changed", "-m", "Hi.", "--yes", "--format", "json")

    assert shown.code == 0
    assert results(shown) == [
        ("copywriter", "lock", 1),
        ("copywriter", "file", 1),
        ("new", "file", 1),
    ]
    last = server.requests[-1].json["messages"][-1]
    assert last == {"role": "user", "content": "Hi."}


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("text", "there is nothing to try"),
        ("markdown", "try: no preset changed"),
        ("json", '"results": []'),
    ],
)
def test_nothing_changed_is_a_success_without_a_request(
    repository: Repository, server: Recorder, output: str, said: str
) -> None:
    repository.run("apply", "--yes")
    server.requests.clear()

    shown = repository.run("try", "--changed", "--yes", "--format", output)

    assert (shown.code, server.requests) == (0, [])
    assert said in shown.stdout + shown.stderr


def test_runs_repeat_each_request(changed: Repository, server: Recorder) -> None:
    shown = changed.run("try", "copywriter", "--runs", "3", "--yes", "--format", "json")

    assert [run for _, _, run in results(shown)] == [1, 1, 2, 2, 3, 3]
    assert len(sent(server)) == 6


def test_nothing_is_sent_without_a_terminal_to_ask_on(
    changed: Repository, server: Recorder
) -> None:
    server.requests.clear()
    shown = changed.run("try", "copywriter")

    assert (shown.code, server.requests) == (1, [])
    assert "This sends 2 requests of 1 preset to 1 model: openai/gpt-5.4" in shown.stderr
    assert "pass --yes" in shown.stderr


def test_nothing_to_try_needs_no_key(repository: Repository) -> None:
    repository.run("apply", "--yes")

    shown = repository.run("try", "--changed", "--yes", env={"OPENROUTER_API_KEY": ""})

    assert (shown.code, shown.stderr) == (
        0,
        "No preset file differs from the lock: there is nothing to try.\n",
    )


@pytest.mark.parametrize("quiet", [(), ("-q",)])
def test_a_person_is_asked_knowing_what_is_sent_where(
    changed: Repository, server: Recorder, quiet: tuple[str, ...]
) -> None:
    server.requests.clear()
    shown = changed.run(*quiet, "try", "copywriter", "--max-cost", "0.001")

    assert (shown.code, server.requests) == (1, [])
    assert "requests and the API key go to http://" in shown.stderr
    assert "This sends 2 requests of 1 preset" in shown.stderr
    assert "once they have cost 0.001 USD" in shown.stderr


def test_where_requests_go_is_said_once(changed: Repository) -> None:
    changed.edit("presets/reviewer.yaml", "You review", "You only review")
    changed.edit("presets/copywriter.yaml", "0.9", "0.8")

    shown = changed.run("try", "--changed", "--against", "live", "--yes")

    assert shown.code == 0
    assert shown.stderr.count("requests and the API key go to") == 1


def test_the_sandbox_costs_nothing_so_nobody_is_asked(repository: Repository) -> None:
    shown = repository.run("try", "classifier", "--sandbox", env={"OPENROUTER_API_KEY": ""})

    assert shown.code == 0
    assert "This is the sandbox" in shown.stdout


def test_the_limit_stops_before_the_next_request(changed: Repository, server: Recorder) -> None:
    shown = changed.run(
        *("try", "copywriter", "reviewer", "--yes", "--max-cost", "0.000001", "--format", "json")
    )

    assert shown.code == 1
    assert len(sent(server)) == 2
    assert "--max-cost" in shown.json["stopped"]
    assert "Stopped: " in shown.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "no preset is given"),
        (("copywriter", "--changed"), "SLUG and --changed cannot be combined"),
        (("copywriter", "--max-cost", "0"), "not a number of USD above 0"),
        (("copywriter", "--max-cost", "nan"), "not a number of USD above 0"),
        (("copywriter", "--max-cost", "inf"), "not a number of USD above 0"),
        (("copywriter", "--max-cost", "0_50"), "not a number of USD above 0"),
        (("copywriter", "--max-cost", "٣"), "not a number of USD above 0"),
        (("copywriter", "--max-cost", "free"), "not a number of USD above 0"),
        (("copywriter", "-m", "\udcff"), "the message is not UTF-8"),
        (("copywriter", "--runs", "0"), "runs"),
        (("copywriter", "-m", ""), "the value is empty"),
        (("copywriter", "--against", "file"), "compares the file with itself"),
        (("copywriter", "--against", "yesterday"), "names no state"),
        (("copywritter",), "no preset has the slug copywritter"),
    ],
)
def test_wrong_usage_is_refused_and_nothing_is_sent(
    repository: Repository, server: Recorder, arguments: tuple[str, ...], message: str
) -> None:
    shown = repository.run("try", *arguments, "--yes")

    assert (shown.code, sent(server)) == (64, [])
    assert message in shown.stderr


def test_a_model_that_does_not_exist_fails_alone(changed: Repository) -> None:
    changed.edit("presets/copywriter.yaml", "openai/gpt-5.4", "openai/gpt-54")

    shown = changed.run("try", "copywriter", "--yes", "--format", "json")

    [locked, file] = shown.json["results"]
    assert shown.code == 1
    assert locked["error"] is None
    assert file["error_code"] == "model_not_found"
    assert file["hint"]


def test_a_key_is_not_sent_to_a_model(changed: Repository, server: Recorder) -> None:
    key = "sk-or-v1-0123456789abcdef0123456789abcdef"
    changed.environment["OPENROUTER_API_KEY"] = key

    shown = changed.run("try", "reviewer", "-m", f"Is {key} mine?", "--yes", "--format", "json")

    assert (shown.code, sent(server)) == (1, [])
    [result] = shown.json["results"]
    assert result["error"] == "the request holds the key in OPENROUTER_API_KEY"
    assert key not in shown.stdout + shown.stderr


def test_a_preset_without_an_example_is_not_sent_and_the_others_are(changed: Repository) -> None:
    changed.write("presets/bare.yaml", "skin: responses\nbody: {model: openai/gpt-5.4}\n")

    shown = changed.run("try", "bare", "classifier", "--yes", "--format", "json")

    assert shown.code == 1
    [bare, classifier] = shown.json["results"]
    assert "has no example to send" in bare["error"]
    assert bare["seconds"] is None
    assert classifier["error"] is None
