"""What programs written for an SDK of the other generator rely on, against the one that keeps its surface."""

from __future__ import annotations

import asyncio
import importlib
import json
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_origin

import httpx
import pytest
import respx
from migrate_documents import DOCUMENT, NAMES

from trueline.pipeline import Request, generate

BOOK = {"id": "b-1", "price": 3, "printedAt": "2026-01-02T03:04:05Z", "shelf": 9}


@pytest.fixture
def client(library: ModuleType) -> Any:
    return library.CityLibrary(api_key="secret", base_url="https://library.example")


def test_names_are_those_of_the_organisation(library: ModuleType) -> None:
    assert library.Client is library.CityLibrary
    assert library.AsyncClient is library.AsyncCityLibrary
    assert issubclass(library.NotFoundError, library.CityLibraryError)
    for name in library.__all__:
        assert getattr(library, name) is not None


def test_private_modules_have_what_programs_import(library: ModuleType) -> None:
    for module in ("_base_client", "_compat", "_constants", "_exceptions", "_models", "_response", "_types", "_utils"):
        found = importlib.import_module(f"{library.__name__}.{module}")
        assert all(hasattr(found, name) for name in found.__all__)


def test_types_are_where_their_resources_are(library: ModuleType) -> None:
    types = library.types
    assert types.Book.__name__ == "Book"
    assert types.shared.Loan is types.Loan
    assert set(types.books.LoanCreateParams.__annotations__) == {"days"}
    params = importlib.import_module(f"{library.__name__}.types.book_create_params")
    assert set(params.BookCreateParams.__annotations__) == {"title", "page_count"}


def test_an_answer_that_is_a_list_has_a_type_that_runs(library: ModuleType) -> None:
    answer = library.types.BookListResponse
    assert get_origin(answer) is list
    assert get_args(answer) == (library.types.Book,)


@respx.mock
def test_raw_and_streamed_responses(library: ModuleType, client: Any) -> None:
    respx.get("https://library.example/books").respond(json=[BOOK])
    response = client.books.with_raw_response.list(q="x")
    assert isinstance(response, library.APIResponse)
    assert response.is_closed is True
    assert response.http_request.headers["X-Stainless-Lang"] == "python"
    assert response.http_response.json() == [BOOK]
    assert response.parse()[0].id == "b-1"
    assert response.json() == [BOOK]
    with client.books.with_streaming_response.list() as streamed:
        assert not streamed.is_closed
        assert streamed.parse()[0].price == 3.0
    assert streamed.is_closed


@respx.mock
def test_asynchronous_responses_are_awaited(library: ModuleType) -> None:
    respx.get("https://library.example/books").respond(json=[BOOK])

    async def main() -> None:
        async with library.AsyncCityLibrary(api_key="secret") as client:
            response = await client.books.with_raw_response.list()
            assert (await response.parse())[0].id == "b-1"
            assert json.loads(await response.text()) == [BOOK]
            async with client.books.with_streaming_response.list() as streamed:
                assert not streamed.is_closed
                assert await streamed.json() == [BOOK]

    asyncio.run(main())


def test_a_part_of_the_path_is_not_empty(client: Any) -> None:
    with (
        pytest.warns(DeprecationWarning, match="deprecated"),
        pytest.raises(ValueError, match="Expected a non-empty value for `book_id` but received ''"),
    ):
        client.books.retrieve("")


@respx.mock
def test_every_call_of_a_deprecated_method_says_so(client: Any) -> None:
    respx.get("https://library.example/books/1").respond(json=BOOK)
    for _ in range(2):
        with pytest.warns(DeprecationWarning, match="deprecated"):
            client.books.retrieve("1")


@respx.mock
def test_models_read_as_pydantic_models_do(client: Any) -> None:
    respx.post("https://library.example/books").respond(json=BOOK)
    book = client.books.create(title="x")
    assert book.kind is None
    assert book.first is None
    assert isinstance(book.id, str)
    assert isinstance(book.price, float)
    assert book.shelf == 9
    assert book.model_extra == {"shelf": 9}
    assert book.model_fields_set == {"id", "price", "printed_at", "shelf"}
    assert isinstance(book.model_dump()["printed_at"], datetime)
    assert book.model_dump()["kind"] is None
    assert "kind" not in book.model_dump(exclude_unset=True)
    assert book.to_dict(mode="json") == BOOK
    assert json.loads(book.to_json()) == BOOK
    assert dict(book)["id"] == "b-1"
    assert book.model_copy(update={"id": "b-2"}).id == "b-2"
    cls: Any = book.__class__
    assert cls.model_construct(id="b-3").kind is None
    assert cls.model_validate(BOOK) == book


