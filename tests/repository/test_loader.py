from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from presetsync.diagnostics import Position
from presetsync.documents.document import Document
from presetsync.documents.places import Piece
from presetsync.repository.listing import find_presets, list_presets
from presetsync.repository.loader import load
from presetsync.repository.text_files import Files

MIB = 1024 * 1024

POSIX = pytest.mark.skipif(os.name != "posix", reason="this system has no FIFOs")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository root with something beside it."""
    (tmp_path / "secret.md").write_text("secret")
    root = tmp_path / "repository"
    (root / "presets" / "prompts").mkdir(parents=True)
    return root


def write(root: Path, path: str, content: str | bytes) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)


def loaded(root: Path, content: str | bytes) -> Document:
    write(root, "presets/a.yaml", content)
    return load(root, "presets/a.yaml")


def data_of(root: Path, content: str | bytes) -> Any:
    document = loaded(root, content)
    assert document.diagnostics == ()
    return document.data


def diagnostic_of(document: Document) -> tuple[str, str, str, int, int]:
    """Code, message, hint, line and column of the only diagnostic."""
    [found] = document.diagnostics
    assert found.path == document.path
    return found.code, found.message, found.hint, found.position.line, found.position.column


# Finding


def test_every_yaml_file_below_the_folder_is_a_preset(tmp_path: Path) -> None:
    for path in (
        *("b.yaml", "a.yml", "team/c.yaml", "team/deep/d.yml", "folder.yaml/e.yaml", "f.x.yaml"),
        *("README.md", "h.yaml.bak", "yaml", "team/prompt.md", "i.json"),
        *(".j.yaml", "_k.yaml", ".hidden/l.yaml", "_drafts/m.yaml", "team/_n.yaml", ".yaml"),
    ):
        write(tmp_path, f"presets/{path}", "")
    assert find_presets(tmp_path, "presets") == [
        "presets/a.yml",
        "presets/b.yaml",
        "presets/f.x.yaml",
        "presets/folder.yaml/e.yaml",
        "presets/team/c.yaml",
        "presets/team/deep/d.yml",
    ]


@pytest.mark.parametrize(
    ("folder", "found"),
    [
        (".", ["a.yaml", "presets/b.yaml"]),
        ("presets", ["presets/b.yaml"]),
        ("./presets/", ["presets/b.yaml"]),
        ("presets/../presets", ["presets/../presets/b.yaml"]),
    ],
)
def test_paths_are_relative_to_the_root(tmp_path: Path, folder: str, found: list[str]) -> None:
    write(tmp_path, "a.yaml", "")
    write(tmp_path, "presets/b.yaml", "")
    assert find_presets(tmp_path, folder) == found


def test_a_folder_with_nothing_in_it_has_no_presets(tmp_path: Path) -> None:
    (tmp_path / "presets").mkdir()
    assert find_presets(tmp_path, "presets") == []


def test_linked_files_and_folders_are_found_each_folder_once(root: Path) -> None:
    write(root, "presets/a.yaml", "a: 1")
    write(root, "shared/c.YAML", "a: 1")
    write(root, "presets/req.json", "{}")
    (root / "presets" / "b.yaml").symlink_to("a.yaml")
    (root / "presets" / "loop").symlink_to(".")
    (root / "presets" / "team").symlink_to("../shared")
    (root / "presets" / "twice").symlink_to("../shared")
    (root / "presets" / "out").symlink_to("../..")
    (root / "presets" / "gone").symlink_to("nowhere")
    listing = list_presets(root, "presets")
    assert listing.files == ("presets/a.yaml", "presets/b.yaml", "presets/team/c.YAML")
    assert [(each.path, each.why, each.is_folder) for each in listing.passed_over] == [
        ("presets/gone", "it leads nowhere", True),
        ("presets/loop", "it is presets, which is read already", True),
        ("presets/out", "it leads out of the repository", True),
        ("presets/req.json", "it is not a preset file", False),
        ("presets/twice", "it is presets/team, which is read already", True),
    ]
    assert load(root, "presets/b.yaml").data == {"a": 1}
    assert load(root, "presets/team/c.YAML").data == {"a": 1}


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("presets/none", "there is no such file"),
        ("x" * 300, "the file cannot be read: File name too long"),
    ],
    ids=["missing", "name-too-long"],
)
def test_a_folder_that_cannot_be_listed_is_reported(root: Path, folder: str, message: str) -> None:
    assert find_presets(root, folder) == [folder]
    assert diagnostic_of(load(root, folder))[:2] == ("unreadable", message)


@pytest.mark.skipif(
    getattr(os, "geteuid", int)() == 0, reason="root, and any user of Windows, may read everything"
)
def test_a_folder_without_permission_is_reported(root: Path) -> None:
    write(root, "presets/team/a.yaml", "")
    folder = root / "presets" / "team"
    folder.chmod(0)
    try:
        assert find_presets(root, "presets") == ["presets/team"]
        assert diagnostic_of(load(root, "presets/team"))[0] == "unreadable"
    finally:
        folder.chmod(0o755)


def test_folders_may_be_nested_deeper_than_python_recurses(tmp_path: Path) -> None:
    folders = [str(tmp_path) + "/d" * depth for depth in range(1, 1011)]
    file = Path(folders[-1], "a.yaml")
    for folder in folders:
        os.mkdir(folder)  # noqa: PTH102 - a Path of so many parts is slow
    file.touch()
    try:
        assert find_presets(tmp_path, "d") == ["d/" * 1010 + "a.yaml"]
    finally:
        file.unlink()  # whoever cleans up recurses, too
        for folder in reversed(folders):
            os.rmdir(folder)  # noqa: PTH106


# Reading


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
        ("presets", "this is not a file that can be read"),
        ("presets/pipe.yaml", "this is not a file that can be read"),
        ("/", "the file lies outside the repository"),
        ("../secret.md", "the file lies outside the repository"),
        ("presets/out.yaml", "the file lies outside the repository"),
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
        "the name of the file is not UTF-8",
        "rename the file",
    )
    assert document.path == path.replace("\udce9", "\\udce9")
    json.dumps(document.diagnostics[0].path, ensure_ascii=False).encode()


# Including


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
            "../../secret.md: the file lies outside the repository",
            "move it into the repository",
        ),
        ("out.md", "out.md: the file lies outside the repository", "move it into the repository"),
        (
            "outside/secret.md",
            "outside/secret.md: the file lies outside the repository",
            "move it into the repository",
        ),
        (
            "/",
            "/: the file lies outside the repository",
            "move it into the repository",
        ),
        ("prompts", "prompts: this is not a file that can be read", "name a text file"),
        (".", ".: this is not a file that can be read", "name a text file"),
        ("pipe", "pipe: this is not a file that can be read", "name a text file"),
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


# Locating

LOCATED = """\
a/b:
  m~n: &x
    - c
    - d: 1
