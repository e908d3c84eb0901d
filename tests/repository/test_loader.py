from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from presetsync.diagnostics import Position
from presetsync.repository.listing import find_presets
from presetsync.repository.loader import load
from tests.repository.loading import MIB, POSIX, data_of, diagnostic_of, loaded, write


def test_a_document_has_the_data_of_the_file(root: Path) -> None:
    document = loaded(root, "a: [1, b]\n")
    assert document.path == "presets/a.yaml"
    assert document.text == "a: [1, b]\n"
    assert document.data == {"a": [1, "b"]}
    assert document.diagnostics == ()


def test_mistakes_in_yaml_have_the_path(root: Path) -> None:
    assert diagnostic_of(loaded(root, "a: 1\nb: .inf")) == (
        "number",
        "JSON has no infinity and no NaN",
        "write another number, or quote it",
        2,
        4,
    )


@pytest.mark.parametrize(
    "other",
    [
        b"\xef\xbb\xbfa: |\n  b\n  c\nd: e\n",
        b"a: |\r\n  b\r\n  c\r\nd: e\r\n",
        b"a: |\r  b\r  c\rd: e\r",
        b"\xef\xbb\xbfa: |\r\n  b\n  c\rd: e",
    ],
    ids=["byte-order-mark", "crlf", "cr", "all"],
)
def test_a_byte_order_mark_and_other_line_breaks_change_nothing(root: Path, other: bytes) -> None:
    assert data_of(root, other) == data_of(root, "a: |\n  b\n  c\nd: e\n")


@pytest.mark.parametrize(
    ("content", "byte", "line", "column"),
    [
        (b"\xff\xfea\x00", "0xff", 1, 1),
        (b"a: \xe9\n", "0xe9", 1, 4),
        ("é: ü\n- 😀".encode() + b"\x80", "0x80", 2, 4),
        (b"a: 1\r\nb: \xc3", "0xc3", 2, 4),
        (b"a: \xed\xa0\x80", "0xed", 1, 4),
        (b"\xef\xbb\xbfa\xff", "0xff", 1, 2),
        (b"a\r\rb\xff", "0xff", 3, 2),
    ],
    ids=["utf-16", "latin-1", "after-others", "cut", "surrogate", "byte-order-mark", "cr"],
)
def test_bytes_that_are_not_utf_8_are_reported_at_their_place(
    root: Path, content: bytes, byte: str, line: int, column: int
) -> None:
    assert diagnostic_of(loaded(root, content)) == (
        "unreadable",
        f"byte {byte} is not UTF-8",
        "save the file as UTF-8",
        line,
        column,
    )


def test_a_file_of_1_mib_is_the_largest(root: Path) -> None:
    assert data_of(root, "a: 1\n#".ljust(MIB, "#")) == {"a": 1}
    assert diagnostic_of(loaded(root, "a: 1\n#".ljust(MIB + 1, "#"))) == (
        "unreadable",
        "the file is larger than 1 MiB",
        "make it smaller",
        1,
        1,
    )


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("none.yaml", "there is no such file"),
        ("presets", "this is not a readable file"),
        ("presets/pipe.yaml", "this is not a readable file"),
        ("/", "the file is outside the repository"),
        ("../secret.md", "the file is outside the repository"),
        ("presets/out.yaml", "the file is outside the repository"),
        ("presets/nowhere.yaml", "there is no such file"),
        ("presets/prompts/x/../a.yaml", "there is no such file"),
        ("presets/a.yaml/b.yaml", "the file cannot be read: Not a directory"),
    ],
)
@POSIX
def test_what_is_not_a_file_of_the_repository_is_reported(
    root: Path, path: str, message: str
) -> None:
    write(root, "presets/a.yaml", "")
    os.mkfifo(root / "presets" / "pipe.yaml")
    (root / "presets" / "out.yaml").symlink_to("../../secret.md")
    (root / "presets" / "nowhere.yaml").symlink_to("none.yaml")
    document = load(root, path)
    assert diagnostic_of(document)[:2] == ("unreadable", message)
    assert (document.text, document.data) == ("", None)
    assert document.locator().locate("/a") == Position(1, 1)


def test_a_loop_of_links_is_reported(root: Path) -> None:
    (root / "presets" / "a.yaml").symlink_to("b.yaml")
    (root / "presets" / "b.yaml").symlink_to("a.yaml")
    code, message, *_ = diagnostic_of(load(root, "presets/a.yaml"))
    assert code == "unreadable"
    assert message.startswith("the file cannot be read: ")


@pytest.mark.parametrize("path", ["presets/caf\udce9.yaml", "caf\udce9/a.yaml"])
def test_a_name_that_is_not_utf_8_is_reported_in_utf_8(root: Path, path: str) -> None:
    (root / os.path.dirname(path)).mkdir(exist_ok=True)  # noqa: PTH120 - as the system gives it
    try:
        (root / path).write_text("a: 1")
    except OSError:
        pytest.skip("this file system wants names in UTF-8")
    assert path in find_presets(root, ".")
    document = load(root, path)
    assert diagnostic_of(document)[:3] == (
        "file-name",
        "the file name is not UTF-8",
        "rename the file",
    )
    assert document.path == path.replace("\udce9", "\\udce9")
    json.dumps(document.diagnostics[0].path, ensure_ascii=False).encode()
