"""One apply over fakes, from the plan to the results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from presetsync.apply.context import RunContext
from presetsync.apply.results import Result
from presetsync.apply.run import execute
from presetsync.plan.live import refreshed_plan
from presetsync.plan.planner import PlanOptions
from presetsync.presets.model import Preset
from tests.fake_api import FakeApi
from tests.fakes import FakeLedger, make_context, run


@dataclass
class Run:
    """The results of an apply, and ``slug outcome version`` of each in the order of the reports."""

    results: tuple[Result, ...] = ()
    reported: list[str] = field(default_factory=list)

    @property
    def outcomes(self) -> list[str]:
        return [describe(result) for result in self.results]

    def error(self, slug: str) -> str:
        return next(result.error for result in self.results if result.slug == slug)


def describe(result: Result) -> str:
    version = f" {result.version}" if result.version else ""
    return f"{result.slug} {result.outcome}{version}"


def apply(
    presets: Sequence[Preset],
    api: FakeApi,
    ledger: FakeLedger,
    meanwhile: Callable[[RunContext], object] = lambda _: None,
    *,
    prune: bool = False,
    overwrite_drift: bool = False,
    **options: Any,
) -> Run:
    ended = Run()

    async def main() -> None:
        context = make_context(api, ledger, **options)
        plan = await refreshed_plan(
            presets, ledger.lock, context.session, PlanOptions((), prune, overwrite_drift)
        )
        meanwhile(context)
        ended.results = await execute(plan, context, lambda r: ended.reported.append(describe(r)))

    run(main())
    return ended
