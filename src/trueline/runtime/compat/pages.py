"""Pages of lists: one class for each way to go through them, with the properties of the answer as attributes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, NoReturn, Optional, TypeVar

from ..drive import AsyncDriver, Driver
from ..following import PageState, argument, next_page, pagination_of
from ..unset import is_mapping
from .errors import restyled
from .models import BaseModel, FieldInfo, dumped

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["AsyncPaginator", "BaseAsyncPage", "BasePage", "BaseSyncPage", "PageInfo"]

T = TypeVar("T")
P = TypeVar("P")
Object = dict[str, Any]
_KINDS: Mapping[str, Any] = {
    "integer": Optional[int],  # noqa: UP045 - evaluated: older test suites look at the type
    "number": Optional[float],  # noqa: UP045 - as above
    "string": Optional[str],  # noqa: UP045 - as above
    "boolean": Optional[bool],  # noqa: UP045 - as above
}


class PageInfo(NamedTuple):
    """What leads to the next page: parameters of the query or properties of the body, or a URL."""

    url: str | None = None
    params: Mapping[str, Any] | None = None
    json: Mapping[str, Any] | None = None


class _PageType(type):
    """Makes a page an instance of its class with whatever items: ``isinstance(page, SyncPage[Book])``."""

    def __instancecheck__(cls, instance: object) -> bool:
        generic = vars(cls).get("__generic__", cls)
        return type.__instancecheck__(generic, instance)


class BasePage(BaseModel, Generic[T], metaclass=_PageType):
    """A page. Iterating over it goes on over the pages that follow."""

    __slots__ = ("_driver", "_state")

    #: The properties of the answer with their types, the list as ``items``.
    __fields__: ClassVar[tuple[tuple[str, str], ...]] = ()
    __item__: ClassVar[Any] = object
    _driver: Any
    _state: PageState

    def __init__(self, state: PageState, driver: Any) -> None:
        self._state = state
        self._driver = driver

    if not TYPE_CHECKING:

        def __class_getitem__(cls, item: Any) -> type[Any]:
            """The class with its items. The bases of classes are without."""
            if isinstance(item, TypeVar):
                return cls
            members = {"__slots__": (), "__item__": item, "__generic__": cls, "__module__": cls.__module__}
            return _PageType(cls.__name__, (cls,), members)

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_"):
            body = self._state.body
            if (name, "items") in self.__fields__:
                return self._get_page_items()
            if is_mapping(body) and name in body:
                return body[name]
            if hasattr(body, name):
                return getattr(body, name)
            if any(name == field for field, _ in self.__fields__):
                return None
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name, _ in self.__fields__)})"

    @classmethod
    def fields_of(cls) -> Mapping[str, FieldInfo]:
        """What is known of each property of the answer."""
        kinds: Mapping[str, Any] = {**_KINDS, "items": list[cls.__item__]}  # type: ignore[name-defined]  # a value
        return {name: FieldInfo(kinds.get(kind, object), name, kind == "items") for name, kind in cls.__fields__}

    def _get_page_items(self) -> list[T]:
        return self._state.items

    def has_next_page(self) -> bool:
        """Whether there may be another page."""
        return self._state.cursor is not None

    def next_page_info(self) -> PageInfo | None:
        """What leads to the next page; ``None`` after the last."""
        cursor, op = self._state.cursor, self._state.exchange.op
        if cursor is None:
            return None
        pagination = pagination_of(op)
        if pagination.type in {"url", "link"}:
            return PageInfo(url=str(cursor))
        asked = {pagination.request: cursor}
        is_param = any(argument(op, pagination.request) == param.arg for param in op.params)
        return PageInfo(params=asked) if is_param else PageInfo(json=asked)

    @property
    def model_fields_set(self) -> set[str]:
        """The properties that came."""
        found: set[str] = getattr(self._state.body, "model_fields_set", {name for name, _ in self.__fields__})
        return found

    @property
    def model_extra(self) -> Object:
        """What came that the document does not name."""
        found: Object = getattr(self._state.body, "model_extra", {})
        return found

    def model_dump(self, **options: Any) -> Object:
        """The answer as a ``dict``."""
        body = self._state.body
        if isinstance(body, BaseModel):
            return body.model_dump(**options)
        return {name: dumped(getattr(self, name), {"mode": "python", **options}) for name, _ in self.__fields__}

    def _no_more(self) -> NoReturn:
        raise RuntimeError("There is no next page: ask `.has_next_page()` before `.get_next_page()`")


class BaseSyncPage(BasePage[T]):
    """A page of a list of the synchronous client."""

    __slots__ = ()
    _driver: Driver

    def get_next_page(self) -> Self:
        """Fetch the next page. Raises ``RuntimeError`` on the last one."""
        if not self.has_next_page():
            self._no_more()
        with restyled():
            return type(self)(self._driver.run(next_page(self._state)), self._driver)

    def iter_pages(self) -> Iterator[Self]:
        """This page and those that follow."""
        page = self
        yield page
        while page.has_next_page():
            page = page.get_next_page()
            yield page

    def __iter__(self) -> Iterator[T]:  # type: ignore[override]  # a page gives its items, another model its properties
        for page in self.iter_pages():
            yield from page._get_page_items()


class BaseAsyncPage(BasePage[T]):
    """A page of a list of the asynchronous client."""

    __slots__ = ()
    _driver: AsyncDriver

    async def get_next_page(self) -> Self:
        """Fetch the next page. Raises ``RuntimeError`` on the last one."""
        if not self.has_next_page():
            self._no_more()
        with restyled():
            return type(self)(await self._driver.run(next_page(self._state)), self._driver)

    async def iter_pages(self) -> AsyncIterator[Self]:
        """This page and those that follow."""
        page = self
        yield page
        while page.has_next_page():
            page = await page.get_next_page()
            yield page

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.iter_pages():
            for item in page._get_page_items():
                yield item


class AsyncPaginator(Generic[T, P]):
    """A list that nobody has asked for yet: ``await`` it for its first page, ``async for`` for all items."""

    __slots__ = ("_fetch",)

    def __init__(self, fetch: Callable[[], Awaitable[Any]]) -> None:
        self._fetch = fetch

    def __await__(self) -> Generator[Any, None, P]:
        return self._first().__await__()

    async def __aiter__(self) -> AsyncIterator[T]:
        page: Any = await self._first()
        async for item in page:
            yield item

    async def iter_pages(self) -> AsyncIterator[P]:
        """All pages."""
        page: Any = await self._first()
        async for each in page.iter_pages():
            yield each

    async def _first(self) -> P:
        with restyled():
            found: P = await self._fetch()
            return found


def page_class(package: str, id_: str, prefix: str) -> Any:
    """The class of the pages of an operation, for one of the clients."""
    module = import_module(f"{package}.pagination")
    return getattr(module, prefix + module.__pages__[id_])
