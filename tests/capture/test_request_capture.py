from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from presetsync.capture import request_capture
from presetsync.capture.request_capture import Captured, CaptureOptions, RequestInput, capture
from presetsync.errors import PresetsyncError
from presetsync.repository.file_changes import write_together
from presetsync.repository.loader import load
from presetsync.repository.project_root import read_project_root
from presetsync.state.lock import Lock
from tests.capture.quoting import for_bash, for_cmd
from tests.capture.requests import URL
from tests.memory import folder_in_memory
from tests.strategies import hard_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BODY = {"model": "a/b", "instructions": "Answer.", "input": "x"}


def captured(root: Path, data: bytes, slug: str = "x", **options: Any) -> Captured:
    given_input = RequestInput(lambda: data, "request", root)
    project_root = read_project_root(root)
    return capture(project_root, Lock(), slug, given_input, CaptureOptions(**options), lambda _: "")


def files_in(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_the_preset_file_comes_last(tmp_path: Path) -> None:
    done = captured(tmp_path, json.dumps(BODY).encode(), prompts_over=0)
    assert done.paths == ("presets/prompts/x.md", "presets/x.yaml")
    assert files_in(tmp_path) == sorted(done.paths)
    assert load(tmp_path, "presets/x.yaml").data["body"] == BODY


def test_the_prompt_is_removed_again_where_the_preset_file_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(root: Path, changes: Any) -> None:
        (root / "presets").mkdir()
        (root / "presets/x.yaml").write_text("mine\n", encoding="utf-8")
        write_together(root, changes)

    monkeypatch.setattr(request_capture, "write_together", taken)
    with pytest.raises(PresetsyncError, match=r"presets/x\.yaml was created in the meantime"):
        captured(tmp_path, json.dumps(BODY).encode(), prompts_over=0)
    assert files_in(tmp_path) == ["presets/x.yaml"]
    assert (tmp_path / "presets/x.yaml").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.parametrize("folder", [".", "a/b", "linked"])
def test_the_folder_of_presets_may_be_any_in_the_root(tmp_path: Path, folder: str) -> None:
    (tmp_path / "presetsync.yaml").write_text(f"presets: {folder}\n", encoding="utf-8")
    (tmp_path / "shared").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "shared")
    for slug, path in (("x", "x.yaml"), ("X", "X-2.yaml")):
        done = captured(tmp_path, json.dumps(BODY).encode(), slug, prompts_over=0)
        assert (tmp_path / folder / path).samefile(tmp_path / done.paths[-1])
        assert load(tmp_path, done.paths[-1]).data["body"] == BODY


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "skin: responses\nbody: {model: a/b, input: y}\n",
            "cannot say instructions, input exactly",
        ),
        ("skin: responses\nbody: {modle: a/b}\n", "would not be valid: Unknown field `modle`"),
    ],
)
def test_what_would_not_say_the_same_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str
) -> None:
    def other(*_: object, path: str, **__: object) -> Mapping[str, str]:
        return {path: text}

    monkeypatch.setattr(request_capture, "new_preset_file", other)
    with pytest.raises(PresetsyncError, match=message):
        captured(tmp_path, json.dumps(BODY).encode())
    assert files_in(tmp_path) == []


@given(system=hard_texts(), quote=st.sampled_from((str, for_bash, for_cmd)), over=st.integers(0, 9))
def test_what_is_written_says_what_was_sent(
    system: str, quote: Callable[[str], str], over: int
) -> None:
    messages = [{"role": "system", "content": system}, {"role": "user", "content": "x"}]
    body = {"model": "a/b", "messages": messages}
    raw = json.dumps(body)
    text = raw if quote is str else f"curl {URL} --data-raw {quote(raw)}"
    with folder_in_memory() as root:
        done = captured(root, text.encode(), prompts_over=over)
        assert load(root, done.paths[-1]).data["body"] == body


@given(
    st.binary()
    | st.builds(
        lambda start, rest: start + rest,
        st.sampled_from(
            [b"curl -d ", b"curl ^\n ", b"{", b"curl x -d $'", f"curl {for_cmd('{')}".encode()]
        ),
        st.binary() | st.text().map(str.encode),
    )
)
@example(b"curl -d @\0")
@example(b"curl x/messages -d '" + b"[" * 100_000)
@example(b'curl x -d \'{"a": "' + b"\\" * 10_001)
@example(b"{" + b'"a":{' * 5_000)
def test_any_bytes_are_a_preset_or_an_error(data: bytes) -> None:
    with folder_in_memory() as root:
        try:
            paths = captured(root, data).paths
        except PresetsyncError:
            paths = ()
        assert files_in(root) == sorted(paths)
