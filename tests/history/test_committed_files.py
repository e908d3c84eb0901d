from __future__ import annotations

import pytest

from presetsync.history.committed_files import included_files


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("a: !file x.md", ("presets/x.md",)),
        ("a: !file prompts/x.md\nb: !file ../shared/y.md", ("presets/prompts/x.md", "shared/y.md")),
        ("a: !file [x.md, ../y.md, x.md]", ("presets/x.md", "y.md")),
        ("a: no !file here", ()),
        ("# !file x.md", ()),
        ("a: x", ()),
        ("a: !file x.md\nb: [", ("presets/x.md",)),
        ("\ufeffa: !file x.md", ("presets/x.md",)),
        ("a: !file ../../x\nb: !file /etc/passwd\nc: !file ..\nd: !file x.md", ("presets/x.md",)),
        ('a: !file "x\\0y"\nb: !file "x\\ny"\nc: !file ""', ()),
        ("a: !file 'x\\y.md'", ("presets/x\\y.md",)),
    ],
)
def test_the_files_of_a_text_are_from_where_its_path_starts(
    text: str, paths: tuple[str, ...]
) -> None:
    assert included_files(text.encode(), "presets/a.yaml") == paths


@pytest.mark.parametrize(
    "text", [b"\xff !file", b"\0!file", b"a: !file\n", b"!file " + b"[" * 9999]
)
def test_what_is_no_preset_file_includes_nothing_or_something_but_does_not_fail(
    text: bytes,
) -> None:
    assert len(included_files(text, "a.yaml")) <= 1
