"""Clients with the arguments, attributes and answers that clients of the other generator have."""

from __future__ import annotations

import os
import warnings
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, overload

from ..client import AsyncClient, BaseClient, SyncClient, opened
from ..drive import AsyncDriver, Driver, Read
from ..errors import APIError
from ..flow import Exchange, call
from ..operation import ClientConfig, Operation
from ..paging import PageState
from ..redact import Confidential
from ..unset import UNSET, Unset
from .errors import restyled
from .http import library
from .pages import AsyncPaginator, page_class
from .platform import platform_headers
from .response import (
    APIResponse,
    AsyncAPIResponse,
    AsyncBinaryAPIResponse,
    AsyncStreamedBinaryAPIResponse,
    BinaryAPIResponse,
    StreamedBinaryAPIResponse,
    cast_body,
)
from .views import Views
from .wire import on_the_wire

if TYPE_CHECKING:
    import httpx
    from typing_extensions import Self

__all__ = ["AsyncCompatClient", "Credential", "Option", "SyncCompatClient"]

_DROPPED = (None, UNSET)


class Option(NamedTuple):
    """An option of the client that carries a credential: its argument, scheme, variable, and whether it must be."""

    arg: str
    scheme: str
    env: str
    required: bool


class Credential:
    """An attribute of the client that holds a credential and may be changed."""

    def __init__(self, option: Option) -> None:
        self._option = option

    @overload
    def __get__(self, instance: None, owner: object) -> Credential: ...

    @overload
    def __get__(self, instance: object, owner: object) -> Any: ...

    def __get__(self, instance: Any, owner: object) -> Any:
        return self if instance is None else instance.option(self._option.arg)

    def __set__(self, instance: Any, value: Any) -> None:
        instance.set_option(self._option, value)


class BaseURL:
    """``client.base_url``."""

    def __get__(self, instance: Any, owner: object) -> Any:
        return self if instance is None else library().URL(instance.address + "/")

    def __set__(self, instance: Any, url: Any) -> None:
        instance.move(str(url))


