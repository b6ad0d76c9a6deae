"""A small SDK in the form that Stainless gave its SDKs: what users of the library in ``migrate_documents`` have."""

from __future__ import annotations

import textwrap
from pathlib import Path

MARK = "# File generated from our OpenAPI spec by Stainless. See CONTRIBUTING.md for details.\n\n"
_OPTIONS = "extra_headers: Headers | None = None, timeout: float | None | NotGiven = not_given"

FILES = {
    "pyproject.toml": """
        [project]
        name = "city-library"
        version = "1.4.2"
        """,
    "src/city_library/__init__.py": """
        from . import types
        from ._client import CityLibrary, AsyncCityLibrary, Client, AsyncClient
        from ._version import __title__, __version__

        __all__ = ["types", "__version__", "__title__", "CityLibrary", "AsyncCityLibrary", "Client", "AsyncClient"]
        """,
    "src/city_library/_version.py": """
        __title__ = "city_library"
        __version__ = "1.4.2"
        """,
    "src/city_library/_client.py": """
        from __future__ import annotations

        from typing import TYPE_CHECKING
        from ._compat import cached_property
        from ._base_client import SyncAPIClient, AsyncAPIClient

        if TYPE_CHECKING:
            from .resources.books.books import BooksResource

        class CityLibrary(SyncAPIClient):
            api_key: str

            @cached_property
            def books(self) -> BooksResource:
                from .resources.books import BooksResource

                return BooksResource(self)

            @property
            def auth_headers(self) -> dict[str, str]:
                return {}

        class AsyncCityLibrary(AsyncAPIClient):
            api_key: str

        Client = CityLibrary
        AsyncClient = AsyncCityLibrary
        """,
    "src/city_library/resources/__init__.py": """
        from .books import BooksResource

        __all__ = ["BooksResource"]
        """,
    "src/city_library/resources/books/__init__.py": """
        from .books import BooksResource

        __all__ = ["BooksResource"]
        """,
    "src/city_library/resources/books/books.py": f"""
        from __future__ import annotations

        from ...types.book import Book
        from .loans import LoansResource, LoansResourceWithRawResponse

        __all__ = ["BooksResource"]

        class BooksResource(SyncAPIResource):
            @cached_property
            def loans(self) -> LoansResource:
                return LoansResource(self._client)

            @cached_property
            def with_raw_response(self) -> LoansResourceWithRawResponse:
                raise NotImplementedError

            def create(self, *, title: str, page_count: int | Omit = omit, {_OPTIONS}) -> Book:
                return self._post("/books", body={{}}, cast_to=Book)

            def retrieve(self, book_id: str, *, {_OPTIONS}) -> Book:
                return self._get(path_template("/books/{{book_id}}", book_id=book_id), cast_to=Book)

            def list(self, *, q: str | Omit = omit, {_OPTIONS}) -> BookListResponse:
                return self._get("/books", cast_to=BookListResponse)
        """,
    "src/city_library/resources/books/loans.py": f"""
        from __future__ import annotations

        from ...types.shared.loan import Loan

        __all__ = ["LoansResource"]

        class LoansResource(SyncAPIResource):
            def create(self, book_id: str, *, days: int | Omit = omit, {_OPTIONS}) -> Loan:
                return self._post(f"/books/{{book_id}}/loans", body={{}}, cast_to=Loan)

        class LoansResourceWithRawResponse:
            pass
        """,
    "src/city_library/types/__init__.py": """
        from .book import Book as Book
        from .shared import Loan as Loan
        from .book_list_params import BookListParams as BookListParams
        from .book_list_response import BookListResponse as BookListResponse
        from .book_create_params import BookCreateParams as BookCreateParams
        """,
    "src/city_library/types/book.py": """
        __all__ = ["Book"]

        class Book(BaseModel):
            id: str
            price: float
            first: Optional[Loan] = None
            kind: Optional[Literal["novel", "atlas"]] = None
            printed_at: Optional[datetime] = FieldInfo(alias="printedAt", default=None)
        """,
    "src/city_library/types/shared/__init__.py": "from .loan import Loan as Loan",
    "src/city_library/types/shared/loan.py": """
        __all__ = ["Loan"]

        class Loan(BaseModel):
            days: Optional[int] = None
        """,
    "src/city_library/types/book_list_response.py": """
        __all__ = ["BookListResponse"]

        BookListResponse: TypeAlias = List[Book]
        """,
    "src/city_library/types/book_list_params.py": """
        __all__ = ["BookListParams"]

        class BookListParams(TypedDict, total=False):
            q: str
        """,
    "src/city_library/types/book_create_params.py": """
        __all__ = ["BookCreateParams"]

        class BookCreateParams(TypedDict, total=False):
            title: Required[str]
            page_count: Annotated[int, PropertyInfo(alias="pageCount")]
        """,
    "tests/__init__.py": "",
    "tests/api_resources/__init__.py": "",
    "tests/utils.py": """
        from typing import Any, get_args, get_origin

        def assert_matches_type(type_: Any, value: Any, *, path: list[str]) -> None:
            if get_origin(type_) is list:
                assert isinstance(value, list), path
                for each in value:
                    assert_matches_type(get_args(type_)[0], each, path=path)
            else:
                assert isinstance(value, type_), path
        """,
    "tests/test_client.py": "raise RuntimeError('this tests the older client from within')",
    "tests/conftest.py": """
        from __future__ import annotations

        import os
        from typing import AsyncIterator, Iterator

        import pytest

        from city_library import CityLibrary, AsyncCityLibrary
        from city_library._utils import is_dict
        from pytest_asyncio import is_async_test

        pytest.register_assert_rewrite("tests.utils")

        def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
            for item in (each for each in items if is_async_test(each)):
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)

        base_url = os.environ.get("TEST_API_BASE_URL", "http://127.0.0.1:4010")

        @pytest.fixture(scope="session")
        def client(request: pytest.FixtureRequest) -> Iterator[CityLibrary]:
            strict = getattr(request, "param", True)
            with CityLibrary(base_url=base_url, api_key="k", _strict_response_validation=strict) as client:
                yield client

        @pytest.fixture(scope="session")
        async def async_client(request: pytest.FixtureRequest) -> AsyncIterator[AsyncCityLibrary]:
            strict = getattr(request, "param", True)
            async with AsyncCityLibrary(base_url=base_url, api_key="k", _strict_response_validation=strict) as client:
                yield client
        """,
    "tests/api_resources/test_books.py": """
        from __future__ import annotations

        import pytest

        from city_library import CityLibrary, AsyncCityLibrary
        from city_library.types import Book, BookListResponse
        from tests.utils import assert_matches_type

        class TestBooks:
            parametrize = pytest.mark.parametrize("client", [False, True], indirect=True, ids=["loose", "strict"])

            @parametrize
            def test_method_create_with_all_params(self, client: CityLibrary) -> None:
                book = client.books.create(title="title", page_count=0)
                assert_matches_type(Book, book, path=["response"])

            @parametrize
            def test_method_list(self, client: CityLibrary) -> None:
                assert_matches_type(BookListResponse, client.books.list(), path=["response"])

            @parametrize
            def test_raw_response_retrieve(self, client: CityLibrary) -> None:
                with pytest.warns(DeprecationWarning):
                    response = client.books.with_raw_response.retrieve("bookID")
                assert response.is_closed is True
                assert response.http_request.headers.get("X-Stainless-Lang") == "python"
                assert_matches_type(Book, response.parse(), path=["response"])

        class TestAsyncBooks:
            parametrize = pytest.mark.parametrize("async_client", [False, True], indirect=True, ids=["loose", "strict"])

            @parametrize
            async def test_method_create(self, async_client: AsyncCityLibrary) -> None:
                assert_matches_type(Book, await async_client.books.create(title="title"), path=["response"])
        """,
}
#: What people wrote: its generator made none of these.
BY_HAND = {
    "src/city_library/lib/shelves.py": "from city_library import CityLibrary\n\nSHELF = CityLibrary.__name__\n",
    "examples/read.py": "from city_library import CityLibrary\n",
}


