"""Git commits: the one with the files of a push, and reading files of another one."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from presetsync.git import git

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


def head(root: Path) -> str | None:
    """The checked-out commit; None without git, a repository or a commit."""
    commit = git.output(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    return commit.decode("ascii", "replace").strip() or None if commit else None


def unchanged(root: Path, commit: str, files: Mapping[str, Collection[str]]) -> dict[str, str]:
    """The commit, for each slug whose files are identical in it and in the work tree.

    ``files`` are paths relative to the root. Links to a file, and their targets, must be in the
    commit as well.
    """
    # Only below the root: a large repository around it is not listed.
    tracked = _names(root, "ls-tree", "-r", "-z", "--name-only", commit)
    changed = _names(
        root,
        "diff",
        "-z",
        "--no-renames",
        "--no-ext-diff",
        "--relative",
        "--ignore-submodules=none",
        "--name-only",
        commit,
    )
    if tracked is None or changed is None:
        return {}
    clean = tracked - changed
    real_root = Path(os.path.realpath(root))
    return {
        slug: commit
        for slug, paths in files.items()
        if all(_on_the_way(real_root, path) <= clean for path in paths)
    }


def is_ancestor(root: Path, commit: str, tip: str) -> bool:
    """Whether a commit is in the history of another one, as far as this clone has it."""
    return git.output(root, "merge-base", "--is-ancestor", commit, tip) is not None


def was_removed(root: Path, tip: str, path: str) -> bool:
    """Whether a commit in the history of this one removed a file; ``path`` is from the root."""
    found = git.output(
        root,
        *("--literal-pathspecs", "log", "-1", "--format=%H", "--diff-filter=D", "--no-renames"),
        *("-m", tip, "--", path),
    )
    return bool(found)


def lay_out(root: Path, commit: str, folder: Path) -> bool:
    """Write a commit's files below the root into an empty folder; returns whether it succeeded."""
    prefix, top = (
        git.output(root, "rev-parse", "--show-prefix"),
        git.output(root, "rev-parse", "--show-toplevel"),
    )
    if prefix is None or top is None:
        return False
    tree = f"{commit}:{os.fsdecode(prefix).rstrip(chr(10))}"
    index = str(folder.with_name(f"{folder.name}.index"))
    from_top = Path(os.fsdecode(top).rstrip("\n"))
    target = f"--prefix={folder}{os.sep}"
    return (
        git.output(from_top, "read-tree", tree, GIT_INDEX_FILE=index) is not None
        and git.output(from_top, "checkout-index", "--all", "--quiet", target, GIT_INDEX_FILE=index)
        is not None
    )


def _on_the_way(root: Path, path: str) -> set[str]:
    """The file at a path, and the links that lead to it; relative to the root."""
    needed: set[str] = set()
    place = root
    for step in PurePosixPath(path).parts:
        place = Path(os.path.normpath(place / step))
        if place.is_symlink():
            needed.add(_relative(root, place))
            place = Path(os.path.realpath(place))
    return needed | {_relative(root, place)}


def _relative(root: Path, file: Path) -> str:
    return os.path.relpath(file, root).replace(os.sep, "/")


def _names(root: Path, *arguments: str) -> set[str] | None:
    listed = git.output(root, *arguments)
    return None if listed is None else {os.fsdecode(name) for name in listed.split(b"\0") if name}