class _Compat(BaseClient[Any]):
    """What both clients share."""

    options: ClassVar[tuple[Option, ...]] = ()
    error: ClassVar[type[APIError]] = APIError
    _kind = "false"
    _values: dict[str, Any]
    _http_client: Any

    def __init__(
        self,
        config: ClientConfig,
        *,
        options: Mapping[str, Any],
        base_url: str | httpx.URL | None,
        timeout: Any,
        max_retries: int | None,
        default_headers: Mapping[str, str | None] | None,
        default_query: Mapping[str, Any] | None,
        http_client: Any,
        strict: bool,
        headers_env: str = "",
        **more: Any,
    ) -> None:
        self._values = {option.arg: self._given(option, options[option.arg]) for option in self.options}
        self._http_client = http_client
        own = {**_headers_of(os.environ.get(headers_env, "")), **(default_headers or {})}
        super().__init__(
            config,
            credentials={option.scheme: self._values[option.arg] for option in self.options},
            base_url=None if base_url is None else str(base_url),
            timeout=timeout,
            max_retries=max_retries,
            default_headers={**platform_headers(config.version, self._kind), **own},
            default_query=default_query,
            http_client=http_client,
            strict="types" if strict else False,
            **more,
        )
        self._strict_response_validation = strict

    def _given(self, option: Option, value: Any) -> Any:
        """A credential: as given, else the environment's. Raises where there is none and there must be one."""
        found = value if value is not None else os.environ.get(option.env) if option.env else None
        if found is None and option.required:
            where = f" or by setting the {option.env} environment variable" if option.env else ""
            raise self.error(
                f"The {option.arg} client option must be set either by passing {option.arg} to the client{where}"
            )
        return found

    def option(self, arg: str) -> Any:
        """The credential that an option carries."""
        return self._values[arg]

    def set_option(self, option: Option, value: Any) -> None:
        """Change a credential."""
        self._values = {**self._values, option.arg: value}
        self._settings = self._changed(credentials={option.scheme: value})._settings

    #: Where requests go, as the HTTP library has it; it may be set.
    base_url: Any = BaseURL()

    @property
    def address(self) -> str:
        """Where requests go."""
        return self._settings.base_url

    def move(self, url: str) -> None:
        """Send requests elsewhere."""
        self._settings = self._changed(base_url=url)._settings

    @property
    def max_retries(self) -> int:
        """How often a call is tried again where that is safe."""
        return self._settings.max_retries

    @property
    def timeout(self) -> Any:
        """Seconds for one attempt, or the HTTP library's own timeout."""
        return self._settings.timeout

    @property
    def default_headers(self) -> dict[str, str | None]:
        """The headers of every request."""
        return dict(self._settings.headers)

    @property
    def default_query(self) -> dict[str, Any]:
        """The query of every request."""
        return dict(self._settings.query)

    @property
    def with_raw_response(self) -> Any:
        """The client; each method answers with its response."""
        return Views(self, "with_raw_response")

    @property
    def with_streaming_response(self) -> Any:
        """The client; each method answers with its response, the body unread."""
        return Views(self, "with_streaming_response")

    def copied(
        self,
        *,
        base_url: str | httpx.URL | None = None,
        timeout: Any = UNSET,
        http_client: Any = None,
        max_retries: int | Unset = UNSET,
        default_headers: Mapping[str, str] | None = None,
        set_default_headers: Mapping[str, str] | None = None,
        default_query: Mapping[str, Any] | None = None,
        set_default_query: Mapping[str, Any] | None = None,
        _extra_kwargs: Mapping[str, Any] | None = None,
        _timing: Any = None,
        **options: Any,
    ) -> Self:
        """A client with other settings on the same connections; ``set_default_headers`` replaces those there are."""
        if default_headers is not None and set_default_headers is not None:
            raise ValueError("The `default_headers` and `set_default_headers` arguments are mutually exclusive")
        if default_query is not None and set_default_query is not None:
            raise ValueError("The `default_query` and `set_default_query` arguments are mutually exclusive")
        known = {option.arg: option for option in self.options}
        for name in options:
            if name not in known:
                raise TypeError(f"copy() got an unexpected keyword argument {name!r}")
        given = {arg: value for arg, value in options.items() if value is not None}
        twin = self._changed(
            credentials={known[arg].scheme: value for arg, value in given.items()},
            base_url=UNSET if base_url is None else str(base_url),
            timeout=timeout,
            max_retries=max_retries,
            default_headers=UNSET if default_headers is None else default_headers,
            default_query=UNSET if default_query is None else default_query,
            _timing=_timing,
        )
        twin._values = {**self._values, **given}
        twin._strict_response_validation = self._strict_response_validation
        twin._http_client = self._http_client
        if set_default_headers is not None or set_default_query is not None:
            twin._replace(set_default_headers, set_default_query)
        if http_client is not None:
            twin._http_client, twin._driver = http_client, twin._connect(http_client)
        return twin

    #: Its arguments are those of the other SDK.
    with_options: Any = copied
    copy: Any = copied

    @property
    def _any(self) -> Any:
        """This client, whose methods answer with other classes than the runtime's."""
        return self

    def _changed(self, **options: Any) -> Self:
        twin: Self = super().with_options(**options)
        return twin

    def _replace(self, headers: Mapping[str, str] | None, query: Mapping[str, Any] | None) -> None:
        settings = self._settings
        if headers is not None:
            own = {**platform_headers(settings.config.version, self._kind), **headers}
            settings = settings._replace(headers=Confidential({name.lower(): value for name, value in own.items()}))
        if query is not None:
            settings = settings._replace(query=Confidential(query))
        self._settings = settings

    def _undocumented(self, method: str, path: str, body: Any, options: Mapping[str, Any]) -> Any:
        known = _options({key: value for key, value in options.items() if key in {"timeout", "max_retries"}})
        from ..escape import undocumented

        op, args, more, extra = undocumented(
            self._settings,
            method,
            path,
            json=UNSET if body is None else body,
            content=UNSET,
            query=options.get("params"),
            headers=options.get("headers"),
            options=known,
        )
        return call(self._settings, op, args, more, extra=extra)