e: *x
f: !file b.md
"": [[g]]
"""


@pytest.mark.parametrize(
    ("pointer", "value", "key"),
    [
        ("", (1, 1), (1, 1)),
        ("/a~1b", (2, 3), (1, 1)),
        ("/a~1b/m~0n", (2, 8), (2, 3)),
        ("/a~1b/m~0n/0", (3, 7), (3, 7)),
        ("/a~1b/m~0n/1/d", (4, 10), (4, 7)),
        ("/e", (5, 4), (5, 1)),
        ("/e/1/d", (5, 4), (5, 4)),
        ("/f", (6, 4), (6, 1)),
        ("/", (7, 5), (7, 1)),
        ("//0/0", (7, 7), (7, 7)),
        ("/a~1b/none", (2, 3), (2, 3)),
        ("/a~1b/m~0n/2/d", (2, 8), (2, 8)),
        ("/a/b", (1, 1), (1, 1)),
        ("/none/none", (1, 1), (1, 1)),
    ],
)
def test_a_pointer_is_located_at_the_value_or_the_key_or_the_nearest_above(
    root: Path, pointer: str, value: tuple[int, int], key: tuple[int, int]
) -> None:
    write(root, "presets/b.md", "b")
    locator = loaded(root, LOCATED).locator()
    assert locator.locate(pointer) == Position(*value)
    assert locator.locate(pointer, at_key=True) == Position(*key)


def test_an_included_text_has_pieces_and_a_written_one_has_none(root: Path) -> None:
    write(root, "presets/b.md", "b")
    write(root, "presets/c.md", "c\n\n")
    locator = loaded(root, "a: !file\n  - c.md\n  - b.md\nd: &x !file b.md\ne: *x\nf: b").locator()
    assert locator.pieces("/a") == (
        Piece("c.md", 0, Position(2, 5)),
        Piece("b.md", 3, Position(3, 5)),
    )
    assert locator.pieces("/d") == locator.pieces("/e") == (Piece("b.md", 0, Position(4, 4)),)
    assert locator.pieces("/f") == locator.pieces("/g") == locator.pieces("") == ()


@pytest.mark.parametrize(
    ("pointer", "value", "key"),
    [
        ("/a", 3, 1),
        ("/é", 5, 3),
        ("/flow", 15, 4),
        ("/flow/0", 1, 1),
        ("/flow/1", 6, 6),
        ("/block", 1, 5),
        ("/block/b", 5, 1),
        ("/text", 1, 4),
        ("/folded", 1, 6),
        ("/file", 10, 4),
        ("/files", 14, 5),
        ("/empty", 1, 5),
        ("/alias", 2, 5),
    ],
)
def test_what_is_on_one_line_has_its_width(root: Path, pointer: str, value: int, key: int) -> None:
    write(root, "presets/b.md", "b")
    locator = loaded(
        root,
        "a: one # c\n'é': 'it\"'\nflow: &x [1, \"'two\" ]\nblock:\n  b: three\ntext: |\n  a\n"
        "folded: a\n  b\nfile: !file b.md\nfiles: !file [ b.md ]\nempty:\nalias: *x\n",
    ).locator()
    assert locator.span(pointer)[1] == value
    assert locator.span(pointer, at_key=True)[1] == key


def test_a_key_that_looks_like_an_escape_is_located(root: Path) -> None:
    locator = loaded(root, "a: 1\n~1: 2\n~01: 3\n").locator()
    assert locator.locate("/~01") == Position(2, 5)
    assert locator.locate("/~001") == Position(3, 6)


def test_positions_are_those_of_the_text_without_its_byte_order_mark(root: Path) -> None:
    assert loaded(root, "\ufeffa: b").locator().locate("/a") == Position(1, 4)
