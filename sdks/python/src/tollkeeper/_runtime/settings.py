from __future__ import annotations

import os
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from logging import Logger
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import urlsplit

from .decoding import Strictness
from .errors import InvalidRequestError
from .messages import Confidential, redact_url
from .operation import ClientConfig
from .params import header_name, header_text
from .unset import UNSET, Unset

if TYPE_CHECKING:
    from typing import TypeGuard

    from .auth import Credentials, CredentialValue
    from .events import Event

TIMEOUT = 60.0
MAX_RETRIES = 2
CONNECT_TIMEOUT = 5.0
_FOREVER = 1e9


class Timeouts(NamedTuple):
    total: float | None
    connect: float | None
    read: float | None
    write: float | None
    pool: float | None

    def within(self, seconds: float) -> Timeouts:
        return Timeouts(seconds, *(seconds if part is None else min(part, seconds) for part in self[1:]))


def timeouts(value: Any) -> Timeouts:
    if value is None:
        return Timeouts(None, None, None, None, None)
    seconds: object = value
    if _is_span(seconds):
        limit = _limit(seconds)
        return Timeouts(limit, min(seconds, CONNECT_TIMEOUT), limit, limit, limit)
    parts: list[Any] = [getattr(value, part, UNSET) for part in Timeouts._fields[1:]]
    if all(part is None or _is_span(part) for part in parts):
        return Timeouts(None, *map(_limit, parts))
    raise InvalidRequestError(f"timeout: {value!r} is neither seconds above 0 nor an httpx.Timeout nor None")


def _is_span(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0


def _limit(seconds: float | None) -> float | None:
    return None if seconds is None or seconds > _FOREVER else seconds


def retries(value: Any) -> int:
    if (isinstance(value, int) and not isinstance(value, bool)) or value == inf:
        return cast("int", max(0, value))
    raise InvalidRequestError(f"max_retries: {value!r} is not a whole number")


def mapping(name: str, value: Any) -> Mapping[str, Any]:
    if value is None or isinstance(value, Mapping):
        return cast("Mapping[str, Any]", value or {})
    raise InvalidRequestError(f"{name}: a mapping is needed, not {type(value).__name__}")


async def _sleep_async(seconds: float) -> None:
    sleep = cast("Callable[[float], Awaitable[None]]", import_module("anyio").sleep)
    await sleep(seconds)


class Timing(NamedTuple):
    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    random: Callable[[], float] = random.random
    sleep: Callable[[float], object] = time.sleep
    sleep_async: Callable[[float], Awaitable[object]] = _sleep_async


class Settings(NamedTuple):
    config: ClientConfig
    base_url: str
    moved: bool
    server: str | None
    server_variables: Mapping[str, str]
    timeout: Any
    max_retries: int
    headers: Mapping[str, str | None]
    query: Mapping[str, Any]
    strict: Strictness
    on_event: Callable[[Event], object] | None
    credentials: Credentials
    timing: Timing
    logger: Logger
    awaits: bool
    secret_names: frozenset[str]

    def __repr__(self) -> str:
        return f"<Settings of {self.config.name}>"

    @classmethod
    def make(
        cls,
        config: ClientConfig,
        *,
        credentials: Credentials,
        base_url: str | None,
        server: str | None,
        server_variables: Mapping[str, str],
        timeout: Any,
        max_retries: int | Unset | None,
        headers: Mapping[str, str | None],
        query: Mapping[str, Any],
        strict: Strictness,
        on_event: Callable[[Event], object] | None,
        timing: Timing,
        logger: Logger,
        awaits: bool,
    ) -> Settings:
        url = str(base_url or (os.environ.get(config.base_url_env) if config.base_url_env else None) or "").strip()
        chosen = _chosen(config, server, server_variables)
        return Settings(
            config=config,
            base_url=_base_url(url or chosen),
            moved=url.rstrip("/") != chosen.rstrip("/") if url else False,
            server=server,
            server_variables=server_variables,
            timeout=_checked_timeout(TIMEOUT if isinstance(timeout, Unset) else timeout),
            max_retries=MAX_RETRIES if max_retries is None or isinstance(max_retries, Unset) else retries(max_retries),
            headers=_header_defaults(headers),
            query=Confidential(mapping("default_query", query)),
            strict=_checked_strict(strict),
            on_event=_checked_hook(on_event),
            credentials=credentials,
            timing=timing,
            logger=logger,
            awaits=awaits,
            secret_names=frozenset(scheme.name.lower() for scheme in config.security_schemes),
        )

    def changed(
        self,
        *,
        credentials: Mapping[str, CredentialValue | None],
        base_url: str | Unset | None,
        timeout: Any,
        max_retries: int | Unset | None,
        headers: Mapping[str, str | None] | Unset | None,
        query: Mapping[str, Any] | Unset | None,
        strict: Strictness | Unset | None,
        on_event: Callable[[Event], object] | Unset | None,
        timing: Timing | None,
    ) -> Settings:
        url = self.base_url if isinstance(base_url, Unset) or base_url is None else _base_url(base_url)
        return self._replace(
            base_url=url,
            moved=self.moved if url == self.base_url else url != self.config.base_url.rstrip("/"),
            timeout=self.timeout if isinstance(timeout, Unset) else _checked_timeout(timeout),
            max_retries=_kept(max_retries, self.max_retries, retries),
            headers=_over(self.headers, _header_defaults(headers)) if headers else self.headers,
            query=_over(self.query, query) if query else self.query,
            strict=_kept(strict, self.strict, _checked_strict),
            on_event=self.on_event if isinstance(on_event, Unset) else _checked_hook(on_event),
            credentials=self.credentials.with_values(credentials) if credentials else self.credentials,
            timing=timing or self.timing,
        )


def _kept(value: Any, before: Any, check: Callable[[Any], Any]) -> Any:
    return before if value is None or isinstance(value, Unset) else check(value)


def _checked_strict(value: Any) -> Any:
    if value is True or value is False or value == "types":
        return value
    raise InvalidRequestError(f'strict: {value!r} is neither True nor False nor "types"')


def _checked_hook(value: Any) -> Any:
    if value is None or callable(value):
        return value
    raise InvalidRequestError(f"on_event: {type(value).__name__} can't be called")


def _chosen(config: ClientConfig, server: str | None, variables: Mapping[str, str]) -> str:
    if server is None and not variables:
        return config.base_url
    from .request import default_url

    return default_url(config, server, variables)


def _base_url(value: object) -> str:
    url = str(value).strip()
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise InvalidRequestError(f"base_url: {error}") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InvalidRequestError(f"base_url: {redact_url(url)!r} is not an http or https URL")
    if parts.query or parts.fragment:
        raise InvalidRequestError("base_url: a query goes into default_query")
    return url.rstrip("/")


def _over(old: Mapping[str, Any], new: Any) -> Confidential:
    return Confidential({**old, **mapping("default_query", new)})


def _header_defaults(headers: Mapping[str, str | None]) -> Confidential:
    where = "default_headers"
    return Confidential(
        {
            header_name(where, name): None if text is None else header_text(f"{where}: {name}", text)
            for name, text in mapping(where, headers).items()
        }
    )


def _checked_timeout(value: Any) -> Any:
    timeouts(value)
    return value
