"""Methods in other views, with the types that they had: ``APIResponse``; ``AsyncAPIResponse``, parsed by awaiting."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeAlias, TypeVar, cast

from .. import resource as bare
from .response import APIResponse, AsyncAPIResponse

__all__ = ["AsyncResource", "AsyncView", "SyncResource", "View", "raw", "raw_async", "streaming", "streaming_async"]

P = ParamSpec("P")
T = TypeVar("T")


class SyncResource(bare.SyncResource):
    """Operations that belong together."""

    __slots__ = ()

    @property
    def _any(self) -> Any:
        """The client, whose methods answer with other classes than the runtime's."""
        return self._client


class AsyncResource(bare.AsyncResource):
    """Operations that belong together."""

    __slots__ = ()

    @property
    def _any(self) -> Any:
        """As of the synchronous ones."""
        return self._client


if TYPE_CHECKING:
    Opened: TypeAlias = AbstractAsyncContextManager[AsyncAPIResponse[T], None]


def raw(method: Callable[P, T]) -> Callable[P, APIResponse[T]]:
    """The method, returning its response."""
    return cast("Callable[P, APIResponse[T]]", bare.raw(method))


def raw_async(method: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[AsyncAPIResponse[T]]]:
    """The method, returning its response."""
    return cast("Callable[P, Awaitable[AsyncAPIResponse[T]]]", bare.raw_async(method))


def streaming(method: Callable[P, T]) -> Callable[P, APIResponse[T]]:
    """The method, returning its response as a context manager, the body unread."""
    return cast("Callable[P, APIResponse[T]]", bare.streaming(method))


def streaming_async(method: Callable[P, Awaitable[T]]) -> Callable[P, Opened[T]]:
    """The method, returning an asynchronous context manager of its response, the body unread."""
    return cast("Callable[P, Opened[T]]", bare.streaming_async(method))


if TYPE_CHECKING:
    from typing import Concatenate, overload

    from ..resource import AsyncRawMethods, AsyncStreamingMethods, RawMethods, StreamingMethods

    class View(Generic[P, T]):
        """A method of a resource in its views."""

        def __init__(self, method: Callable[Concatenate[Any, P], T]) -> None: ...
        @overload
        def __get__(self, methods: RawMethods, owner: object = None) -> Callable[P, APIResponse[T]]: ...
        @overload
        def __get__(self, methods: StreamingMethods, owner: object = None) -> Callable[P, APIResponse[T]]: ...
        @overload
        def __get__(
            self, methods: AsyncRawMethods, owner: object = None
        ) -> Callable[P, Awaitable[AsyncAPIResponse[T]]]: ...
        @overload
        def __get__(self, methods: AsyncStreamingMethods, owner: object = None) -> Callable[P, Opened[T]]: ...
        def __get__(self, methods: Any, owner: object = None) -> Any: ...

    class AsyncView(Generic[P, T]):
        """A method of a resource that returns something else than the synchronous one."""

        def __init__(self, method: Callable[Concatenate[Any, P], Awaitable[T]]) -> None: ...
        @overload
        def __get__(
            self, methods: AsyncRawMethods, owner: object = None
        ) -> Callable[P, Awaitable[AsyncAPIResponse[T]]]: ...
        @overload
        def __get__(self, methods: AsyncStreamingMethods, owner: object = None) -> Callable[P, Opened[T]]: ...
        def __get__(self, methods: Any, owner: object = None) -> Any: ...

else:
    AsyncView, View = bare.AsyncView, bare.View
