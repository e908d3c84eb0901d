"""The real world: the network or the sandbox, the keys of the environment, the clock."""

from __future__ import annotations

import os
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from typing import TYPE_CHECKING

from presetsync.api.presets import Client, Keys
from presetsync.apply.context import RunContext
from presetsync.cli.output import problem
from presetsync.cli.progress import Progress
from presetsync.errors import UsageError
from presetsync.redaction import SHORTEST_KEY
from presetsync.remote.clock import SystemClock
from presetsync.remote.limits import Limits
from presetsync.remote.session import open_session
from presetsync.render.phrases import ELSEWHERE
from presetsync.render.safe import as_line

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

    from presetsync.cli.context import Context
    from presetsync.state.ledger import Ledger

LIMITS = Limits()


@asynccontextmanager
async def open_world(
    context: Context,
    ledger: Ledger,
    *,
    parallelism: int | None = None,
    progress: Progress | None = None,
) -> AsyncIterator[RunContext]:
    """Everything that a run touches; raises `UsageError` where the key is missing.

    ``progress`` is for who counts steps; waits are shown in any case.
    """
    progress = progress or Progress(context)
    config = context.config
    at_once = parallelism or config.parallelism
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(progress.shown())
        transport: httpx.AsyncBaseTransport | None = None
        if context.sandbox:
            from presetsync.cli.sandbox import BASE_URL, KEYS, open_transport

            transport = stack.enter_context(open_transport(context))
            base_url, keys = BASE_URL, KEYS
        else:
            base_url, keys = config.base_url, _keys()
        client = Client(base_url, keys, config.app, transport=transport)
        api = await stack.enter_async_context(aclosing(client))
        session = open_session(
            api,
            SystemClock(),
            at_once,
            workspace_id=ledger.workspace_id,
            limits=LIMITS,
            notify=progress.waiting,
        )
        yield RunContext(session, api, ledger, config.on_dropped)


def tell_where(context: Context) -> None:
    """Say where requests and the key go, if that is not the default; also with ``-q``."""
    url = None if context.sandbox else context.config.custom_base_url
    if url:
        problem(as_line(f"{ELSEWHERE} {url}"), context)


def _keys() -> Keys:
    keys = Keys(
        api=os.environ.get("OPENROUTER_API_KEY", "").strip(),
        management=os.environ.get("OPENROUTER_MANAGEMENT_KEY", "").strip(),
    )
    if not keys.api:
        raise UsageError(
            "OPENROUTER_API_KEY is not set",
            hint="set it in the environment, or try --sandbox, which needs no account",
        )
    for key, name in (
        (keys.api, "OPENROUTER_API_KEY"),
        (keys.management, "OPENROUTER_MANAGEMENT_KEY"),
    ):
        # A header cannot carry anything else; the message must not show the key.
        if not key.isascii() or not key.isprintable():
            raise UsageError(f"{name} holds characters that no key has", hint="set it again")
        if 0 < len(key) < SHORTEST_KEY:
            raise UsageError(
                f"{name} is shorter than {SHORTEST_KEY} characters, which is no key",
                hint="set it again",
            )
    return keys
