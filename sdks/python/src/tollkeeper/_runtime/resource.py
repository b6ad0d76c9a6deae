from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, ParamSpec, TypeVar, cast, overload

from .answers import text_of
from .client import VIEW
from .drive import AsyncDriver, Driver, settle
from .encoding import loads_any
from .flow import Exchange
from .responses import AsyncBinaryResponse, BinaryResponse, ResponseInfo

if TYPE_CHECKING:
    from typing import Concatenate

    from typing_extensions import Self

    from .client import AsyncClient, SyncClient
    from .following import FollowUp
    from .paging import AsyncPage, Page


P = ParamSpec("P")
T = TypeVar("T")


class RawResponse(ResponseInfo, Generic[T]):
    """A response that has been read."""

    __slots__ = ("_parse",)

    def __init__(self, exchange: Exchange, parse: Callable[[Exchange], T]) -> None:
        super().__init__(exchange)
        self._parse = parse

    def parse(self) -> T:
        """What the method would have returned."""
        return self._parse(self._exchange)

    @property
    def links(self) -> dict[str, FollowUp]:
        """What the document says to call next, by the name of the link, arguments from this response filled in."""
        from .following import follow_ups

        return follow_ups(self._exchange)

    @property
    def content(self) -> bytes:
        """The body."""
        return self._exchange.answer.content or b""

    @property
    def text(self) -> str:
        """The body as text."""
        return text_of(self.content, self.content_type)

    def json(self) -> Any:
        """The body as a JSON value, not decoded any further."""
        return loads_any(self.content)

    def __copy__(self) -> Self:
        return type(self)(self._exchange, self._parse)

    def __deepcopy__(self, memo: object) -> Self:
        return self.__copy__()

    def __reduce__(self) -> tuple[Any, ...]:
        from . import pickling

        return type(self), (pickling.detached(self._exchange), pickling.parsed(self._exchange, self._parse))


class StreamedResponse(BinaryResponse, Generic[T]):
    """A response whose body has not been read. Use it in a ``with`` block."""

    __slots__ = ("_parse", "_reads")

    def __init__(self, exchange: Exchange, driver: Driver, parse: Callable[[Exchange], T], *, reads: bool) -> None:
        super().__init__(exchange, driver)
        self._parse = parse
        self._reads = reads

    def parse(self) -> T:
        """What the method would have returned; reads the body."""
        if self._reads:
            self.read()
        return self._parse(self._exchange)


class AsyncStreamedResponse(AsyncBinaryResponse, Generic[T]):
    """A response whose body has not been read. Use it in an ``async with`` block."""

    __slots__ = ("_parse", "_reads")

    def __init__(self, exchange: Exchange, driver: AsyncDriver, parse: Callable[[Exchange], T], *, reads: bool) -> None:
        super().__init__(exchange, driver)
        self._parse = parse
        self._reads = reads

    async def parse(self) -> T:
        """What the method would have returned; reads the body."""
        if self._reads:
            await self.read()
        try:
            return self._parse(self._exchange)
        finally:
            await settle()


class Opening(Generic[T]):
    """A call that is made on entering the ``async with`` block."""

    __slots__ = ("_call", "_response")

    def __init__(self, call: Callable[[], Awaitable[AsyncStreamedResponse[T]]]) -> None:
        self._call = call
        self._response: AsyncStreamedResponse[T] | None = None

    async def __aenter__(self) -> AsyncStreamedResponse[T]:
        self._response = await self._call()
        return self._response

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._response is not None:
            await self._response.close()


def raw(method: Callable[P, T]) -> Callable[P, RawResponse[T]]:
    changed = cast("Callable[..., RawResponse[T]]", method)

    @wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> RawResponse[T]:
        return changed(*args, **{**kwargs, VIEW: "raw"})

    return call


def raw_async(method: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[RawResponse[T]]]:
    changed = cast("Callable[..., Awaitable[RawResponse[T]]]", method)

    @wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> Awaitable[RawResponse[T]]:
        return changed(*args, **{**kwargs, VIEW: "raw"})

    return call


def streaming(method: Callable[P, T]) -> Callable[P, StreamedResponse[T]]:
    changed = cast("Callable[..., StreamedResponse[T]]", method)

    @wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> StreamedResponse[T]:
        return changed(*args, **{**kwargs, VIEW: "streamed"})

    return call


def streaming_async(method: Callable[P, Awaitable[T]]) -> Callable[P, Opening[T]]:
    changed = cast("Callable[..., Awaitable[AsyncStreamedResponse[T]]]", method)

    @wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> Opening[T]:
        return Opening(lambda: changed(*args, **{**kwargs, VIEW: "streamed"}))

    return call


class Methods:
    """The methods of a resource in one of these ways. What is deprecated is there by its name alone."""

    __slots__ = ("_resource",)
    _wrap: ClassVar[Callable[..., Any]]

    def __init__(self, resource: object) -> None:
        self._resource = resource

    def _view(self, name: str) -> Any:
        return self._wrap(getattr(self._resource, name))

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name.startswith("_"):
                raise AttributeError(f"{type(self).__name__} has no attribute {name}")
            return self._view(name)


