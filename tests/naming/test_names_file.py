"""A names file: the whole surface of an SDK as data. The document and the mapping are our own."""

from __future__ import annotations

import inspect
import textwrap
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from support.sdks import fresh_name, generate_to, import_sdk

from trueline.cli import main
from trueline.errors import DocumentError
from trueline.pipeline import Request, generate

DOCUMENT = """
openapi: 3.1.0
info: {title: Library, version: '1'}
servers: [{url: https://library.example}]
security: [{Key: []}]
paths:
  /books:
    get:
      parameters: [{name: after, in: query, schema: {type: string}}, {name: limit, in: query, schema: {type: integer}}]
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}}
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {title: {type: string}}}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}}
  /books/{bookID}/loans/{loanID}:
    parameters:
      - {name: bookID, in: path, required: true, schema: {type: string}}
      - {name: loanID, in: path, required: true, schema: {type: string}}
    get:
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Loan'}}}}}
    delete:
      responses: {'204': {description: gone}}
  /search:
    get:
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Found'}}}}}
  /ping:
    get:
      responses: {'204': {description: pong}}
components:
  securitySchemes: {Key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Book: {type: object, required: [id], properties: {id: {type: string}, kind: {type: string, enum: [novel, atlas]}}}
    Loan: {type: object, properties: {due: {type: string}}}
    Found: {type: object, properties: {count: {type: integer}}}
    Page:
      type: object
      properties:
        data: {type: array, items: {$ref: '#/components/schemas/Book'}}
        next: {type: [string, 'null']}
"""

NAMES = """
organization: {name: library}
resources:
  $client:
    methods: {ping: get /ping}
  $shared:
    models: {volume: Book}
  book-shelf:
    models: {book_kind: '#/components/schemas/Book/properties/kind'}
    methods:
      create: post /books
      list: {endpoint: get /books, paginated: true}
    subresources:
      url_loans:
        methods:
          retrieve: get /books/{bookID}/loans/{loanID}
          end: {endpoint: 'delete /books/{bookID}/loans/{loanID}', positional_params: [bookID, loanID]}
unspecified_endpoints: [get /search]
pagination:
  - name: cursor_page
    type: cursor
    request:
      after: {type: string, x-stainless-pagination-property: {purpose: next_cursor_param}}
      limit: {type: integer}
    response:
      data: {type: array, items: {}}
      next: {type: string, x-stainless-pagination-property: {purpose: next_cursor_field}}
client_settings:
  opts:
    library_card: {type: string, read_env: LIBRARY_CARD, auth: {security_scheme: Key}}
environments: {production: https://prod.library.example}
targets: {python: {package_name: library}}
"""


def write(folder: Path, names: str) -> str:
    path = folder / "names.yml"
    path.write_text(textwrap.dedent(names))
    return str(path)


@pytest.fixture(scope="module")
def report_and_sdk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, ModuleType]:
    folder, package = tmp_path_factory.mktemp("named"), fresh_name()
    report = generate_to(folder / package, DOCUMENT, package, names=write(folder, NAMES))
    return report, import_sdk(folder / package / "src", package)


@pytest.fixture
def client(report_and_sdk: tuple[Any, ModuleType]) -> Any:
    module = report_and_sdk[1]
    return getattr(module, module.__name__.title().replace("_", ""))(library_card="card")


def calls_of(request: Request) -> list[str]:
    lines = generate(request).files["README.md"].decode().splitlines()
    return [line.split("`")[1] for line in lines if line.startswith("| `client.")]


def arguments(method: Any) -> dict[str, Any]:
    options = {"options"}
    return {n: p.kind for n, p in inspect.signature(method).parameters.items() if n not in options}


def test_every_method_is_where_the_file_has_it(client: Any) -> None:
    for method in (client.ping, client.book_shelf.list, client.book_shelf.create):
        assert callable(method)
    assert {name for name in dir(client.book_shelf.url_loans) if not name.startswith(("_", "with_"))} == {
        "end",
        "retrieve",
    }


def test_the_last_path_parameter_goes_by_position_unless_the_file_lists_others(client: Any) -> None:
    loans = client.book_shelf.url_loans
    by_position, by_name = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
    assert arguments(loans.retrieve) == {"loan_id": by_position, "book_id": by_name}
    assert arguments(loans.end) == {"book_id": by_position, "loan_id": by_position}


def test_models_are_called_as_the_file_says_and_answers_after_their_methods(
    report_and_sdk: tuple[Any, ModuleType],
) -> None:
    types = import_sdk(Path(), f"{report_and_sdk[1].__name__}.types")
    assert {"Volume", "BookKind", "URLLoanRetrieveResponse", "BookShelfListResponse"} <= set(types.__all__)
    assert "Book" not in types.__all__


def test_what_the_file_lists_as_unspecified_is_left_out_and_reported(report_and_sdk: tuple[Any, ModuleType]) -> None:
    report = report_and_sdk[0]
    assert report.lost == ()
    assert [(loss.pointer, "unspecified_endpoints" in loss.reason) for loss in report.allowed] == [
        ("/paths/~1search/get", True)
    ]


def test_pages_go_on_as_the_scheme_says(client: Any) -> None:
    operation = import_sdk(Path(), f"{type(client).__module__.split('.')[0]}.resources.book_shelf")._LIST
    found = operation.pagination
    assert (found.type, found.items, found.request, found.next, found.limit) == (
        "cursor",
        "data",
        "after",
        "next",
        "limit",
    )


