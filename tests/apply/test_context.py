"""The protocols of apply fit the real client and ledger."""

from __future__ import annotations

import pytest

from presetsync.api.presets import Client
from presetsync.apply.context import Api, Ledger, RunContext
from presetsync.errors import InterruptedRunError
from presetsync.state import ledger
from tests.fakes import make_context, run

# The type checker compares the signatures, the test the names.
API: type[Api] = Client
LEDGER: type[Ledger] = ledger.Ledger


@pytest.mark.parametrize(("protocol", "real"), [(Api, API), (Ledger, LEDGER)])
def test_the_real_class_has_every_member_of_the_protocol(protocol: type, real: type) -> None:
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
