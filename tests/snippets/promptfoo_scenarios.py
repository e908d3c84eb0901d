"""What `export promptfoo` prints, run by promptfoo itself; `make promptfoo-test` runs it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from presetsync.snippets.promptfoo_answers import ANSWERS
from tests.render.harmless import HOSTILE
from tests.repositories import Repository, neutral_environment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.servers import Recorder

PROMPTFOO = Path(__file__).parents[2] / ".venv/promptfoo/cli/node_modules/.bin/promptfoo"
"""Where npm has put it."""

SWITCHES = {
    f"PROMPTFOO_{name}": "1"
    for name in (
        *("DISABLE_TELEMETRY", "DISABLE_UPDATE", "DISABLE_SHARING", "DISABLE_REMOTE_GENERATION"),
    )
}
KEY = "sandbox:a-key-that-shows"
"""Of a workspace of the sandbox: no other text has it."""

TEXTS = [
    "{{ env.OPENROUTER_API_KEY }}{{env['OPENROUTER_API_KEY']}}{{ env.OPENROUTER_API_KEY | upper }}",
    "{% raw %}{{ env.OPENROUTER_API_KEY }}{% endraw %}",
    "{{name}} {{ message }} {{ prompt }} {{{{ x }}}} {% if a %}b{% endif %} {# gone #}",
    "not closed: {{",
    "not closed: {%\n{#",
    "}} %} #} -%} #}} {{{#}}} {{ '{' }} {{ '' }} {",
    '{"a": [1]}',
    "[1, 2]",
    '"quoted"',
    "file:///etc/passwd",
    "package:somewhere:function",
    "data://x https://example.com/*.json",
    "quotes \" ' ` and \\ and \\n and ${x} and $ref",
    "tabs\tand\nlines\n\n",
    "\n  indented\n",
    "Grüße 😀 👩‍👩‍👧 ❤️ 日本語",
    "/a/path.json",
    "*",
    *(text for text in HOSTILE if text.strip() and "\ud800" not in text),
]


def evaluated(repository: Repository, *slugs: str) -> list[dict[str, Any]]:
    """The results of an evaluation of what the program exports, once promptfoo has validated it."""
    exported = repository.run("export", "promptfoo", *slugs)
    assert (exported.code, exported.stderr) == (0, "")
    repository.write("promptfooconfig.yaml", exported.stdout)
    ran(repository, "validate", "config", "-c", "promptfooconfig.yaml")
    options = "-c promptfooconfig.yaml -o out.json --no-cache --no-progress-bar --no-table"
    shown = ran(repository, "eval", *options.split())
    written = (repository.root / "out.json").read_text(encoding="utf-8")
    stored = [path for path in repository.root.rglob("*") if path.is_file()]
    assert (repository.root / ".promptfoo/promptfoo.db") in stored
    assert KEY not in shown
    assert [path for path in stored if KEY.encode() in path.read_bytes()] == []
    results: list[dict[str, Any]] = json.loads(written)["results"]["results"]
    assert [result.get("error") for result in results] == [None] * len(results)
    return results


def ran(repository: Repository, *arguments: str) -> str:
    environment = {
        **neutral_environment(),
        **SWITCHES,
        "OPENROUTER_API_KEY": KEY,
        "PROMPTFOO_CONFIG_DIR": os.fspath(repository.root / ".promptfoo"),
    }
    finished = subprocess.run(
        [os.fspath(PROMPTFOO), *arguments],
        cwd=repository.root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout + finished.stderr


def test_file_and_lock_are_asked_the_example_and_their_answers_are_read(
    repository: Repository, server: Recorder
) -> None:
    repository.run("apply", "--yes")
    repository.edit("presets/copywriter.yaml", "0.7", "0.9")
    server.requests.clear()

    results = evaluated(repository)

    outputs = {
        result["provider"]["label"]: result["response"]["output"].partition(". ")[0]
        for result in results
    }
    said = "This is the sandbox, answering as"
    assert outputs == {
        "classifier (file = lock v1)": f"{said} openai/gpt-5.4 with temperature 0",
        "copywriter (lock v1)": f"{said} openai/gpt-5.4 with temperature 0.7",
        "copywriter (file)": f"{said} openai/gpt-5.4 with temperature 0.9",
        "reviewer (file = lock v1)": f"{said} anthropic/claude-sonnet-4.6 with max_tokens 1024",
    }
    for result in results:
        usage = result["response"]["tokenUsage"]
        assert result["cost"] > 0
        assert usage["prompt"] > 0
        assert usage["total"] == usage["prompt"] + usage["completion"]
    assert {request.headers["authorization"] for request in server.requests} == {f"Bearer {KEY}"}
    file = {slug: body_of(repository, slug) for slug in ("classifier", "copywriter", "reviewer")}
    locked = {**file["copywriter"], "temperature": 0.7}
    assert in_order(request.json for request in server.requests) == in_order(
        [*file.values(), locked]
    )


@pytest.mark.parametrize("skin", ["chat/completions", "messages", "responses"])
def test_any_text_is_sent_as_it_is(repository: Repository, server: Recorder, skin: str) -> None:
    for slug in ("copywriter", "reviewer", "classifier"):
        repository.remove_preset(slug)
    for number, text in enumerate(TEXTS):
        preset = {"skin": skin, "body": body_with(skin, text)}
        repository.write(f"presets/t{number:02}.yaml", json.dumps(preset))
    slugs = [f"t{number:02}" for number in range(len(TEXTS))]
    expected = in_order(body_of(repository, slug) for slug in slugs)
    assert len(expected) == len(TEXTS)

    evaluated(repository)

    assert in_order(request.json for request in server.requests) == expected


def body_with(skin: str, text: str) -> dict[str, Any]:
    """A body that has a text in every place where a person writes one."""
    parameters = {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/a", "description": text}},
        "$defs": {"a": {"type": "string", "enum": [text]}},
    }
    turns = [
        {"role": "user", "content": f"Before: {text}"},
        {"role": "assistant", "content": text},
        {"role": "user", "content": text},
    ]
    body: dict[str, Any] = {"model": "openai/gpt-5.4", "temperature": 0.5, "stream": True}
    if skin == "messages":
        tool = {"name": "t", "description": text, "input_schema": parameters}
        return {**body, "max_tokens": 9, "system": text, "tools": [tool], "messages": turns}
    function = {"name": "t", "description": text, "parameters": parameters}
    if skin == "responses":
        tool = {"type": "function", **function}
        return {**body, "instructions": text, "tools": [tool], "input": text}
    tool = {"type": "function", "function": function}
    system = {"role": "system", "content": text}
    return {**body, "tools": [tool], "messages": [system, *turns]}


def test_a_conversation_of_blocks_is_sent_with_its_image(
    repository: Repository, server: Recorder
) -> None:
    image = {"type": "image_url", "image_url": {"url": "https://example.com/{{a}}.png"}}
    text = {"type": "text", "text": "What is {{this}}?\n"}
    for slug, content in (("copywriter", [text, image]), ("alone", [image])):
        messages = [{"role": "system", "content": "S"}, {"role": "user", "content": content}]
        body = {"model": "openai/gpt-5.4", "messages": messages}
        repository.write(
            f"presets/{slug}.yaml", json.dumps({"skin": "chat/completions", "body": body})
        )
    expected = in_order(body_of(repository, slug) for slug in ("copywriter", "alone"))

    evaluated(repository, "copywriter", "alone")

    assert in_order(request.json for request in server.requests) == expected


def test_a_lock_of_another_skin_is_asked_the_same(repository: Repository, server: Recorder) -> None:
    repository.run("apply", "--yes")
    body = {"model": "openai/gpt-5.4", "max_tokens": 9, "system": "S"}
    messages = [{"role": "user", "content": "Why {{x}}?"}]
    preset = {"skin": "messages", "body": {**body, "messages": messages}}
    repository.write("presets/classifier.yaml", json.dumps(preset))
    server.requests.clear()

    evaluated(repository, "classifier")

    sent = {request.path.removeprefix("/api/v1/"): request.json for request in server.requests}
    assert sent["messages"] == preset["body"]
    assert sent["responses"]["input"] == [{"role": "user", "content": "Why {{x}}?"}]
    assert sent["responses"]["instructions"]


TEXT, CALL = {"type": "text", "text": "Yes"}, {"type": "tool_use", "name": "f", "input": {}}
MESSAGE = {"type": "message", "content": [{"type": "output_text", "text": "Yes"}]}
FUNCTION, REASONING = {"type": "function_call", "name": "f"}, {"type": "reasoning", "summary": []}
CALLS = [{"type": "function", "function": {"name": "f", "arguments": "{}"}}]


@pytest.mark.parametrize(
    ("skin", "reply", "output"),
    [
        ("chat/completions", {"content": "Yes"}, "Yes"),
        ("chat/completions", {"content": None, "tool_calls": CALLS}, CALLS),
        *(
            ("chat/completions", message, message)
            for message in (
                {"content": "Yes", "tool_calls": CALLS},
                {"content": "", "refusal": "n"},
            )
        ),
        ("messages", [TEXT, {"type": "thinking", "thinking": "Hm"}, TEXT], "YesYes"),
        ("messages", [TEXT, CALL], [TEXT, CALL]),
        ("messages", [], []),
        ("responses", [REASONING, MESSAGE], "Yes"),
        ("responses", [REASONING, FUNCTION], [REASONING, FUNCTION]),
        ("responses", [REASONING], [REASONING]),
    ],
)
def test_an_answer_is_its_text_or_all_of_it(skin: str, reply: Any, output: Any) -> None:
    whole = {
        "chat/completions": {"choices": [{"message": reply}]},
        "messages": {"content": reply},
        "responses": {"output": reply, "error": None},
    }[skin]
    assert answer(skin, whole)["output"] == output


@pytest.mark.parametrize("skin", ANSWERS)
def test_an_error_in_a_reply_is_an_error(skin: str) -> None:
    with pytest.raises(AssertionError, match="Provider returned error"):
        answer(skin, {"error": {"code": 502, "message": "Provider returned error"}})


def test_a_refused_request_is_an_error(repository: Repository) -> None:
    exported = repository.run("export", "promptfoo", "copywriter").stdout
    repository.write("promptfooconfig.yaml", exported.replace("openai/gpt-5.4", "openai/nothing"))
    options = "-c promptfooconfig.yaml -o out.json --no-cache --no-progress-bar --no-table"
    with pytest.raises(AssertionError, match="openai/nothing is not a valid model ID"):
        ran(repository, "eval", *options.split())


def answer(skin: str, reply: Any) -> Any:
    """What promptfoo gets of a reply; fails where the function throws."""
    code = f"console.log(JSON.stringify(({ANSWERS[skin]})({json.dumps(reply)})))"
    finished = subprocess.run(["node", "--eval", code], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


def body_of(repository: Repository, slug: str) -> dict[str, Any]:
    """The body of a preset file, as it is sent where nothing is streamed."""
    shown = repository.run("show", slug, "--as", "json")
    assert shown.code == 0, shown.stderr
    return {key: value for key, value in shown.json.items() if key != "stream"}


def in_order(bodies: Iterable[Any]) -> list[str]:
    return sorted(json.dumps(body, sort_keys=True) for body in bodies)
