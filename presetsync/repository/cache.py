"""Vouchers: what a preset file was found to say when it was valid, so it need not be parsed again.

A voucher holds for the same bytes of the file and of every file that it includes, read through the
same checks, judged by the same code, schemas and settings: whatever decides about an error is in
the comparison, so a voucher cannot hide one. It counts in the checkout that it was made in, so a
repository cannot bring a forged one along. It is derived; losing it costs time and nothing else.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from presetsync import __version__
from presetsync import files as storage
from presetsync.repository.text_files import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from presetsync.files import RootedPath
    from presetsync.presets.model import Preset
    from presetsync.repository.text_files import Files

_PACKAGE = Path(__file__).parents[1]
_JUDGES = ("documents", "presets", "repository", "schemas", "validation")


class Voucher(NamedTuple):
    """What one valid file says.

    Attributes:
        file: digest of the file's bytes.
        included: for each ``!file``, its path as written and the digest of its bytes.
        slug, skin, protect, digest, body_digest: as in `presetsync.presets.model.Preset`.

    """

    file: str
    included: tuple[tuple[str, str], ...]
    slug: str
    skin: str
    protect: bool
    digest: str
    body_digest: str


@dataclass
class Vouchers:
    """The vouchers of one checkout.

    Attributes:
        path: the file that holds them, which may be deleted at any time.
        birthmark: a file beside it that is never changed; without one nothing is kept.
        settings: the settings that decide about errors.

    """

    path: RootedPath
    birthmark: RootedPath
    settings: str
    _kept: dict[str, Voucher] = field(default_factory=dict)

    def find(self, path: str, files: Files) -> Voucher | None:
        """The voucher of a preset file, if it holds; ``path`` is relative to the root."""
        voucher = self._known.get(path)
        if voucher is None or not _holds(voucher, files.absolute(path), files):
            return None
        self._kept[path] = voucher
        return voucher

    def add(self, preset: Preset, included: Iterable[str], files: Files) -> None:
        """Vouch for a file that was just found to have no errors."""
        file = files.absolute(preset.path)
        self._kept[preset.path] = Voucher(
            files.digests[file],
            tuple((name, files.digests[_beside(file, name)]) for name in included),
            preset.slug,
            preset.skin,
            preset.protect,
            preset.digest,
            preset.body_digest,
        )

    def save(self) -> None:
        """Write what was learnt, and forget files that are gone. A failure costs time only.

        Raises `presetsync.errors.UnsafePathError`.
        """
        if self._kept == self._known or not self._basis:
            return
        text = json.dumps(self._kept)
        with suppress(OSError):
            storage.write(self.path, f"{self._seal(text)}\n{text}".encode())
            storage.remove_leftovers(self.path)

    @cached_property
    def _known(self) -> Mapping[str, Voucher]:
        try:
            seal, text = storage.read(self.path).decode("utf-8").split("\n", 1)
        except (OSError, ValueError):
            return {}
        # What is sealed was written here, so it need not be looked at with suspicion.
        if not self._basis or seal != self._seal(text):
            return {}
        return {path: _voucher(*record) for path, record in json.loads(text).items()}

    def _seal(self, text: str) -> str:
        return _digest(f"{self._basis}\n{text}".encode("utf-8", "surrogateescape"))

    @cached_property
    def _basis(self) -> str:
        """What judges, and where; "" where that cannot be told.

        This code and its schemas, byte by byte, the packages that are installed, the settings, and
        what nobody can put into a repository: when and as what the birthmark came onto this disk.
        """
        try:
            born = self.birthmark.absolute.lstat()
        except OSError:
            return ""
        code = [*_PACKAGE.glob("*.py")]
        for room in _JUDGES:
            code += [*(_PACKAGE / room).rglob("*.py"), *(_PACKAGE / room).rglob("*.json")]
        judges = [__version__, sys.version, *_installed(), self.settings]
        place = f"{born.st_dev} {born.st_ino} {born.st_ctime_ns}"
        return "\n".join([*judges, place, *(_digest(file.read_bytes()) for file in sorted(code))])


def _installed() -> list[str]:
    """The distributions that can be imported, as ``name-version.dist-info``.

    `importlib.metadata` says the same, and takes as long to import as everything else here.
    """
    names: set[str] = set()
    for folder in sys.path:
        with suppress(OSError):
            names |= {name for name in os.listdir(folder or ".") if name.endswith(".dist-info")}  # noqa: PTH208 - names are all that it takes
    return sorted(names)


def _voucher(file: str, included: list[list[str]], *rest: Any) -> Voucher:
    return Voucher(file, tuple((name, digest) for name, digest in included), *rest)


def _holds(voucher: Voucher, file: str, files: Files) -> bool:
    try:
        files.read_bytes(file)
        if files.digests[file] != voucher.file:
            return False
        for name, digest in voucher.included:
            beside = _beside(file, name)
            files.read_bytes(beside)
            if files.digests[beside] != digest:
                return False
    except UnreadableError:
        return False
    return True


def _beside(file: str, name: str) -> str:
    return os.path.join(os.path.dirname(file), name)  # noqa: PTH118, PTH120 - see `Files`


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
