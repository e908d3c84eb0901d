"""A connection to an environment's server, for one task."""

from __future__ import annotations

import asyncio
import math
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from presetsync.api.catalogue import Catalogue
from presetsync.api.inference import Inference
from presetsync.api.presets import Client
from presetsync.config.environment import state_path
from presetsync.config.server_slugs import ServerSlugs
from presetsync.errors import UsageError
from presetsync.keys.credentials import read_key_of, read_keys, sandbox_keys
from presetsync.remote.clock import SystemClock
from presetsync.remote.model_catalogue import read_catalogue
from presetsync.remote.session import open_session
from presetsync.remote.throttle import Throttle
from presetsync.remote.wait_limits import Limits
from presetsync.trials.trial_run import Sender

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping

    import httpx

    from presetsync.config.environment import Environment
    from presetsync.config.model import Config
    from presetsync.keys.credentials import Keys
    from presetsync.models.model import ModelLock
    from presetsync.remote.observer import Observer
    from presetsync.remote.session import Session
    from presetsync.remote.workspace import ExpectedWorkspace

T = TypeVar("T")

LIMITS = Limits()
"""Waits, bounds and retry counts of every session."""

CATALOGUE_REQUESTS = 16
"""The minimum concurrency of catalogue requests: they are small, and only read."""


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a connection.

    Attributes:
        environment: the server.
        config: parallelism and attribution headers.
        environ: environment variables, which hold the keys.
        expected: the workspace that replies must come from; None for any.

    """

    environment: Environment
    config: Config
    environ: Mapping[str, str] = field(repr=False)
    expected: ExpectedWorkspace | None


def run_connected(
    target: Target,
    task: Callable[[Session, Client], Coroutine[Any, Any, T]],
    observer: Observer,
    parallelism: int | None = None,
) -> T:
    """The result of a task that needs a server.

    Args:
        target: what to connect to.
        task: gets a session for reading, and a client that can also write.
        observer: callbacks for the connection.
        parallelism: the maximum number of concurrent requests; None means the configuration's.

    Raises:
        UsageError: a key is missing, or an event loop is running in this thread.
        PresetsyncError: what the task raises.

    """

    async def connected() -> T:
        async with _connected(target, observer, parallelism) as (session, client):
            return await task(session, client)

    return _run(connected)


def run_catalogue(target: Target, names: Iterable[str], observer: Observer) -> ModelLock:
    """The catalogue's facts about the named models; see `read_catalogue`.

    Raises:
        UsageError: the server requires a key and the given one is malformed, or an event loop is
        running in this thread. PresetsyncError: the catalogue cannot be read.

    """

    def read_key() -> str:
        if target.environment.is_sandbox:
            return sandbox_keys(target.environment.sandbox_workspace).api
        return read_key_of(target.environ, target.environment.api_key)

    async def connected() -> ModelLock:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(observer.connected())
            base_url, transport = _server(target.environment, stack)
            name = target.environment.api_key
            catalogue = Catalogue(base_url, read_key, key_name=name, transport=transport)
            await stack.enter_async_context(aclosing(catalogue))
            at_once = max(target.config.parallelism, CATALOGUE_REQUESTS)
            stop = asyncio.Event()
            throttle = Throttle(at_once, LIMITS, SystemClock(), stop, observer.waiting)
            return await read_catalogue(catalogue, throttle, names)

    return _run(connected)


def run_inference(
    target: Target, task: Callable[[Sender], Coroutine[Any, Any, T]], observer: Observer
) -> T:
    """The result of a task that sends inference requests.

    Raises:
        UsageError: the key is missing, or an event loop is running in this thread.
        PresetsyncError: what the task raises.

    """

    async def connected() -> T:
        environment, clock = target.environment, SystemClock()
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(observer.connected())
            base_url, transport = _server(environment, stack)
            keys = _keys(target)
            inference = Inference(base_url, keys, target.config.app, transport=transport)
            await stack.enter_async_context(aclosing(inference))
            # A model may think for minutes, so a missing reply is not reported.
            limits = replace(LIMITS, silence=math.inf)
            at_once = target.config.parallelism
            throttle = Throttle(at_once, limits, clock, asyncio.Event(), observer.waiting)
            return await task(Sender(inference, throttle, clock))

    return _run(connected)


def _run(connected: Callable[[], Coroutine[Any, Any, T]]) -> T:
    with suppress(RuntimeError):
        asyncio.get_running_loop()
        raise UsageError(
            "an event loop is running in this thread", hint="call it in another thread"
        )

    async def reported() -> T:
        asyncio.get_running_loop().set_exception_handler(_report)
        return await connected()

    return asyncio.run(reported())


def _report(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Report an exception that nothing awaits, unless it is a second Ctrl-C."""
    # A task that the first Ctrl-C cancelled may end with the second one; asyncio would print it.
    if not isinstance(context.get("exception"), KeyboardInterrupt):
        loop.default_exception_handler(context)


@asynccontextmanager
async def _connected(
    target: Target, observer: Observer, parallelism: int | None
) -> AsyncIterator[tuple[Session, Client]]:
    environment, at_once = target.environment, parallelism or target.config.parallelism
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(observer.connected())
        base_url, transport = _server(environment, stack)
        keys, app = _keys(target), target.config.app
        slugs = ServerSlugs(environment.slug_suffix, environment.sibling_suffixes)
        client = Client(base_url, keys, app, slugs=slugs, transport=transport)
        await stack.enter_async_context(aclosing(client))
        session = open_session(
            client,
            SystemClock(),
            at_once,
            slugs=slugs,
            expected=target.expected,
            # Without environments, commands send the same requests as in older releases.
            ask_workspace=client.key_workspace if environment.name and client.can_manage else None,
            limits=LIMITS,
            notify=observer.waiting,
        )
        yield session, client


def _keys(target: Target) -> Keys:
    environment = target.environment
    if environment.is_sandbox:
        return sandbox_keys(environment.sandbox_workspace)
    return read_keys(target.environ, environment.api_key, environment.management_key)


def _server(
    environment: Environment, stack: AsyncExitStack
) -> tuple[str, httpx.AsyncBaseTransport | None]:
    """The server's address, and the transport; None for the network."""
    if not environment.is_sandbox:
        return environment.base_url, None
    # The server and its database are a large import, and only used here.
    from presetsync.sandbox import embedded

    folder = state_path(environment.lockfile.root)
    return embedded.BASE_URL, stack.enter_context(embedded.open_transport(folder))