def _line(endpoint: str, resource: str, name: str, given: str, answer: str) -> str:
    """A method as ``api.md`` lists it."""
    link = f'<a href="./src/city_library/resources/books/books.py">{name}</a>'
    return f'- <code title="{endpoint}">client.{resource}.{link}({given}) -> <a href="./src/x.py">{answer}</a></code>'


_PARAMS = '\\*\\*<a href="src/city_library/types/book_create_params.py">params</a>'
_TYPES = "from city_library.types import (\n    Book,\n    BookListResponse,\n)"
API_LIST = "\n".join(
    (
        "# Shared Types\n",
        "```python\nfrom city_library.types import Loan\n```\n",
        f"# Books\n\nTypes:\n\n```python\n{_TYPES}\n```\n\nMethods:\n",
        _line("post /books", "books", "create", _PARAMS, "Book"),
        _line("get /books/{bookID}", "books", "retrieve", "book_id", "Book"),
        _line("get /books", "books", "list", _PARAMS, "BookListResponse"),
        "\n## Loans\n\nMethods:\n",
        _line("post /books/{bookID}/loans", "books.loans", "create", f"book_id, {_PARAMS}", "Loan"),
        "",
    )
)


def write_older_sdk(folder: Path, **changed: str) -> Path:
    """The SDK as a folder; ``changed`` are its files with other text, by the last word of their names."""
    for path, text in {**FILES, **BY_HAND, "api.md": API_LIST}.items():
        written = changed.get(Path(path).stem, text)
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        generated = path.endswith(".py") and path not in BY_HAND and path.startswith("src/")
        target.write_text((MARK if generated else "") + textwrap.dedent(written).lstrip("\n"), "utf-8")
    return folder
