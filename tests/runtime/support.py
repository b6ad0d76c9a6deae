"""An API in a few lines, time that does not pass, and one interface over the three ways to call."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import httpx
import respx
from anyio.from_thread import start_blocking_portal

from trueline.runtime.client import AsyncClient, SyncClient
from trueline.runtime.operation import ClientConfig, Operation, Pagination, Param, SecurityScheme
from trueline.runtime.settings import Timing

URL = "https://api.acme.test"
KEY = "sk-secret-1234567890"
BEARER = SecurityScheme("bearerAuth", "bearer", "api_key", "ACME_API_KEY")
SECURITY = (("bearerAuth",),)
CONFIG = ClientConfig("Acme", "acme", "1.2.3", URL, "ACME_BASE_URL", "ACME_LOG", (BEARER,), SECURITY)


def as_is(value: Any) -> Any:
    return value


JSON = {"application/json": as_is}


def operation(method: str = "GET", path: str = "/v1/things", **facts: Any) -> Operation[Any]:
    """An operation that answers 200 with any JSON."""
    facts.setdefault("responses", {"200": JSON})
    facts.setdefault("security", SECURITY)
    return Operation(facts.pop("id", "things.do"), f"{method} {path}", **facts)


GET = operation(id="things.get")
LIST = operation(
    id="things.list",
    params=(Param("cursor", "cursor", "query", "form", True), Param("limit", "limit", "query", "form", True)),
    pagination=Pagination("cursor", "data", "cursor", "limit", next="next_cursor"),
)


@dataclass
class Clock:
    """Time that passes only while somebody sleeps. ``rand`` is what the dice always show."""

    now: float = 1000.0
    epoch: float = 1_700_000_000.0
    rand: float = 1.0
    slept: list[float] = field(default_factory=list[float])

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        self.epoch += seconds

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)

    @property
    def timing(self) -> Timing:
        return Timing(lambda: self.now, lambda: self.epoch, lambda: self.rand, self.sleep, self.sleep_async)


class Api:
    """A synchronous client, for tests that hold for all three."""

    def __init__(self, **options: Any) -> None:
        self.clock = Clock()
        self.client: Any = self.make(**options)

    def make(self, config: ClientConfig = CONFIG, **options: Any) -> Any:
        options.setdefault("credentials", {"bearerAuth": KEY})
        options.setdefault("_timing", self.clock.timing)
        return SyncClient(config, **options)

    def call(self, op: Operation[Any], args: dict[str, Any] | None = None, **options: Any) -> Any:
        return self.client.call(op, args or {}, options)

    def request(self, *args: Any, **options: Any) -> Any:
        return self.client.request(*args, **options)

    def page(self, op: Operation[Any], args: dict[str, Any] | None = None, **options: Any) -> Any:
        return self.client.page(op, args or {}, options)

    def next_page(self, page: Any) -> Any:
        return page.get_next_page()

    def items(self, op: Operation[Any], args: dict[str, Any] | None = None, **options: Any) -> list[Any]:
        return list(self.page(op, args, **options))

    def to_list(self, op: Operation[Any], **options: Any) -> list[Any]:
        found: list[Any] = self.page(op).to_list(**options)
        return found

    def first(self, op: Operation[Any]) -> Any:
        return self.page(op).first()

    def events(
        self, op: Operation[Any], args: dict[str, Any] | None = None, take: int = 1000, **attrs: Any
    ) -> list[Any]:
        found: list[Any] = []
        with self.client.stream(op, {}, {}) as stream:
            for name, value in attrs.items():
                setattr(stream, name, value)
            for event in stream:
                found.append(event)
                if len(found) == take:
                    break
        return found

    def do(self, thing: Any, method: str, *args: Any) -> Any:
        """Call a method of a response."""
        return getattr(thing, method)(*args)

    def collect(self, thing: Any, method: str, *args: Any) -> list[Any]:
        """All that an iterating method of a response yields."""
        return list(getattr(thing, method)(*args))

    def close(self) -> None:
        self.client.close()


class AsyncApi(Api):
    """The same over an asynchronous client, in an event loop of its own."""

    def __init__(self, backend: str, **options: Any) -> None:
        self._stack = contextlib.ExitStack()
        self.portal = self._stack.enter_context(start_blocking_portal(backend))
        super().__init__(**options)

    def make(self, config: ClientConfig = CONFIG, **options: Any) -> Any:
        options.setdefault("credentials", {"bearerAuth": KEY})
        options.setdefault("_timing", self.clock.timing)
        return AsyncClient(config, **options)

    def call(self, op: Operation[Any], args: dict[str, Any] | None = None, **options: Any) -> Any:
        return self.portal.call(self.client.call, op, args or {}, options)

    def request(self, *args: Any, **options: Any) -> Any:
        return self.portal.call(lambda: self.client.request(*args, **options))

    def page(self, op: Operation[Any], args: dict[str, Any] | None = None, **options: Any) -> Any:
        async def first() -> Any:
            return await self.client.page(op, args or {}, options)

        return self.portal.call(first)

    def next_page(self, page: Any) -> Any:
        return self.portal.call(page.get_next_page)

    def items(self, op: Operation[Any], args: dict[str, Any] | None = None, **options: Any) -> list[Any]:
        async def collect() -> list[Any]:
            return [item async for item in self.client.page(op, args or {}, options)]

        return self.portal.call(collect)

    def to_list(self, op: Operation[Any], **options: Any) -> list[Any]:
        return self.portal.call(lambda: self.client.page(op, {}, {}).to_list(**options))

    def first(self, op: Operation[Any]) -> Any:
        return self.portal.call(lambda: self.client.page(op, {}, {}).first())

    def events(
        self, op: Operation[Any], args: dict[str, Any] | None = None, take: int = 1000, **attrs: Any
    ) -> list[Any]:
        async def collect() -> list[Any]:
            found: list[Any] = []
            async with self.client.stream(op, {}, {}) as stream:
                for name, value in attrs.items():
                    setattr(stream, name, value)
                async for event in stream:
                    found.append(event)
                    if len(found) == take:
                        break
            return found

        return self.portal.call(collect)

    def do(self, thing: Any, method: str, *args: Any) -> Any:
        async def act() -> Any:
            return await getattr(thing, method)(*args)

        return self.portal.call(act)

    def collect(self, thing: Any, method: str, *args: Any) -> list[Any]:
        async def gather() -> list[Any]:
            return [item async for item in getattr(thing, method)(*args)]

        return self.portal.call(gather)

    def close(self) -> None:
        self.portal.call(self.client.close)
        self._stack.close()


def requests(server: respx.MockRouter) -> list[httpx.Request]:
    """All that were made, in order. respx has no types for its calls."""
    calls: list[Any] = list(server.calls)
    return [call.request for call in calls]


def make_api(kind: str, **options: Any) -> Api:
    return Api(**options) if kind == "sync" else AsyncApi(kind, **options)


@contextlib.contextmanager
def opened(kind: str, **options: Any) -> Generator[Api]:
    api = make_api(kind, **options)
    try:
        yield api
    finally:
        api.close()