@respx.mock
def test_what_need_not_come_may_be_null_also_where_answers_are_checked(library: ModuleType) -> None:
    strict = library.CityLibrary(api_key="secret", _strict_response_validation=True)
    respx.post("https://library.example/books").respond(json={**BOOK, "kind": None, "first": {"days": None}})
    book = strict.books.create(title="x")
    assert (book.kind, book.first.days) == (None, None)
    assert book.to_dict(mode="json") == {**BOOK, "kind": None, "first": {"days": None}}
    respx.post("https://library.example/books").respond(json={**BOOK, "price": None})
    with pytest.raises(library.APIResponseValidationError):
        strict.books.create(title="x")


@respx.mock
def test_what_was_absent_is_not_sent(library: ModuleType, client: Any) -> None:
    book = library.types.Book.model_validate({"id": "b-1", "price": 1, "first": {"days": 2}})
    route = respx.post("https://library.example/books").respond(json=BOOK)
    client.books.create(title="x", page_count=library.NOT_GIVEN, extra_body={"like": book}, extra_headers=None)
    sent: Any = route.calls.last.request
    assert json.loads(sent.content) == {"title": "x", "like": {"id": "b-1", "price": 1.0, "first": {"days": 2}}}


@respx.mock
def test_errors_have_their_response(library: ModuleType, client: Any) -> None:
    respx.get("https://library.example/books").respond(404, json={"message": "no"})
    with pytest.raises(library.NotFoundError) as caught:
        client.books.list()
    assert caught.value.response.status_code == 404
    assert caught.value.body == {"message": "no"}


def test_a_credential_is_needed_from_the_start(library: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIBRARY_KEY", raising=False)
    with pytest.raises(library.CityLibraryError, match="api_key client option must be set"):
        library.CityLibrary()
    monkeypatch.setenv("LIBRARY_KEY", "from the environment")
    assert library.CityLibrary().api_key == "from the environment"


def test_the_client_may_be_changed_and_copied(library: ModuleType, client: Any) -> None:
    assert str(client.base_url) == "https://library.example/"
    client.base_url = httpx.URL("https://other.example/v2")
    assert str(client.base_url) == "https://other.example/v2/"
    copy = client.copy(api_key="other", max_retries=7, timeout=httpx.Timeout(3), default_headers={"A": "1"})
    assert (copy.api_key, copy.max_retries, copy.timeout, copy.default_headers["a"]) == (
        "other",
        7,
        httpx.Timeout(3),
        "1",
    )
    assert "a" not in copy.copy(set_default_headers={"B": "2"}).default_headers
    assert client.api_key == "secret"
    assert str(library.CityLibrary(api_key="k", environment="sandbox").base_url) == "https://sandbox.example/"


@respx.mock
def test_requests_that_the_document_does_not_have(client: Any) -> None:
    route = respx.post("https://library.example/foo").respond(json={"a": 1})
    answer = client.post("/foo", cast_to=httpx.Response, body={"b": 2})
    assert answer.json() == {"a": 1}
    sent: Any = route.calls.last.request
    assert json.loads(sent.content) == {"b": 2}


def test_what_the_document_says_of_a_schema_for_sdks_holds_and_the_rest_is_told(tmp_path: Path) -> None:
    said = "x-stainless-override-schema: {type: object, required: [size], properties: {size: {type: integer}}}"
    text = DOCUMENT.replace("    Loan: {type: object,", f"    Loan: {{{said}, x-stainless-odd: 1, type: object,")
    (tmp_path / "stainless.yml").write_text(NAMES, "utf-8")
    (tmp_path / "openapi.yaml").write_text(text, "utf-8")
    request = Request(
        str(tmp_path / "openapi.yaml"), "library", names=str(tmp_path / "stainless.yml"), compat="stainless"
    )
    made = generate(request)
    assert b"size: int" in made.files["src/library/types/loan.py"]
    told = {each.pointer: each.sentence for each in made.report.repairs}
    assert "x-stainless-odd is not carried" in told["/components/schemas/Loan/x-stainless-odd"]
