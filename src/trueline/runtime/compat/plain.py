"""Methods in other views, as in ``resource``, of SDKs whose raw responses are parsed without awaiting."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, cast

from .. import resource as bare
from .legacy import PlainAPIResponse
from .response import APIResponse, AsyncAPIResponse

__all__ = ["AsyncView", "View", "raw", "raw_async"]

P = ParamSpec("P")
T = TypeVar("T")


def raw(method: Callable[P, T]) -> Callable[P, PlainAPIResponse[T]]:
    """The method, returning its response."""
    return cast("Callable[P, PlainAPIResponse[T]]", bare.raw(method))


def raw_async(method: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[PlainAPIResponse[T]]]:
    """The method, returning its response."""
    return cast("Callable[P, Awaitable[PlainAPIResponse[T]]]", bare.raw_async(method))


if TYPE_CHECKING:
    from typing import Concatenate, TypeAlias, overload

    from ..resource import AsyncRawMethods, AsyncStreamingMethods, RawMethods, StreamingMethods

    Plain: TypeAlias = Callable[P, Awaitable[PlainAPIResponse[T]]]
    Opened: TypeAlias = Callable[P, AbstractAsyncContextManager[AsyncAPIResponse[T], None]]

    class View(Generic[P, T]):
        """A method of a resource in its views."""

        def __init__(self, method: Callable[Concatenate[Any, P], T]) -> None: ...
        @overload
        def __get__(self, methods: RawMethods, owner: object = None) -> Callable[P, PlainAPIResponse[T]]: ...
        @overload
        def __get__(self, methods: StreamingMethods, owner: object = None) -> Callable[P, APIResponse[T]]: ...
        @overload
        def __get__(self, methods: AsyncRawMethods, owner: object = None) -> Plain[P, T]: ...
        @overload
        def __get__(self, methods: AsyncStreamingMethods, owner: object = None) -> Opened[P, T]: ...
        def __get__(self, methods: Any, owner: object = None) -> Any: ...

    class AsyncView(Generic[P, T]):
        """A method of a resource that returns something else than the synchronous one."""

        def __init__(self, method: Callable[Concatenate[Any, P], Awaitable[T]]) -> None: ...
        @overload
        def __get__(self, methods: AsyncRawMethods, owner: object = None) -> Plain[P, T]: ...
        @overload
        def __get__(self, methods: AsyncStreamingMethods, owner: object = None) -> Opened[P, T]: ...
        def __get__(self, methods: Any, owner: object = None) -> Any: ...

else:
    AsyncView, View = bare.AsyncView, bare.View
