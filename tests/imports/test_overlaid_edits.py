"""Edits in one environment, in files as they are written: every other line stays."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from presetsync.imports.changed_texts import changed_texts
from presetsync.imports.outcomes import ImportRefusedError
from presetsync.imports.overlay_edits import Where
from presetsync.presets.canonical import same_json
from presetsync.presets.model import Content, Preset, content_of
from presetsync.presets.overlays import overlaid, overlay_of
from tests.edits.editing import document_of

NAMES = ("staging", "production")
WHERE = Where("staging", NAMES)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "model": st.sampled_from(["m/a", "m/b", "m/c"]),
    "temperature": st.sampled_from([0, 0.5, 1]),
    "seed": st.integers(0, 2),
    "stop": st.sampled_from([["a"], ["a", "b"], ["# c"]]),
    "provider": st.fixed_dictionaries(
        {}, optional={"sort": st.sampled_from(["price", "latency"]), "zdr": st.booleans()}
    ),
}
BODIES = st.fixed_dictionaries({}, optional=VALUES)
OVERLAYS = st.fixed_dictionaries(
    {}, optional={key: values | st.none() for key, values in VALUES.items()}
)
SYSTEMS = st.sampled_from(["Be brief.", "Be kind.\nBe brief.\n", "Be kind.\nBe very brief.\n"])


def block(value: Any, indent: str) -> str:
    """YAML in a style of its own, with a comment behind each field."""
    lines = []
    for key, member in value.items():
        if isinstance(member, dict) and member:
            lines += [f"{indent}{key}:   # {key}", block(member, f"{indent}    ").rstrip("\n")]
        else:
            written = str(member).replace("None", "~").replace("True", "true")
            lines.append(f"{indent}{key}:   {written.replace('False', 'false')}  # {key}")
    return "".join(f"{line}\n" for line in lines)


def file_of(body: Any, system: str, overlays: Any) -> str:
    prompt = "".join(f"        {line}\n" for line in system.split("\n") if line)
    style = "|" if system.endswith("\n") else "|-"
    text = f"# head\nskin: chat/completions\nbody:\n{block(body, '  ')}"
    text += f"  messages:   # prompt\n    - role: system\n      content: {style}\n{prompt}"
    named = {name: overlay for name, overlay in overlays.items() if overlay}
    if named:
        text += "\nenvironments:   # what differs\n"
    for name, overlay in named.items():
        text += f"  {name}:   # of {name}\n    body:\n{block(overlay, '      ')}"
    return text


@given(BODIES, SYSTEMS, OVERLAYS, OVERLAYS, OVERLAYS, SYSTEMS)
def test_a_file_says_the_edit_where_it_was_made(
    body: Any, system: str, staging: Any, production: Any, edit: Any, prompt: str
) -> None:
    text = file_of(body, system, {"staging": staging, "production": production})
    document = document_of(text)
    data = document.data
    patch = overlay_of(data, "staging")
    preset = Preset(
        "a", data["skin"], document.path, overlaid(data, "staging")["body"], overlay=patch
    )
    config = {**preset.content.config, **edit}
    wanted = Content({k: value for k, value in config.items() if value is not None}, prompt)

    changed = changed_texts(document, preset, wanted, WHERE)

    after = document_of(changed.texts.get(document.path, text)).data
    said = {name: content_of(data["skin"], overlaid(after, name)["body"]) for name in NAMES}
    assert same_json(said["staging"].to_json(), wanted.to_json())
    before = content_of(data["skin"], overlaid(data, "production")["body"])
    told = {each.environment: each.after for each in changed.effects}
    expected = told.get("production", before)
    assert same_json(said["production"].to_json(), expected.to_json())
    # Fields that no side mentions keep their lines, with what stands behind them.
    untouched = VALUES.keys() - {
        key
        for key in VALUES
        if not same_json(preset.content.config.get(key), wanted.config.get(key))
    }
    now = changed.texts.get(document.path, text).split("\n")
    for line in text.split("\n"):
        name = line.strip().partition(":")[0]
        if name in untouched or line in ("# head", "  messages:   # prompt"):
            assert line in now


def test_a_comment_for_an_unknown_field_is_where_the_field_is() -> None:
    text = file_of({"model": "m"}, "x", {"staging": {"provider": {"sort": "price"}}})
    document = document_of(
        text.replace("provider:   # provider\n          sort", "new:\n          a")
    )
    data = document.data
    patch = overlay_of(data, "staging")
    body = overlaid(data, "staging")["body"]
    preset = Preset("a", data["skin"], document.path, body, overlay=patch)
    content = Content({"model": "m", "new": {"a": 1}, "newer": 2}, "x")

    [changed] = changed_texts(document, preset, content, WHERE).texts.values()

    assert "\n  newer: 2  # presetsync: ignore unknown-field\n" in changed


def test_a_refusal_names_the_place_in_the_overlay() -> None:
    text = file_of({"model": "m"}, "x", {"staging": {"seed": 1}})
    document = document_of(text)
    body = overlaid(document.data, "staging")["body"]
    preset = Preset(
        "a", "chat/completions", document.path, body, overlay=overlay_of(document.data, "staging")
    )
    try:
        changed_texts(document, preset, Content({"model": "m", "seed": None}, "x"), WHERE)
    except ImportRefusedError as error:
        refusal = error
    assert refusal.message.startswith("presets/a.yaml:13:15: seed cannot become null in staging")
