from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, SupportsIndex, TypeVar, cast, overload

from .drive import AsyncDriver, Driver
from .following import PageState, next_page, page_of
from .operation import Operation

if TYPE_CHECKING:
    from typing_extensions import Self

T = TypeVar("T")


class _PageBase(Generic[T]):
    __slots__ = ("_driver", "_state")

    def __init__(self, state: PageState, driver: Any) -> None:
        self._state = state
        self._driver = driver

    @property
    def data(self) -> list[T]:
        return cast("list[T]", self._state.items)

    @property
    def body(self) -> Any:
        return self._state.body

    @property
    def operation(self) -> Operation[Any]:
        return self._state.exchange.op

    @property
    def next_cursor(self) -> str | None:
        return None if self._state.cursor is None else str(self._state.cursor)

    def has_next_page(self) -> bool:
        return self._state.cursor is not None

    @property
    def has_more(self) -> bool:
        return self.has_next_page()

    def __len__(self) -> int:
        return len(self._state.items)

    def __bool__(self) -> bool:
        return True

    @overload
    def __getitem__(self, index: SupportsIndex) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> list[T]: ...

    def __getitem__(self, index: SupportsIndex | slice) -> T | list[T]:
        return self.data[index]

    def __copy__(self) -> Self:
        return type(self)(self._state, self._driver)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        body, items = deepcopy((self._state.body, self._state.items), memo)
        return type(self)(replace(self._state, body=body, items=items), self._driver)

    def __reduce__(self) -> tuple[Any, ...]:
        from . import pickling

        old = self._state
        state = page_of(pickling.clean(old.exchange), old.args, {}) if old.exchange.op.pagination else old
        cursor = old.cursor
        if isinstance(cursor, str):
            cursor = old.exchange.asked.clean(old.exchange.answer)[1](cursor)
        state = replace(state, exchange=pickling.detached(old.exchange), args={}, options={}, cursor=cursor)
        return type(self), (state, pickling.no_driver(self._driver))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self.data)}{', more to come' if self.has_next_page() else ''}>"


class Page(_PageBase[T]):
    """A page of a list. Iterating over it goes on over the pages that follow."""

    __slots__ = ()
    _driver: Driver

    def get_next_page(self) -> Page[T]:
        """Fetch the next page. Raises ``PaginationError`` on the last one."""
        return Page(self._driver.run(next_page(self._state)), self._driver)

    def iter_pages(self) -> Iterator[Page[T]]:
        """This page and those that follow."""
        page = self
        yield page
        while page.has_next_page():
            page = page.get_next_page()
            yield page

    def __iter__(self) -> Iterator[T]:
        for page in self.iter_pages():
            yield from page.data

    def first(self) -> T | None:
        """The first item, ``None`` when there is none."""
        return next(iter(self), None)

    def to_list(self, *, limit: int | None = None) -> list[T]:
        """All items from here on, at most ``limit``. No page is fetched for items past the limit."""
        items: list[T] = []
        for page in self.iter_pages() if limit is None or limit > 0 else ():
            items += page.data if limit is None else page.data[: limit - len(items)]
            if limit is not None and len(items) >= limit:
                break
        return items


class AsyncPage(_PageBase[T]):
    """A page of a list. Iterating over it goes on over the pages that follow."""

    __slots__ = ()
    _driver: AsyncDriver

    async def get_next_page(self) -> AsyncPage[T]:
        """Fetch the next page. Raises ``PaginationError`` on the last one."""
        return AsyncPage(await self._driver.run(next_page(self._state)), self._driver)

    async def iter_pages(self) -> AsyncIterator[AsyncPage[T]]:
        """This page and those that follow."""
        page = self
        yield page
        while page.has_next_page():
            page = await page.get_next_page()
            yield page

    async def __aiter__(self) -> AsyncIterator[T]:
        page = self
        while True:
            for item in page.data:
                yield item
            if not page.has_next_page():
                return
            page = await page.get_next_page()

    async def first(self) -> T | None:
        """The first item, ``None`` when there is none."""
        items = await self.to_list(limit=1)
        return items[0] if items else None

    async def to_list(self, *, limit: int | None = None) -> list[T]:
        """All items from here on, at most ``limit``. No page is fetched for items past the limit."""
        page, items = self, list[T]()
        while limit is None or limit > len(items):
            items += page.data if limit is None else page.data[: limit - len(items)]
            if not page.has_next_page() or len(items) == limit:
                break
            page = await page.get_next_page()
        return items


class AsyncPaginator(Generic[T]):
    """A list that nobody has asked for yet: ``await`` it for its first page, ``async for`` for all items."""

    __slots__ = ("_fetch",)

    def __init__(self, fetch: Callable[[], Awaitable[AsyncPage[T]]]) -> None:
        self._fetch = fetch

    def __await__(self) -> Generator[Any, None, AsyncPage[T]]:
        return self._fetch().__await__()

    async def __aiter__(self) -> AsyncIterator[T]:
        page = await self
        async for item in page:
            yield item

    async def iter_pages(self) -> AsyncIterator[AsyncPage[T]]:
        """All pages."""
        page = await self
        async for each in page.iter_pages():
            yield each

    async def first(self) -> T | None:
        """The first item, ``None`` when there is none."""
        page = await self
        return await page.first()

    async def to_list(self, *, limit: int | None = None) -> list[T]:
        """All items, at most ``limit``. No page is fetched for items past the limit."""
        page = await self
        return await page.to_list(limit=limit)
