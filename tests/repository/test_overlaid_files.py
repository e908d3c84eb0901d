"""What a preset file is in each environment, with the cache and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from presetsync.diagnostics import Severity, has_errors
from presetsync.errors import PresetsyncError
from presetsync.presets.model import Preset
from presetsync.repository.cache import Cache
from presetsync.repository.checks import Checks
from presetsync.repository.listing import find_presets
from presetsync.repository.preset_files import PresetFiles, load_bodies, read_preset_files

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("staging", "production")
BODY = """\
skin: chat/completions
body:
  model: m/one
  temperature: 0.5
  messages:
    - role: system
      content: Be brief.
"""
OVERLAID = f"""{BODY}
environments:
  staging:
    body:
      model: m/two
      temperature: null
"""
LEFT_OUT = f"{BODY}\nenvironments: {{staging: false}}\n"


@pytest.fixture(params=["parsed", "cached"])
def is_cached(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "cached")


def read(root: Path, *, cached: bool, **files: str) -> PresetFiles:
    (root / "presets").mkdir(exist_ok=True)
    for slug, text in files.items():
        (root / f"presets/{slug}.yaml").write_text(text)

    def once() -> PresetFiles:
        cache = Cache(root, "environments") if cached else None
        return read_preset_files(
            root, find_presets(root, "presets"), checks=Checks(environments=NAMES), cache=cache
        )

    found = once()
    return once() if cached else found


def configs(found: PresetFiles, environment: str) -> dict[str, object]:
    there = found.in_environment(environment)
    loaded = load_bodies(there, there.slugs)
    assert loaded.summaries == ()
    return {preset.slug: preset.content.config for preset in loaded.presets}


def test_each_environment_has_its_own_body(tmp_path: Path, *, is_cached: bool) -> None:
    found = read(tmp_path, cached=is_cached, a=OVERLAID, b=BODY, c=LEFT_OUT)
    plain = {"model": "m/one", "temperature": 0.5}
    assert found.diagnostics == ()
    assert configs(found, "staging") == {"a": {"model": "m/two"}, "b": plain}
    assert configs(found, "production") == dict.fromkeys("abc", plain)


def test_the_source_digest_is_the_same_everywhere(tmp_path: Path, *, is_cached: bool) -> None:
    found = read(tmp_path, cached=is_cached, a=OVERLAID)
    [there], [here] = (found.in_environment(name).valid for name in NAMES)
    assert there.source_digest == here.source_digest == here.digest != there.digest
    [loaded] = load_bodies(found.in_environment("staging"), {"a"}).presets
    assert isinstance(loaded, Preset)
    assert (loaded.digest, loaded.source_digest) == (there.digest, there.source_digest)


def test_a_file_that_changed_meanwhile_is_told_in_its_environment_too(tmp_path: Path) -> None:
    found = read(tmp_path, cached=True, a=OVERLAID).in_environment("staging")
    (tmp_path / "presets/a.yaml").write_text(OVERLAID.replace("m/two", "m/three"))
    with pytest.raises(PresetsyncError, match="changed while it was being read"):
        load_bodies(found, {"a"})


def said(found: PresetFiles, environment: str = "") -> list[tuple[int, str, Severity, str]]:
    there = found.in_environment(environment)
    told = [*there.diagnostics, *(each for own in there.warnings.values() for each in own)]
    return [(d.position.line, d.pointer, d.severity, d.message) for d in told]


@pytest.mark.parametrize(
    ("overlay", "line", "pointer", "message"),
    [
        ("temprature: 1", 12, "/environments/staging/body/temprature", "unknown field `temp"),
        ("temperature: 3", 12, "/environments/staging/body/temperature", "3 is"),
        ("messages: 1", 12, "/environments/staging/body/messages", ""),
    ],
)
def test_a_mistake_in_an_overlay_is_told_there(
    tmp_path: Path, overlay: str, line: int, pointer: str, message: str
) -> None:
    text = f"{BODY}\nenvironments:\n  staging:\n    body:\n      {overlay}\n"
    [(found_line, found_pointer, severity, found_message), *_] = said(
        read(tmp_path, cached=False, a=text)
    )
    assert (found_line, found_pointer, severity) == (line, pointer, Severity.ERROR)
    assert message.lower() in found_message.lower()


def test_a_warning_counts_where_it_is_one(tmp_path: Path, *, is_cached: bool) -> None:
    """In staging there is no system prompt."""
    text = f"""{BODY}
environments:
  staging:
    body:
      messages:
        - role: user
          content: Hello
"""
    found = read(tmp_path, cached=is_cached, a=text)
    assert said(found, "production") == []
    [(_, _, severity, _)] = said(found, "staging")
    assert severity is Severity.WARNING


def test_a_comment_in_an_overlay_silences_there(tmp_path: Path) -> None:
    text = f"""{BODY}
environments:
  staging:
    body:
      new_setting: 1  # presetsync: ignore unknown-field
"""
    found = read(tmp_path, cached=False, a=text)
    assert found.diagnostics == ()
    assert configs(found, "staging")["a"] == {
        "model": "m/one",
        "temperature": 0.5,
        "new_setting": 1,
    }


def test_an_overlay_is_an_error_where_there_are_no_environments(tmp_path: Path) -> None:
    (tmp_path / "presets").mkdir()
    (tmp_path / "presets/a.yaml").write_text(OVERLAID)
    found = read_preset_files(tmp_path, ["presets/a.yaml"])
    [diagnostic] = found.diagnostics
    assert diagnostic.code == "unknown-environment"
    assert diagnostic.hint == "Add environments to presetsync.yaml, or remove this."


@pytest.mark.parametrize("body", ["", "body:", "body: 5", "body: []", "body: {}\nskin: 5"])
def test_no_overlay_makes_up_for_a_body_that_it_cannot_patch(tmp_path: Path, body: str) -> None:
    whole = "{model: m/one, messages: [{role: user, content: Hi.}]}"
    overlays = f"{{staging: {{body: {whole}}}, production: {{body: {whole}}}}}"
    skin = "" if "skin" in body else "skin: chat/completions"
    found = read(tmp_path, cached=False, a=f"{skin}\n{body}\nenvironments: {overlays}\n")
    assert found.valid == ()
    assert has_errors(found.diagnostics)