def _headers_of(text: str) -> dict[str, str]:
    """Headers from a variable of the environment: one ``Name: value`` a line."""
    pairs = (line.partition(":") for line in text.splitlines() if ":" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _options(options: Mapping[str, Any]) -> Any:
    """Options as the runtime knows them: what is ``None`` or not given is not said, nor a timeout."""
    kept = {key: value for key, value in options.items() if key == "timeout" or value not in _DROPPED}
    if kept.get("timeout", UNSET) is UNSET:
        kept.pop("timeout", None)
    return kept


def _checked(package: str, op: Operation[Any], args: Mapping[str, Any]) -> Mapping[str, Any]:
    """The arguments; none that stands in the path is empty."""
    if op.deprecated:
        warnings.warn("deprecated", DeprecationWarning, stacklevel=4)
    for param in op.params:
        if param.location == "path":
            value = args.get(param.arg)
            if value is None or value == "":
                raise ValueError(f"Expected a non-empty value for `{param.arg}` but received {value!r}")
    return on_the_wire(package, op, args)


def _is_download(exchange: Exchange) -> bool:
    """Whether what comes is bytes: by the document, where it has nothing else, whatever the server says."""
    answers = [content for content in exchange.op.responses.values() if content]
    return exchange.is_binary or (bool(answers) and all(None in content.values() for content in answers))


def _body(exchange: Exchange) -> bytes:
    return exchange.answer.content or b""


def _verb(method: str) -> Callable[..., Any]:
    """A method that sends a request that the document does not have."""

    def send(self: Any, path: str, *, cast_to: Any, body: Any = None, options: Mapping[str, Any] | None = None) -> Any:
        return self.send_undocumented(method, path, cast_to, body, options or {})

    return send


class SyncCompatClient(_Compat, SyncClient):  # pyright: ignore[reportIncompatibleMethodOverride]  # base_url is a URL
    """Base of a synchronous client."""

    def _connect(self, http_client: Any) -> Driver:
        from .pool import SyncPool

        return Driver(SyncPool(http_client, type(self).__name__), self._settings.timing)

    def call(self, op: Operation[Any], args: Mapping[str, Any], options: Any) -> Any:
        """Call an operation and return what it documents."""
        with restyled():
            return super().call(op, _checked(self._settings.config.package, op, args), _options(options))

    def page(self, op: Operation[Any], args: Mapping[str, Any], options: Any) -> Any:
        """Fetch the first page of a list."""
        with restyled():
            return super().page(op, _checked(self._settings.config.package, op, args), _options(options))

    def stream(self, op: Operation[Any], args: Mapping[str, Any], options: Any) -> Any:
        """Open a stream of events."""
        from .streams import Opening, Stream

        args = _checked(self._settings.config.package, op, args)
        op, known, view = opened(op, args, _options(options))

        def parse(exchange: Exchange) -> Any:
            return Stream[Any](Opening(self._settings, op, args, known, exchange), self._driver)

        with restyled():
            exchange = self._driver.run(Opening(self._settings, op, args, known).open())
            return self._viewed(exchange, view, parse, reads=False) if view else parse(exchange)

    def _page(self, op: Operation[Any], state: PageState) -> Any:
        return page_class(self._settings.config.package, op.id, "Sync")(state, self._driver)

    def _viewed(self, exchange: Exchange, view: str, parse: Callable[[Exchange], Any], *, reads: bool = True) -> Any:
        if view == "raw" and reads and exchange.answer.content is None:
            self._driver.perform(Read(exchange.answer, exchange.timeout))
        if _is_download(exchange):
            kind = BinaryAPIResponse if view == "raw" else StreamedBinaryAPIResponse
            return kind(exchange, self._driver, _body, reads=reads)
        return APIResponse(exchange, self._driver, parse, reads=reads)

    def _value(self, exchange: Exchange) -> Any:
        return self._viewed(exchange, "raw", _body) if _is_download(exchange) else super()._value(exchange)

    def send_undocumented(self, method: str, path: str, cast_to: Any, body: Any, options: Mapping[str, Any]) -> Any:
        exchange = self._driver.run(self._undocumented(method, path, body, options))
        return cast_body(cast_to, exchange.answer.content or b"", exchange)

    get: Any = _verb("GET")
    post: Any = _verb("POST")
    put: Any = _verb("PUT")
    patch: Any = _verb("PATCH")
    delete: Any = _verb("DELETE")

    def close(self) -> None:
        """Close the connections, also of an ``http_client`` that was passed."""
        super().close()
        if self._owner and self._http_client is not None:
            self._http_client.close()


class AsyncCompatClient(_Compat, AsyncClient):  # pyright: ignore[reportIncompatibleMethodOverride]  # as above
    """Base of an asynchronous client."""

    _kind = "async:asyncio"

    def _connect(self, http_client: Any) -> AsyncDriver:
        from .pool import AsyncPool

        return AsyncDriver(AsyncPool(http_client, type(self).__name__), self._settings.timing)

    async def call(self, op: Operation[Any], args: Mapping[str, Any], options: Any) -> Any:
        """Call an operation and return what it documents."""
        with restyled():
            return await super().call(op, _checked(self._settings.config.package, op, args), _options(options))

    def page(self, op: Operation[Any], args: Mapping[str, Any], options: Any) -> Any:
        """A list: awaited, its first page; iterated, all its items."""
        return super().page(op, _checked(self._settings.config.package, op, args), _options(options))

    def stream(self, op: Operation[Any], args: Mapping[str, Any], options: Any) -> Any:
        """A stream of events, which is awaited."""
        return self._streamed(op, args, options)

    async def _streamed(self, op: Operation[Any], args: Mapping[str, Any], options: Any) -> Any:
        from .streams import AsyncStream, Opening

        args = _checked(self._settings.config.package, op, args)
        op, known, view = opened(op, args, _options(options))

        async def parsed(exchange: Exchange) -> Any:
            return await AsyncStream[Any](Opening(self._settings, op, args, known, exchange), self._driver)

        with restyled():
            exchange = await self._driver.run(Opening(self._settings, op, args, known).open())
            return await (self._viewed(exchange, view, parsed, reads=False) if view else parsed(exchange))

    def _page(self, op: Operation[Any], state: PageState) -> Any:
        return page_class(self._settings.config.package, op.id, "Async")(state, self._driver)

    def _paginator(self, fetch: Callable[[], Awaitable[Any]]) -> Any:
        return AsyncPaginator[Any, Any](fetch)

    async def _viewed(
        self, exchange: Exchange, view: str, parse: Callable[[Exchange], Any], *, reads: bool = True
    ) -> Any:
        if view == "raw" and reads and exchange.answer.content is None:
            await self._driver.perform(Read(exchange.answer, exchange.timeout))
        if _is_download(exchange):
            kind = AsyncBinaryAPIResponse if view == "raw" else AsyncStreamedBinaryAPIResponse
            return kind(exchange, self._driver, _body, reads=reads)
        return AsyncAPIResponse(exchange, self._driver, parse, reads=reads)

    async def _value(self, exchange: Exchange) -> Any:
        return await (self._viewed(exchange, "raw", _body) if _is_download(exchange) else super()._value(exchange))

    async def send_undocumented(
        self, method: str, path: str, cast_to: Any, body: Any, options: Mapping[str, Any]
    ) -> Any:
        exchange = await self._driver.run(self._undocumented(method, path, body, options))
        return cast_body(cast_to, exchange.answer.content or b"", exchange)

    get: Any = _verb("GET")
    post: Any = _verb("POST")
    put: Any = _verb("PUT")
    patch: Any = _verb("PATCH")
    delete: Any = _verb("DELETE")

    async def close(self) -> None:
        """Close the connections, also of an ``http_client`` that was passed."""
        await super().close()
        if self._owner and self._http_client is not None:
            await self._http_client.aclose()
