from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from .drive import AsyncDriver, Driver
from .errors import APIError
from .flow import Exchange
from .messages import Answer, Headers, Request, redact_headers, redact_url
from .operation import Operation
from .settings import Timing


class Gone:
    def chunk(self, _: Answer) -> bytes:
        return b""

    def close(self, _: Answer) -> None:
        pass


class AsyncGone:
    async def chunk(self, _: Answer) -> bytes:
        return b""

    async def close(self, _: Answer) -> None:
        pass


def no_driver(driver: Any) -> Any:
    gone: Any = AsyncGone() if isinstance(driver, AsyncDriver) else Gone()
    return (AsyncDriver if isinstance(driver, AsyncDriver) else Driver)(gone, Timing())


def clean(exchange: Exchange) -> Exchange:
    return exchange._replace(
        answer=exchange.asked.clean(exchange.answer)[0], settings=exchange.settings._replace(on_event=None)
    )


def detached(exchange: Exchange) -> Exchange:
    settings, op, request = exchange.settings, exchange.op, exchange.request
    answer, scrub = exchange.asked.clean(exchange.answer)
    shown = redact_headers(request.headers, settings.secret_names)
    gone = Answer(answer.status, _pairs(answer.headers, settings.secret_names), answer.content)
    gone.ended = True
    return exchange._replace(
        settings=settings._replace(
            base_url=redact_url(settings.base_url),
            timeout=None,
            headers={},
            query={},
            on_event=None,
            credentials=cast("Any", None),
            timing=Timing(),
        ),
        op=Operation(op.id, op.request, links=op.links),
        request=Request(request.method, scrub(exchange.asked.url), shown),
        answer=gone,
    )


def _pairs(headers: Headers, names: frozenset[str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in redact_headers(headers, names).items()]


@dataclass(frozen=True)
class Parsed:
    value: Any = None
    error: Exception | None = None

    def __call__(self, _: Exchange) -> Any:
        if self.error is not None:
            raise self.error
        return self.value


def parsed(exchange: Exchange, parse: Callable[[Exchange], Any]) -> Parsed:
    try:
        return Parsed(parse(clean(exchange)))
    except APIError as error:
        return Parsed(error=error)
