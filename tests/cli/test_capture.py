"""capture: a request that works becomes a preset file, and nothing is ever overwritten."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from presetsync.cli import capture
from presetsync.console import output
from presetsync.repository.loader import load
from tests.capture.quoting import for_bash
from tests.repositories import CHAT, Repository

KEY = "sk-or-v1-" + "0f9e8d7c6b5a4f3e" * 4
SYSTEM = "You write marketing emails.\n" * 20
BODY: dict[str, Any] = {
    "messages": [
        {"role": "system", "content": SYSTEM},
        {"role": "user", "content": 'Don\'t say "hi"!'},
    ],
    "stream": True,
    "temperature": 0.7,
    "model": "openai/gpt-5.4",
}
CURL = (
    "curl https://openrouter.ai/api/v1/chat/completions \\\n"
    f"  -H 'Authorization: Bearer {KEY}' -H 'Content-Type: application/json' \\\n"
    f"  --data-raw {for_bash(json.dumps(BODY))} | jq .\n"
)


@pytest.fixture
def empty(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def body_of(repository: Repository, path: str) -> Any:
    return load(repository.root, path).data["body"]


def test_a_curl_command_becomes_a_preset_in_an_empty_folder(empty: Repository) -> None:
    empty.write("request.sh", CURL)

    done = empty.run("capture", "emails", "request.sh")

    assert (done.code, done.stdout) == (
        0,
        "wrote presets/prompts/emails.md\nwrote presets/emails.yaml\n",
    )
    assert done.stderr.splitlines() == [
        "The skin is chat/completions, from the URL.",
        "Dropped 2 headers: a preset has none.",
        "Omitted fields that only concern one request: stream.",
        "Ignored commands that read curl's output: jq.",
        "Next: presetsync plan shows what apply would do.",
    ]
    assert (empty.root / "presets/emails.yaml").read_text(encoding="utf-8") == (
        "skin: chat/completions\n"
        "body:\n"
        "  model: openai/gpt-5.4\n"
        "  temperature: 0.7\n"
        "  messages:\n"
        "    - role: system\n"
        "      content: !file prompts/emails.md\n"
        "    - role: user\n"
        '      content: Don\'t say "hi"!\n'
    )
    assert body_of(empty, "presets/emails.yaml") == {
        key: value for key, value in BODY.items() if key != "stream"
    }
    assert KEY not in str(tree(empty.root / "presets"))
    assert empty.run("validate").stdout == "1 preset checked: all valid.\n"
    assert "create emails" in empty.run("--sandbox", "plan").stdout


def test_a_body_is_read_from_standard_input(empty: Repository) -> None:
    for number, arguments in enumerate(([], ["-"])):
        done = empty.pipe(json.dumps(BODY).encode(), "capture", f"emails-{number}", *arguments)
        assert done.code == 0, done.stderr
        assert "The skin is chat/completions, from the fields of the body." in done.stderr


def test_a_terminal_is_asked_for_the_request(
    empty: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capture, "can_ask", lambda: True)
    done = empty.pipe(json.dumps(BODY).encode(), "capture", "x")
    assert done.code == 0
    assert done.stderr.startswith("Paste the request, then press Ctrl-D on an empty line.\n")

    taken = empty.pipe(b"", "capture", "x")
    assert "presets/x.yaml already has the slug x" in taken.stderr
    assert "Paste" not in taken.stderr

    cut = json.dumps({**BODY, "stop": "x" * 5000})[:4095] + "\n"
    done = empty.pipe(cut.encode(), "capture", "y")
    assert (done.code, done.stdout) == (64, "")
    assert "the terminal truncates lines after 4095 bytes" in done.stderr


def test_the_skin_and_the_length_of_prompts_can_be_given(empty: Repository) -> None:
    body = {"model": "a/b", "max_tokens": 9, "system": SYSTEM, "messages": BODY["messages"][1:]}
    empty.write("body.json", json.dumps(body))

    done = empty.run("capture", "x", "body.json", "--skin", "messages", "--prompts-over", "1000")

    assert done.stdout == "wrote presets/x.yaml\n"
    assert "The skin is messages, from --skin." in done.stderr
    assert body_of(empty, "presets/x.yaml") == body


def test_warnings_about_the_new_file_are_shown(empty: Repository) -> None:
    done = empty.pipe(b'{"model": "a/b", "input": "x"}', "capture", "x")
    assert done.code == 0
    assert "presets/x.yaml:2:1: warning: There is no system prompt." in done.stderr
    quiet = empty.pipe(b'{"model": "a/b", "input": "x"}', "-q", "capture", "y")
    assert (quiet.stdout, quiet.stderr) == ("wrote presets/y.yaml\n", "")


def test_what_is_not_valid_is_not_written_and_shown_in_the_request(empty: Repository) -> None:
    empty.write("request.sh", CURL.replace("temperature", "temprature"))

    done = empty.run("capture", "emails", "request.sh")

    assert (done.code, done.stdout) == (1, "")
    assert "request.sh:3:" in done.stderr
    assert "error: Unknown field `temprature`. [unknown-field]" in done.stderr
    assert "Did you mean `temperature`?" in done.stderr
    assert done.stderr.endswith(
        "presetsync: the request is not valid; nothing was written\n"
        "    Explain a rule: presetsync validate --explain unknown-field\n"
    )
    assert KEY not in done.stderr
    assert not (empty.root / "presets").exists()


def test_a_source_line_is_cut_to_the_terminal(
    empty: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "width", lambda **_: 40)
    body = json.dumps({"temprature": 1, **BODY})
    done = empty.pipe(body.encode(), "capture", "x")
    shown = done.stderr.splitlines()
    assert [line for line in shown if '"temprature"' in line]
    assert max(map(len, shown)) <= 40


@pytest.mark.parametrize(
    ("request_text", "message", "hint"),
    [
        ("", "<stdin> is empty", "pass a JSON or YAML body, or a curl command"),
        ('{"model": "@preset/emails"}', "calls a preset: emails", "presetsync import emails"),
        (CHAT, "<stdin> is already a preset file", "put it into the presets folder"),
        ('{"model": "a/b", "prompt": "x"}', "a request to /completions", "presets support chat/"),
        (f"curl https://x/v1/messages -d {KEY} -d @-", "second -d with &", "into one"),
        ("curl https://x/v1/messages -d @.env", "@.env is not a file that is read", "text file"),
        ("curl https://x/v1/messages -d @none", "@none: there is no such file", "check the path"),
        ("curl https://x/v1/messages -d @/etc/passwd", "is outside the repository", "move it"),
        ("curl https://x/v1/messages -d @../x", "@../x: ", ""),
    ],
)
def test_what_cannot_become_a_preset_is_refused_with_what_to_do(
    empty: Repository, request_text: str, message: str, hint: str
) -> None:
    done = empty.pipe(request_text.encode(), "capture", "x")
    assert (done.code, done.stdout) == (1, "")
    assert message in done.stderr
    assert hint in done.stderr
    assert KEY not in done.stderr
    assert list(empty.root.iterdir()) == []


def test_a_key_in_the_body_is_refused(empty: Repository) -> None:
    body = json.dumps({"model": "a/b", "input": "x", "instructions": f"Use {KEY}."})
    done = empty.pipe(body.encode(), "capture", "x")
    assert (done.code, KEY in done.stderr) == (1, False)
    assert "[secret]" in done.stderr


def test_the_key_of_the_environment_is_refused_whatever_its_shape(empty: Repository) -> None:
    empty.environment["OPENROUTER_API_KEY"] = "hush-hush-hush-1234"
    body = {"model": "a/b", "input": "x", "instructions": "Use hush-hush-hush-1234."}
    done = empty.pipe(json.dumps(body).encode(), "capture", "x")
    assert (done.code, "hush" in done.stderr) == (1, False)
    assert "the request contains the value of OPENROUTER_API_KEY" in done.stderr
    assert list(empty.root.iterdir()) == []


def test_a_body_in_a_file_is_found_from_the_current_folder(empty: Repository) -> None:
    empty.write("presetsync.yaml", "presets: ai\n")
    empty.write("work/body.json", json.dumps(BODY))
    empty.write("work/request.sh", "curl https://x/v1/chat/completions -d @body.json")
    inner = Repository(empty.root / "work")

    assert inner.run("capture", "x", "request.sh").stdout.endswith("wrote ai/x.yaml\n")
    done = empty.run("-C", "work", "capture", "y", "request.sh")
    assert done.stdout.endswith("wrote presets/y.yaml\n")
    assert (inner.root / "presets/y.yaml").is_file()


def test_a_link_out_of_the_repository_is_not_read(tmp_path: Path) -> None:
    outside = Repository(tmp_path / "outside")
    outside.write("body.json", json.dumps(BODY))
    inside = Repository(tmp_path / "inside")
    inside.root.mkdir()
    (inside.root / "body.json").symlink_to(outside.root / "body.json")
    done = inside.pipe(b"curl https://x/v1/messages -d @body.json", "capture", "x")
    assert done.code == 1
    assert "is outside the repository" in done.stderr


def test_nothing_is_overwritten(empty: Repository) -> None:
    empty.write("presets/emails.yaml", CHAT)
    empty.write("presets/team/other.yaml", "slug: broken\nbodi: x\n")
    empty.write("presets/prompts/new.md", "Mine.")
    before = tree(empty.root)

    for slug, file in (("emails", "presets/emails.yaml"), ("broken", "presets/team/other.yaml")):
        done = empty.pipe(json.dumps(BODY).encode(), "capture", slug)
        assert (done.code, done.stdout) == (1, "")
        assert f"{file} already has the slug {slug}" in done.stderr
    assert tree(empty.root) == before

    done = empty.pipe(json.dumps(BODY).encode(), "capture", "new")
    assert done.stdout == "wrote presets/prompts/new-2.md\nwrote presets/new.yaml\n"
    done = empty.pipe(json.dumps(BODY).encode(), "capture", "Emails")
    assert done.stdout.endswith("wrote presets/Emails-2.yaml\n")
    assert load(empty.root, "presets/Emails-2.yaml").data["slug"] == "Emails"
    assert before.items() <= tree(empty.root).items()


def test_a_slug_of_the_lock_is_refused(repository: Repository) -> None:
    assert repository.apply().code == 0
    slug = next(iter(repository.locked))
    (repository.root / repository.locked[slug]["path"]).unlink()

    done = repository.pipe(json.dumps(BODY).encode(), "capture", slug)

    assert (done.code, done.stdout) == (1, "")
    assert f"the lock has a preset {slug}, whose file " in done.stderr
    assert f"presetsync import {slug}" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["..", "-"], "the slug .. is a step in a path"),
        (["a b", "-"], "the slug a b may contain only"),
        (["x", "none.json"], "none.json: No such file or directory"),
        (["x", "."], ".: Is a directory"),
        (["x", "-", "--skin", "completions"], "'completions' is not one of"),
        ([], "Missing argument 'SLUG'"),
    ],
)
def test_wrong_usage_exits_with_64(empty: Repository, arguments: list[str], message: str) -> None:
    done = empty.pipe(json.dumps(BODY).encode(), "capture", *arguments)
    assert (done.code, done.stdout) == (64, "")
    assert message in done.stderr


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe{\x00}\x00", "<stdin>: byte 0xff is not UTF-8"),
        (b'{"model": "\xe9"}', "<stdin>: byte 0xe9 is not UTF-8"),
        (b" " * (1024 * 1024 + 1), "<stdin> is larger than 1 MiB"),
    ],
)
def test_bytes_that_are_no_text_are_refused(empty: Repository, data: bytes, message: str) -> None:
    done = empty.pipe(data, "capture", "x")
    assert (done.code, done.stdout) == (1, "")
    assert message in done.stderr


def test_an_invalid_configuration_is_shown_first(empty: Repository) -> None:
    empty.write("presetsync.yaml", "preset: x\n")
    done = empty.pipe(json.dumps(BODY).encode(), "capture", "x")
    assert done.code == 1
    assert "Unknown setting preset" in done.stderr


def test_validate_names_capture_where_a_request_lies(empty: Repository) -> None:
    empty.write("presets/req.json", json.dumps(BODY))
    empty.write("presets/my req.json", json.dumps(BODY))
    empty.write("presets/bare.yaml", "model: a/b\ninput: x\n")

    shown = empty.run("validate").stdout

    assert "If it is a request, run `presetsync capture req presets/req.json`." in shown
    assert "If it is a request, run `presetsync capture SLUG FILE`." in shown
    assert (
        "move the file out of the presets folder, and run `presetsync capture SLUG FILE`" in shown
    )
    assert empty.run("capture", "req", "presets/req.json").code == 0
