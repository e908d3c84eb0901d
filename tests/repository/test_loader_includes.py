from __future__ import annotations

import os
from pathlib import Path

import pytest

from presetsync.diagnostics import Position
from presetsync.repository.loader import load
from presetsync.repository.text_files import Files
from tests.repository.loading import MIB, POSIX, data_of, diagnostic_of, loaded, write


@pytest.mark.parametrize(
    "name",
    [
        *("prompts/b.md", "./prompts//b.md", "../presets/prompts/b.md", "'prompts/b.md'"),
        *("prompts/link.md", "../linked/b.md"),
    ],
)
def test_an_include_is_relative_to_its_file_and_inside_the_root(root: Path, name: str) -> None:
    write(root, "presets/prompts/b.md", "Be brief.\n")
    (root / "presets" / "prompts" / "link.md").symlink_to("b.md")
    (root / "linked").symlink_to("presets/prompts")
    assert data_of(root, f"a: !file {name}") == {"a": "Be brief.\n"}


def test_an_included_file_is_text_whatever_it_holds(root: Path) -> None:
    write(root, "presets/b.md", "1: [!x \u2028\x00 \t*a\n---\n")
    assert data_of(root, "a: !file b.md") == {"a": "1: [!x \u2028\x00 \t*a\n---\n"}


def test_an_included_file_has_one_kind_of_line_break_and_no_byte_order_mark(root: Path) -> None:
    write(root, "presets/b.md", "\ufeffa\r\nb\rc\n")
    assert data_of(root, "!file b.md") == "a\nb\nc\n"


def test_an_included_file_may_be_empty(root: Path) -> None:
    write(root, "presets/b.md", "")
    assert data_of(root, "a: !file b.md") == {"a": ""}


def test_an_included_file_of_1_mib_is_the_largest(root: Path) -> None:
    write(root, "presets/b.md", "é" * (MIB // 2))
    assert data_of(root, "!file b.md") == "é" * (MIB // 2)
    write(root, "presets/b.md", "x" * (MIB + 1))
    assert diagnostic_of(loaded(root, "!file b.md")) == (
        "include",
        "b.md: the file is larger than 1 MiB",
        "make it smaller",
        1,
        1,
    )


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        (
            "none.md",
            "none.md: there is no such file",
            "check the path, which starts at the folder of the preset file",
        ),
        ("", "!file needs a path", "write !file prompts/name.md"),
        ("''", "!file needs a path", "write !file prompts/name.md"),
        ('"a\\0b"', "a path cannot contain a NUL character", "write !file prompts/name.md"),
        (
            "../../secret.md",
            "../../secret.md: the file is outside the repository",
            "move it into the repository",
        ),
        ("out.md", "out.md: the file is outside the repository", "move it into the repository"),
        (
            "outside/secret.md",
            "outside/secret.md: the file is outside the repository",
            "move it into the repository",
        ),
        (
            "/",
            "/: the file is outside the repository",
            "move it into the repository",
        ),
        ("prompts", "prompts: this is not a readable file", "name a text file"),
        (".", ".: this is not a readable file", "name a text file"),
        ("pipe", "pipe: this is not a readable file", "name a text file"),
        (
            "latin.md/b.md",
            "latin.md/b.md: the file cannot be read: Not a directory",
            "check the file",
        ),
    ],
)
@POSIX
def test_what_cannot_be_included_is_reported_at_the_tag(
    root: Path, name: str, message: str, hint: str
) -> None:
    write(root, "presets/latin.md", b"a\ncaf\xe9\n")
    (root / "presets" / "out.md").symlink_to("../../secret.md")
    (root / "presets" / "outside").symlink_to("../..")
    os.mkfifo(root / "presets" / "pipe")
    document = loaded(root, f"a:\n  - b: !file {name}\n")
    code, said, advice, line, column = diagnostic_of(document)
    assert (code, line, column) == ("include", 2, 8)
    assert document.diagnostics[0].pointer == "/a/0/b"
    assert said == message
    assert advice == hint


def test_a_mistake_in_an_included_file_is_reported_there(root: Path) -> None:
    write(root, "presets/prompts/latin.md", b"a\ncaf\xe9\n")
    (root / "presets" / "link.md").symlink_to("prompts/latin.md")
    [found] = loaded(root, "a:\n  - b: !file link.md\n").diagnostics
    assert (found.code, found.path, found.position) == (
        "include",
        "presets/prompts/latin.md",
        Position(2, 4),
    )
    assert found.pointer == "/a/0/b"
    assert found.message == "byte 0xe9 is not UTF-8. It is included at presets/a.yaml:2:8"
    assert found.hint == "save the file as UTF-8"


def test_a_document_names_the_files_that_it_includes(root: Path) -> None:
    write(root, "shared/tone.md", "Be kind.\n")
    (root / "presets" / "team").symlink_to("../shared")
    document = loaded(root, "a: !file [team/tone.md, ../shared/tone.md]\n")
    assert document.data == {"a": "Be kind.\n\nBe kind.\n"}
    assert {name: file.path for name, file in document.included.items()} == {
        "team/tone.md": "shared/tone.md",
        "../shared/tone.md": "shared/tone.md",
    }
    assert document.texts == {"shared/tone.md": "Be kind.\n", "presets/a.yaml": document.text}


def test_a_link_out_of_the_repository_is_refused_where_the_root_is_a_link_too(root: Path) -> None:
    link = root.parent / "link"
    link.symlink_to(root)
    write(root, "presets/b.md", "b")
    assert data_of(link, "!file b.md") == "b"
    assert diagnostic_of(loaded(link, "!file ../../secret.md"))[0] == "include"


def test_a_file_is_read_once_however_often_it_is_included(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(root, "presets/b.md", "b")
    opened: list[str] = []
    real = Files.read_bytes

    def recorded(self: Files, file: str) -> bytes:
        opened.append(file)
        return real(self, file)

    document = "- !file b.md\n" * 1000
    write(root, "presets/a.yaml", document)
    monkeypatch.setattr(Files, "read_bytes", recorded)
    assert load(root, "presets/a.yaml").data == ["b"] * 1000
    assert [Path(file).name for file in opened] == ["a.yaml", "b.md"]
