"""An import does not trust the names in what a server replies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from presetsync.api.wire import RemotePreset
from presetsync.imports.import_workflow import (
    ImportCallbacks,
    ImportInputs,
    import_presets,
)
from presetsync.imports.outcomes import Imported, ImportOutcome
from presetsync.imports.preset_import import ImportOptions
from presetsync.repository.checks import Checks
from presetsync.repository.preset_files import PresetFiles
from tests.builders import make_preset
from tests.fake_api import FakeApi
from tests.fakes import FakeLedger, make_context, run


class MistakenApi(FakeApi):
    """Replies with the preset of another slug."""

    replied = ""

    async def get_preset(self, slug: str) -> RemotePreset | None:
        found = await super().get_preset(slug)
        return found and replace(found, slug=self.replied)


def imported(root: Path, api: FakeApi, ledger: FakeLedger, *slugs: str) -> tuple[Imported, ...]:
    inputs = ImportInputs(root, "presets", PresetFiles(root), Checks())
    options = ImportOptions(slugs)

    async def main() -> tuple[Imported, ...]:
        return await import_presets(inputs, make_context(api, ledger), options, ImportCallbacks())

    return run(main())


@pytest.mark.parametrize("slugs", [(), ("a",)])
@pytest.mark.parametrize("replied", ["b", "../../b", "A"])
def test_the_preset_of_another_slug_is_not_imported(
    tmp_path: Path, replied: str, slugs: tuple[str, ...]
) -> None:
    api, ledger = MistakenApi(), FakeLedger()
    api.has(make_preset("a"))
    api.replied = replied

    [result] = imported(tmp_path, api, ledger, *slugs)

    assert (result.slug, result.outcome) == ("a", ImportOutcome.REFUSED)
    assert replied in result.reason
    assert [*tmp_path.iterdir()] == []
    assert not ledger.lock.presets


@pytest.mark.parametrize("slug", [".", "..", "../keys", "a/b", "a\n", "", "x" * 129])
@pytest.mark.parametrize("given", [True, False], ids=["given", "listed"])
def test_what_is_no_slug_is_never_part_of_a_request(
    tmp_path: Path, slug: str, *, given: bool
) -> None:
    api = FakeApi()
    api.has(replace(make_preset("a"), slug=slug))

    [result] = imported(tmp_path, api, FakeLedger(), *([slug] if given else []))

    assert (result.slug, result.outcome) == (slug, ImportOutcome.REFUSED)
    assert result.reason.startswith("a slug that ")
    assert [call for call in api.calls if not call.startswith("list")] == []
