"""The main job, end to end: the real command line against the sandbox over a real socket."""

from __future__ import annotations

import json

import pytest
import yaml

from tests.processes import shell
from tests.repositories import CHAT, MESSAGES, RESPONSES, Repository
from tests.servers import Recorder

BODIES = {
    "copywriter": ("chat/completions", CHAT),
    "reviewer": ("messages", MESSAGES),
    "classifier": ("responses", RESPONSES),
}


def test_first_apply_by_the_program_itself_creates_a_version_of_every_preset(
    repository: Repository,
) -> None:
    applied = shell(repository, "presetsync apply --yes --format json")

    assert applied.returncode == 0, applied.stderr
    document = json.loads(applied.stdout)
    assert document["summary"] == {"applied": 3}
    assert [(r["slug"], r["action"], r["version"]) for r in document["results"]] == [
        ("classifier", "create", 1),
        ("copywriter", "create", 1),
        ("reviewer", "create", 1),
    ]


def test_the_server_receives_exactly_the_body_of_the_file(
    repository: Repository, server: Recorder
) -> None:
    repository.run("apply", "--yes")

    received = {request.path: request for request in server.pushes()}
    assert len(received) == 3
    for slug, (skin, text) in BODIES.items():
        request = received[f"/api/v1/presets/{slug}/{skin}"]
        assert request.json == yaml.safe_load(text)["body"]
        assert request.headers["authorization"] == "Bearer sandbox"


def test_the_lock_records_what_came_back(repository: Repository, server: Recorder) -> None:
    repository.run("apply", "--yes")

    lock = repository.lock
    assert lock["lock_version"] == 1
    assert sorted(lock["presets"]) == ["classifier", "copywriter", "reviewer"]
    for slug, entry in lock["presets"].items():
        preset = server.store.get_preset(slug)
        assert preset.designated_version is not None
        assert entry["preset_id"] == preset.id
        assert entry["version_id"] == preset.designated_version.id
        assert entry["applied_at"] == preset.designated_version.created_at
        assert lock["workspace_id"] == preset.workspace_id
        assert (entry["skin"], entry["path"]) == (BODIES[slug][0], f"presets/{slug}.yaml")


def test_a_second_apply_pushes_nothing_and_leaves_the_lock_alone(
    repository: Repository, server: Recorder
) -> None:
    repository.run("apply", "--yes")
    before = (repository.root / "presets.lock.json").stat().st_ino
    server.requests.clear()

    again = repository.run("apply", "--yes", "--format", "json")

    assert (again.code, again.json["results"]) == (0, [])
    assert server.pushes() == []
    assert (repository.root / "presets.lock.json").stat().st_ino == before


def test_a_change_is_planned_as_a_diff_and_pushed_as_version_2(
    repository: Repository, server: Recorder
) -> None:
    repository.run("apply", "--yes")
    repository.edit("presets/copywriter.yaml", "temperature: 0.7", "temperature: 0.9")
    repository.edit("presets/copywriter.yaml", "Keep them short.", "Keep them very short.")

    planned = repository.run("plan", "--format", "json").json
    text = repository.run("plan").stdout
    applied = repository.run("apply", "--yes", "--format", "json").json

    assert planned["summary"] == {"update": 1, "unchanged": 2}
    [change] = planned["changes"]
    assert (change["slug"], change["action"], change["base_version"]) == ("copywriter", "update", 1)
    assert change["fields"] == [{"pointer": "/temperature", "before": 0.7, "after": 0.9}]
    assert change["system"] == {
        "before": "You write marketing emails.\nKeep them short.\n",
        "after": "You write marketing emails.\nKeep them very short.\n",
    }
    assert "/temperature: 0.7 → 0.9" in text
    assert "- Keep them short.\n" in text
    assert "+ Keep them very short.\n" in text
    assert [(r["slug"], r["version"]) for r in applied["results"]] == [("copywriter", 2)]
    assert server.store.list_versions("copywriter", offset=0, limit=10)[1] == 2
    assert repository.run("plan", "--detailed-exitcode").code == 0


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("presets/copywriter.yaml", "Write one.", "Write another."),
        ("presets/reviewer.yaml", "Review this.", "Review that."),
        ("presets/classifier.yaml", "Where is my parcel?", "Refund me."),
        ("presets/classifier.yaml", "  temperature", "  stream: true\n  temperature"),
    ],
)
def test_a_change_of_ignored_fields_pushes_nothing_and_plan_says_so(
    repository: Repository, server: Recorder, path: str, old: str, new: str
) -> None:
    repository.run("apply", "--yes")
    repository.edit(path, old, new)
    server.requests.clear()

    planned = repository.run("plan", "--detailed-exitcode")
    applied = repository.run("apply", "--yes")

    assert planned.code == 0
    slug = path.removeprefix("presets/").removesuffix(".yaml")
    assert f"ignores changed, so nothing is pushed: {slug}." in planned.stdout
    assert applied.code == 0
    assert server.pushes() == []