def test_the_client_takes_the_credential_and_the_server_that_the_file_names(
    report_and_sdk: tuple[Any, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = report_and_sdk[1]
    kind = getattr(module, module.__name__.title().replace("_", ""))
    assert "library_card" in inspect.signature(kind).parameters
    monkeypatch.setenv("LIBRARY_CARD", "from-the-environment")
    assert str(kind().base_url).startswith("https://prod.library.example")


def test_resources_and_methods_are_in_the_order_of_the_file(tmp_path: Path) -> None:
    names = NAMES.replace("      create: post /books\n", "").replace(
        "paginated: true}\n", "paginated: true}\n      create: post /books\n"
    )
    spec = tmp_path / "openapi.yaml"
    spec.write_text(DOCUMENT)
    rows = [calls_of(Request(str(spec), "library", names=write(tmp_path, text))) for text in (NAMES, names)]
    assert rows[0] == [
        "client.ping()", "client.book_shelf.create()", "client.book_shelf.list()",
        "client.book_shelf.url_loans.retrieve()", "client.book_shelf.url_loans.end()",
    ]  # fmt: skip
    assert rows[1][1:3] == ["client.book_shelf.list()", "client.book_shelf.create()"]


def test_the_command_line_takes_a_names_file_and_the_lock_says_so(tmp_path: Path) -> None:
    spec, out = tmp_path / "openapi.yaml", tmp_path / "out"
    spec.write_text(DOCUMENT)
    base = ["generate", str(spec), "--output", str(out), "--package", "library", "--names", write(tmp_path, NAMES)]
    assert main(base) == 0
    assert main([*base, "--check"]) == 0
    write(tmp_path, NAMES.replace("create: post", "add: post"))
    assert main([*base, "--check"]) == 1


def test_an_operation_that_the_file_forgets_is_a_loss(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = tmp_path / "openapi.yaml"
    spec.write_text(DOCUMENT)
    names = write(tmp_path, NAMES.replace("unspecified_endpoints: [get /search]", ""))
    code = main(["generate", str(spec), "--output", str(tmp_path / "out"), "--package", "library", "--names", names])
    text = capsys.readouterr().err
    assert code == 4
    assert "/paths/~1search/get" in text and "gives get /search no method" in text and "unspecified_endpoints" in text


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ("post /books", "post /bokks", "/resources/book-shelf/methods/create", "Did you mean `post /books`?"),
        ("volume: Book", "volume: Boook", "/resources/$shared/models/volume", "Did you mean Book?"),
        (
            "security_scheme: Key",
            "security_scheme: Kye",
            "/client_settings/opts/library_card/auth/security_scheme",
            "'Kye'",
        ),
        ("pagination:", "paginations:", "/paginations", "Did you mean pagination?"),
        ("subresources:", "subresource:", "/resources/book-shelf/subresource", "Did you mean subresources?"),
        ("paginated: true", "paginate: true", "/resources/book-shelf/methods/list/paginate", "Did you mean paginated?"),
        (
            "paginated: true",
            "paginated: pages",
            "/resources/book-shelf/methods/list/paginated",
            "Use one of cursor_page",
        ),
        ("paginated: true", "paginated: 3", "/resources/book-shelf/methods/list/paginated", "the name of a scheme"),
        ("ping: get /ping", "ping: /ping", "/resources/$client/methods/ping", "Write method and path"),
        (
            "[bookID, loanID]",
            "[bookID, pageID]",
            "/resources/book-shelf/subresources/url_loans/methods/end",
            "'pageID'",
        ),
        ("type: cursor\n", "type: cursors\n", "/pagination/0/type", "Use one of cursor"),
        ("purpose: next_cursor_param", "purpose: x", "/pagination/0", "purpose next_cursor_param"),
        ("[get /search]", "get /search", "/unspecified_endpoints", "should be a list"),
        ("targets:", "query_settings: {array_format: bracket}\ntargets:", "/query_settings/array_format", "brackets"),
        ("methods: {ping: get /ping}", "methods: [ping]", "/resources/$client/methods", "should be an object"),
    ],
)
def test_what_makes_no_sense_is_an_error_with_its_key_and_a_cure(
    tmp_path: Path, old: str, new: str, key: str, said: str
) -> None:
    spec = tmp_path / "openapi.yaml"
    spec.write_text(DOCUMENT)
    assert old in NAMES
    with pytest.raises(DocumentError) as caught:
        generate(Request(str(spec), "library", names=write(tmp_path, NAMES.replace(old, new, 1))))
    assert caught.value.where is not None and caught.value.cure
    assert str(caught.value.where.pointer).startswith(key) and caught.value.where.source.endswith("names.yml")
    assert said in str(caught.value)


def test_a_method_that_unwraps_webhooks_is_told_of(tmp_path: Path) -> None:
    spec = tmp_path / "openapi.yaml"
    spec.write_text(textwrap.dedent(DOCUMENT), "utf-8")
    webhooks = "  webhooks:\n    methods: {unwrap: {type: webhook_unwrap, discriminator: type}}\n"
    names = write(tmp_path, NAMES.replace("resources:\n", "resources:\n" + webhooks, 1))
    report = generate(Request(str(spec), fresh_name(), names=names)).report
    assert [repair.pointer for repair in report.repairs if "unwraps webhooks" in repair.sentence] == [
        "/resources/webhooks/methods/unwrap"
    ]
