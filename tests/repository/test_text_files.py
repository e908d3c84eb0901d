"""Files as they will be once some texts are written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presetsync.edits.source_edits import edited
from presetsync.repository.loader import load
from presetsync.repository.text_files import (
    MAX_FILE_BYTES,
    Overlay,
    UnreadableError,
    decoded,
    encoded_like,
)
from tests.repository.loading import loaded

PRESET = "skin: messages\nbody: {system: !file prompts/a.md}\n"


def test_texts_of_an_overlay_are_read_in_place_of_files(tmp_path: Path) -> None:
    (tmp_path / "presets").mkdir()
    (tmp_path / "presets/a.yaml").write_text("skin: responses\n")
    files = Overlay(tmp_path, {"presets/a.yaml": PRESET, "presets/prompts/a.md": "Be brief.\n"})

    document = load(tmp_path, "presets/a.yaml", files)

    assert document.data == {"skin": "messages", "body": {"system": "Be brief.\n"}}
    assert document.included["prompts/a.md"].path == "presets/prompts/a.md"
    assert [*tmp_path.rglob("prompts")] == []


def test_other_files_are_read_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "presets").mkdir()
    (tmp_path / "presets/a.yaml").write_text("skin: responses\n")

    assert load(tmp_path, "presets/a.yaml", Overlay(tmp_path, {})).data == {"skin": "responses"}


def test_an_overlaid_file_is_found_through_a_link(tmp_path: Path) -> None:
    for folder in ("presets", "shared"):
        (tmp_path / folder).mkdir()
    (tmp_path / "shared/a.md").write_text("old")
    (tmp_path / "presets/prompts").symlink_to(tmp_path / "shared")
    (tmp_path / "presets/a.yaml").write_text(PRESET)

    document = load(tmp_path, "presets/a.yaml", Overlay(tmp_path, {"shared/a.md": "new"}))

    assert document.data["body"]["system"] == "new"


def test_a_new_file_in_a_linked_folder_is_overlaid(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "presets").symlink_to(tmp_path / "shared")
    texts = {"presets/a.yaml": PRESET, "presets/prompts/a.md": "new"}

    document = load(tmp_path, "presets/a.yaml", Overlay(tmp_path, texts))

    assert document.data["body"]["system"] == "new"


def test_an_overlaid_text_has_the_bounds_of_a_file(tmp_path: Path) -> None:
    files = Overlay(tmp_path, {"a.md": "x" * (MAX_FILE_BYTES + 1)})

    with pytest.raises(UnreadableError, match="larger than 1 MiB"):
        files.read_text(files.absolute("a.md"))


@pytest.mark.parametrize(
    ("original", "changed", "expected"),
    [
        (b"a\nb\n", "a\nc\n", b"a\nc\n"),
        (b"\xef\xbb\xbfa\nb\n", "a\nc\n", b"\xef\xbb\xbfa\nc\n"),
        (b"a\r\nb\r\n", "a\nc\nd\n", b"a\r\nc\r\nd\r\n"),
        (b"a\r\nb", "a\nc", b"a\r\nc"),
        (b"a\rb\r", "b\n", b"b\r"),
        # Mixed: only what changes gets the commonest one.
        (b"a\nb\r\nc\r\nd\r\n", "a\nB\nc\nd\n", b"a\nB\r\nc\r\nd\r\n"),
        (b"a\nb\r\nc\r\nd\n", "a\nd\n", b"a\nd\n"),
        (b"a\r\nb\nc\nd\r\ne\r\n", "A\nb\nc\nd\nE\n", b"A\r\nb\nc\nd\r\nE\r\n"),
        (b"a\r\nb\r\nc\n", "x\na\nb\nc\n", b"x\r\na\r\nb\r\nc\n"),
        (b"a\r\n", "", b""),
    ],
)
def test_a_changed_text_keeps_line_breaks_and_byte_order_mark(
    original: bytes, changed: str, expected: bytes
) -> None:
    assert encoded_like(changed, original) == expected


@given(
    st.text("ab\r\n", max_size=30), st.text("ab\n", max_size=30), st.sampled_from(["", "\ufeff"])
)
def test_a_changed_text_reads_back(original: str, changed: str, mark: str) -> None:
    before = (mark + original).encode()

    assert decoded(encoded_like(changed, before)) == changed
    assert encoded_like(decoded(before), before) == before


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_an_edited_file_keeps_the_bytes_of_other_lines(tmp_path: Path, mark: bytes) -> None:
    before = mark + b"# c\r\na: |\r\n  x\r\n  y\r\n\r\nb: 'z'  # d\nc: \xc3\xa9\r\n"
    document = loaded(tmp_path, before)

    texts = edited(document, {"a": "x\nY\n", "b": "z", "c": "\u00e9", "d": 1})

    after = before.replace(b"  y\r\n", b"  Y\r\n") + b"d: 1\r\n"
    assert encoded_like(texts[document.path], before) == after