def test_key_order_yaml_style_and_number_style_are_no_change(repository: Repository) -> None:
    repository.run("apply", "--yes")
    repository.write(
        "presets/classifier.yaml",
        "body: {input: x, temperature: 0.0, instructions: 'You classify messages.', "
        "model: openai/gpt-5.4}\nskin: responses\n",
    )

    assert repository.run("plan", "--detailed-exitcode").code == 0


def test_an_invalid_preset_stops_apply_before_the_first_request(
    repository: Repository, server: Recorder
) -> None:
    repository.edit("presets/copywriter.yaml", "temperature:", "temprature:")

    applied = repository.run("apply", "--yes")

    assert applied.code == 1
    assert "presets/copywriter.yaml:4:3" in applied.stderr
    assert "temperature" in applied.stderr
    assert server.requests == []
    assert not (repository.root / "presets.lock.json").exists()


def test_target_applies_only_the_named_presets(repository: Repository) -> None:
    applied = repository.run(
        "apply", "--yes", "--target", "reviewer", "--target", "classifier", "--format", "json"
    )

    assert [r["slug"] for r in applied.json["results"]] == ["classifier", "reviewer"]
    assert sorted(repository.lock["presets"]) == ["classifier", "reviewer"]


def test_parallelism_1_sends_one_request_at_a_time_in_slug_order(
    repository: Repository, server: Recorder
) -> None:
    repository.run("apply", "--yes", "--parallelism", "1")

    assert [request.path.split("/")[4] for request in server.pushes()] == [
        "classifier",
        "copywriter",
        "reviewer",
    ]


def test_what_the_server_drops_is_reported_and_kept_in_the_lock(repository: Repository) -> None:
    repository.write("presetsync.yaml", "unknown_fields: warn\n")
    repository.edit("presets/copywriter.yaml", "  temperature", "  brand_new: 1\n  temperature")

    applied = repository.run("apply", "--yes")

    assert applied.code == 0
    assert "the server did not keep /brand_new" in applied.stdout
    assert repository.lock["presets"]["copywriter"]["receipt"]["dropped"] == ["/brand_new"]


def test_without_a_file_a_preset_is_reported_and_left_alone(
    repository: Repository, server: Recorder
) -> None:
    repository.run("apply", "--yes")
    (repository.root / "presets/reviewer.yaml").unlink()

    planned = repository.run("plan", "--format", "json", "--detailed-exitcode")
    applied = repository.run("apply", "--yes")

    assert planned.code == 0
    assert planned.json["summary"] == {"unmanaged": 1, "unchanged": 2}
    assert applied.code == 0
    assert server.store.get_preset("reviewer").status == "active"


def test_app_headers_reach_the_server(repository: Repository, server: Recorder) -> None:
    repository.write(
        "presetsync.yaml",
        "app: {referer: 'https://example.com', title: Our presets, categories: cli-agent}\n",
    )

    repository.run("apply", "--yes")

    for request in server.requests:
        assert request.headers["http-referer"] == "https://example.com"
        assert request.headers["x-openrouter-title"] == "Our presets"
        assert request.headers["x-openrouter-categories"] == "cli-agent"
