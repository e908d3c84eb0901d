"""``models update``, ``check`` and ``list`` against a catalogue on loopback."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, Any

import pytest

from presetsync.project import connection
from tests.cli.test_interrupts import wait_until
from tests.faults.waits import LIMITS
from tests.processes import Forked
from tests.repositories import Repository
from tests.stub_catalogue import StubCatalogue, listed, offer, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.processes import Processes

GPT, HAIKU, GROK = "openai/gpt-5.4", "anthropic/claude-haiku-4.5", "x-ai/grok-4"
FILE = "models.lock.json"


@pytest.fixture
def stub() -> Iterator[StubCatalogue]:
    with serving(listed(GPT), listed(HAIKU), listed(GROK)) as stub:
        yield stub


@pytest.fixture
def repository(tmp_path: Path, stub: StubCatalogue, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setattr(connection, "LIMITS", LIMITS)
    repository = Repository(tmp_path, {"OPENROUTER_BASE_URL": stub.url})
    preset(repository, "a", model=GPT, temperature=0.3)
    preset(repository, "b", model=f"{GPT}:nitro", models=[HAIKU])
    return repository


def preset(repository: Repository, slug: str, **body: Any) -> None:
    body |= {"messages": [{"role": "user", "content": "Hi."}]}
    repository.write(f"presets/{slug}.yaml", json.dumps({"skin": "chat/completions", "body": body}))


def written(repository: Repository) -> Any:
    return json.loads((repository.root / FILE).read_text(encoding="utf-8"))


def test_an_update_needs_no_key_and_a_second_one_writes_nothing(repository: Repository) -> None:
    first = repository.run("models", "update")
    assert first.code == 0
    assert first.stdout == f"wrote {FILE}: 2 models in use, 2 endpoints\n"
    content = (repository.root / FILE).read_bytes()
    status = (repository.root / FILE).stat()

    second = repository.run("models", "update")

    assert second.stdout == f"unchanged: {FILE}: 2 models in use, 2 endpoints\n"
    assert (repository.root / FILE).read_bytes() == content
    assert (repository.root / FILE).stat() == status


def test_the_line_ends_of_windows_are_nothing_to_write(repository: Repository) -> None:
    repository.run("models", "update")
    path = repository.root / FILE
    content = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(content)

    assert repository.run("models", "update").stdout.startswith(f"unchanged: {FILE}: ")
    assert repository.run("models", "check").code == 0
    assert path.read_bytes() == content


def test_news_is_told_by_check_and_taken_by_update(
    repository: Repository, stub: StubCatalogue
) -> None:
    repository.run("models", "update")
    quiet = repository.run("models", "check")
    assert (quiet.code, quiet.stdout) == (0, f"No changes: {FILE} is up to date.\n")

    pricing = {"prompt": "0.0000025", "completion": "0.000012"}
    stub.offers[GPT] = [offer(pricing=pricing)]
    stub.models[1]["expiration_date"] = "2026-05-15"
    stub.models[2]["expiration_date"] = "2026-05-16"
    before = (repository.root / FILE).read_bytes()
    said = (
        f"{HAIKU} expires on 2026-05-15, used by b\n"
        f"{GPT}: completion 15.00 → 12.00 USD/M, used by a, b\n"
    )

    checked = repository.run("models", "check")

    assert (checked.code, checked.stdout) == (2, said)
    assert (repository.root / FILE).read_bytes() == before
    updated = repository.run("models", "update")
    assert (updated.code, updated.stdout) == (
        0,
        f"{said}wrote {FILE}: 2 models in use, 2 endpoints\n",
    )
    assert repository.run("models", "check").code == 0


def test_news_in_other_formats(repository: Repository, stub: StubCatalogue) -> None:
    repository.run("models", "update")
    stub.models[1]["expiration_date"] = "2026-05-15"

    told = repository.run("models", "check", "--format", "json")

    assert told.code == 2
    assert told.json == {
        "format_version": 1,
        "news": [
            {
                "model": HAIKU,
                "kind": "expires",
                "message": f"{HAIKU} expires on 2026-05-15, used by b",
                "presets": ["b"],
            }
        ],
    }
    markdown = repository.run("models", "check", "--format", "markdown").stdout
    assert markdown == (
        f"### presetsync models: 1 change\n\n- `{HAIKU}` expires on `2026-05-15`, used by `b`\n"
    )
    updated = repository.run("models", "update", "--format", "json")
    assert updated.json["news"] == told.json["news"]
    assert updated.json["written"] is True
    assert repository.run("models", "update", "--format", "markdown").stdout == (
        "### presetsync models: no news\n\n"
    )


def test_models_of_what_was_applied_last_are_in_use(repository: Repository) -> None:
    sandbox = ("--sandbox",)
    preset(repository, "a", model="anthropic/claude-sonnet-5")
    assert repository.run(*sandbox, "apply", "--yes").code == 0
    preset(repository, "a", model="openai/gpt-5.4")

    assert repository.run(*sandbox, "models", "update").code == 0

    kept = json.loads((repository.root / ".presetsync/sandbox.models.lock.json").read_text())
    assert {"anthropic/claude-sonnet-5", "openai/gpt-5.4"} <= kept["models"].keys()
    assert not (repository.root / FILE).exists()


def test_files_that_cannot_be_read_are_told_and_stop_nothing(repository: Repository) -> None:
    repository.write("presets/c.yaml", "skin: [\n")
    repository.write("presets/d.yaml", "model: openai/gpt-5.4\n")
    repository.write("presets/e.yaml", "skin: messages\nbody: {model: x-ai/grok-4, odd: 1}\n")
    repository.write("presets.lock.json", "<<<<<<<\n")

    updated = repository.run("models", "update")

    assert updated.code == 0
    assert "warning: presets/c.yaml:" in updated.stderr
    assert "warning: presets/d.yaml: it has no body" in updated.stderr
    assert "warning: presets.lock.json" in updated.stderr
    assert {GPT, HAIKU, GROK} == written(repository)["models"].keys()


def test_models_that_only_an_environment_has_are_in_use(repository: Repository) -> None:
    repository.write(
        "presetsync.yaml",
        "environments:\n  staging: {api_key: STAGING}\n  production: {api_key: PRODUCTION}\n",
    )
    body = '{"model": "openai/gpt-5.4"}'
    overlay = '{"staging": {"body": {"model": "x-ai/grok-4"}}}'
    repository.write(
        "presets/a.yaml",
        f'{{"skin": "chat/completions", "body": {body}, "environments": {overlay}}}',
    )

    assert repository.run("models", "update").code == 0

    assert written(repository)["models"].keys() == {GPT, HAIKU, GROK}


@pytest.mark.parametrize("cut", ["<<<<<<< ours\n", ""])
def test_a_broken_model_lock_is_written_anew(repository: Repository, cut: str) -> None:
    repository.run("models", "update")
    file = repository.root / FILE
    text = file.read_text(encoding="utf-8")
    file.write_text(text[:40] + cut + text[40 + 400 * (not cut) :], encoding="utf-8")

    checked = repository.run("models", "check")
    updated = repository.run("models", "update")

    assert checked.code == 1
    assert "models update" in checked.stderr
    assert updated.code == 0
    assert "it was rewritten" in updated.stderr
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("text", ["# Notes\n", '{"name": "x"}', '{"models_version": 2}'])
def test_another_file_is_never_overwritten(repository: Repository, text: str) -> None:
    repository.write(FILE, text)

    ended = repository.run("models", "update")

    assert ended.code == 1
    assert FILE in ended.stderr
    assert (repository.root / FILE).read_text() == text


def test_a_catalogue_that_fails_leaves_the_old_file(
    repository: Repository, stub: StubCatalogue
) -> None:
    repository.run("models", "update")
    before = (repository.root / FILE).read_bytes()
    stub.replies[f"/models/{GPT}/endpoints"] = [(500, b"")] * 20

    ended = repository.run("models", "update")

    assert ended.code == 1
    assert "500" in ended.stderr
    assert (repository.root / FILE).read_bytes() == before


def test_without_a_model_lock(repository: Repository) -> None:
    checked = repository.run("models", "check")
    assert checked.code == 1
    assert "there is no models.lock.json" in checked.stderr
    shown = repository.run("models", "list")
    assert shown.code == 0
    assert GPT in shown.stdout
    assert "Run presetsync models update to create it." in shown.stderr


def test_a_key_cannot_get_into_the_file(repository: Repository, stub: StubCatalogue) -> None:
    key = "sk-or-v1-0123456789abcdef0123456789abcdef"
    repository.environment["OPENROUTER_API_KEY"] = key
    stub.models.append(listed(f"a/{key}"))

    ended = repository.run("models", "update")

    assert ended.code == 1
    assert "OPENROUTER_API_KEY" in ended.stderr
    assert key not in ended.stderr
    assert not (repository.root / FILE).exists()
    assert stub.keys() == {""}


def test_what_a_catalogue_says_cannot_act_on_a_terminal(
    repository: Repository, stub: StubCatalogue
) -> None:
    repository.run("models", "update")
    stub.offers[GPT] = [offer("evil\u202e@team")]

    for output in ("text", "markdown", "json"):
        told = repository.run("models", "check", "--format", output)
        assert told.code == 2
        assert "\u202e" not in told.stdout


def test_the_table_of_models(repository: Repository, stub: StubCatalogue) -> None:
    cheap = offer("azure", pricing={"prompt": "0.000001", "completion": "0.000002"})
    stub.offers[GPT] = [cheap, offer("openai")]
    stub.models[1]["expiration_date"] = "2026-05-15"
    preset(repository, "a", model=GPT, provider={"only": ["openai"]})
    preset(repository, "c", model="a/unheard-of")
    repository.run("models", "update")

    shown = repository.run("models", "list")

    head, *rows = shown.stdout.splitlines()
    assert " ".join(head.split()) == "model presets USD/M in/out context left expires"
    cells = [[cell.strip() for cell in row.split("  ") if cell] for row in rows]
    assert cells == [
        ["a/unheard-of", "c", "not in the catalogue", "-", "-"],
        [HAIKU, "b", "2.50 / 15.00", "128k", "1 of 1", "2026-05-15"],
        [GPT, "a, b", "1.00 to 2.50 / 2.00 to 15.00", "128k", "1-2 of 2"],
    ]
    (_, _, gpt) = repository.run("models", "list", "--format", "json").json["models"]
    assert gpt == {
        "model": GPT,
        "known": True,
        "checked": True,
        "alias_of": None,
        "presets": [{"slug": "a", "endpoints": 1}, {"slug": "b", "endpoints": 2}],
        "of": 2,
        "context_length": 128_000,
        "max_completion_tokens": 16_384,
        "expires": None,
        "prompt": {"min": "1.00", "max": "2.50"},
        "completion": {"min": "2.00", "max": "15.00"},
    }


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_table_fits(columns: int) -> None:
    from presetsync.catalogue.model_list import listed_models
    from presetsync.catalogue.preset_uses import PresetUse
    from presetsync.render.terminal.models import models_text
    from presetsync.render.terminal.style import Style
    from presetsync.view.models_view import model_rows
    from tests.models.catalogue import endpoint, model, model_lock

    models = {
        f"author/a-rather-long-name-{n}": model(endpoint(), expires="2026-05-15") for n in "12"
    }
    uses = [PresetUse(f"preset-{n}", ({"models": [*models]},)) for n in range(12)]
    rows = model_rows(listed_models(uses, model_lock(models)))
    text = models_text(rows, Style(), columns)
    assert max(map(len, text.splitlines())) <= columns


def test_ctrl_c_leaves_the_old_file(
    repository: Repository, processes: Processes, stub: StubCatalogue
) -> None:
    repository.run("models", "update")
    before = (repository.root / FILE).read_bytes()
    stub.models[0]["expiration_date"] = "2026-05-15"
    stub.delay = 2.0
    stub.asked.clear()
    forked = Forked(repository.root, repository.environment, processes=processes)
    started = forked.start("models", "update")
    wait_until(lambda: bool(stub.asked))
    started.kill(signal.SIGINT)

    ended = started.wait()

    assert ended.code == 130
    assert (repository.root / FILE).read_bytes() == before
    assert sorted(path.name for path in repository.root.iterdir()) == [FILE, "presets"]