class RawMethods(Methods):
    """Those that return the response."""

    __slots__ = ()
    _wrap = staticmethod(raw)


class StreamingMethods(Methods):
    """Those that are a context manager of the response."""

    __slots__ = ()
    _wrap = staticmethod(streaming)


class AsyncRawMethods(Methods):
    """Those that return the response."""

    __slots__ = ()
    _wrap = staticmethod(raw_async)


class AsyncStreamingMethods(Methods):
    """Those that are a context manager of the response."""

    __slots__ = ()
    _wrap = staticmethod(streaming_async)


class Viewed(Generic[T]):
    def __init__(self, view: Callable[[], Callable[[Any], T]]) -> None:
        self._view = view

    def __get__(self, resource: object, owner: object = None) -> T:
        return self._view()(resource)


class View(Generic[P, T]):
    def __init__(self, method: Callable[Concatenate[Any, P], T]) -> None:
        self._name = method.__name__
        self.__doc__ = method.__doc__

    @overload
    def __get__(self, methods: RawMethods, owner: object = None) -> Callable[P, RawResponse[T]]: ...
    @overload
    def __get__(self, methods: StreamingMethods, owner: object = None) -> Callable[P, StreamedResponse[T]]: ...
    @overload
    def __get__(self, methods: AsyncRawMethods, owner: object = None) -> Callable[P, Awaitable[RawResponse[T]]]: ...
    @overload
    def __get__(self, methods: AsyncStreamingMethods, owner: object = None) -> Callable[P, Opening[T]]: ...
    def __get__(self, methods: Any, owner: object = None) -> Any:
        return self if methods is None else methods._view(self._name)


class PageView(Generic[P, T]):
    def __init__(self, method: Callable[Concatenate[Any, P], Page[T]]) -> None:
        self._name = method.__name__
        self.__doc__ = method.__doc__

    @overload
    def __get__(self, methods: RawMethods, owner: object = None) -> Callable[P, RawResponse[Page[T]]]: ...
    @overload
    def __get__(self, methods: StreamingMethods, owner: object = None) -> Callable[P, StreamedResponse[Page[T]]]: ...
    @overload
    def __get__(
        self, methods: AsyncRawMethods, owner: object = None
    ) -> Callable[P, Awaitable[RawResponse[AsyncPage[T]]]]: ...
    @overload
    def __get__(self, methods: AsyncStreamingMethods, owner: object = None) -> Callable[P, Opening[AsyncPage[T]]]: ...
    def __get__(self, methods: Any, owner: object = None) -> Any:
        return self if methods is None else methods._view(self._name)


class AsyncView(Generic[P, T]):
    def __init__(self, method: Callable[Concatenate[Any, P], Awaitable[T]]) -> None:
        self._name = method.__name__
        self.__doc__ = method.__doc__

    @overload
    def __get__(self, methods: AsyncRawMethods, owner: object = None) -> Callable[P, Awaitable[RawResponse[T]]]: ...
    @overload
    def __get__(self, methods: AsyncStreamingMethods, owner: object = None) -> Callable[P, Opening[T]]: ...
    def __get__(self, methods: Any, owner: object = None) -> Any:
        return self if methods is None else methods._view(self._name)


class _Views:
    def __init__(self, client: object, view: str, wrap: Callable[..., Any]) -> None:
        self._client = client
        self._view = view
        self._wrap = wrap

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            found = getattr(self._client, name)
            return self._wrap(found) if callable(found) else getattr(found, self._view)


class RawView(_Views):
    def __init__(self, client: SyncClient) -> None:
        super().__init__(client, "with_raw_response", raw)
        self.request, self.get, self.post = raw(client.request), raw(client.get), raw(client.post)
        self.put, self.patch, self.delete = raw(client.put), raw(client.patch), raw(client.delete)


class StreamingView(_Views):
    def __init__(self, client: SyncClient) -> None:
        super().__init__(client, "with_streaming_response", streaming)
        self.request, self.get, self.post = streaming(client.request), streaming(client.get), streaming(client.post)
        self.put, self.patch, self.delete = streaming(client.put), streaming(client.patch), streaming(client.delete)


class AsyncRawView(_Views):
    def __init__(self, client: AsyncClient) -> None:
        super().__init__(client, "with_raw_response", raw_async)
        self.request, self.get, self.post = raw_async(client.request), raw_async(client.get), raw_async(client.post)
        self.put, self.patch, self.delete = raw_async(client.put), raw_async(client.patch), raw_async(client.delete)


class AsyncStreamingView(_Views):
    def __init__(self, client: AsyncClient) -> None:
        super().__init__(client, "with_streaming_response", streaming_async)
        wrap = streaming_async
        self.request, self.get, self.post = wrap(client.request), wrap(client.get), wrap(client.post)
        self.put, self.patch, self.delete = wrap(client.put), wrap(client.patch), wrap(client.delete)


class SyncResource:
    __slots__ = ("__dict__", "_client")

    def __init__(self, client: SyncClient) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class AsyncResource:
    __slots__ = ("__dict__", "_client")

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"
