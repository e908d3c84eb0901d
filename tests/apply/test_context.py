"""The protocols of apply fit the real client and ledger."""

from __future__ import annotations

from pathlib import Path

import pytest

from presetsync.api.presets import Client
from presetsync.apply.context import Api, RunContext, RunLedger
from presetsync.config.model import App
from presetsync.errors import InterruptedRunError
from presetsync.filesystem.files import RootedPath
from presetsync.keys.credentials import Keys
from presetsync.state import ledger as state_ledger
from presetsync.state.applied import read_applied
from tests.fakes import make_context, run


def test_the_real_client_and_ledger_have_every_member_of_the_protocols(tmp_path: Path) -> None:
    """The type checker compares the signatures, this test the names."""
    path = RootedPath(tmp_path, "presets.lock.json")
    client: Api = Client("http://127.0.0.1", Keys("key"), App())
    ledger: RunLedger = state_ledger.Ledger(path, read_applied(path))
    for protocol, real in ((Api, client), (RunLedger, ledger)):
        members = {name for name in dir(protocol) if not name.startswith("_")}
        assert members
        assert members <= {*dir(real)}


def test_a_run_that_stops_is_interrupted_before_its_next_change() -> None:
    async def main() -> RunContext:
        context = make_context()
        context.check_interrupted()
        context.session.stop.set()
        return context

    with pytest.raises(InterruptedRunError, match="the run was interrupted"):
        run(main()).check_interrupted()
