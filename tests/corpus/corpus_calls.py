"""A call of a generated method, and what the document says of the request that must come of it."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Self
from urllib.parse import quote

import httpx
from corpus_documents import Document, Json, Operation, escape
from corpus_values import Maker
from support.multipart import parts_of
from support.typed_json import is_array, is_object

BASE_URL = "https://api.example.com"
_OPTIONS = {
    "base_url",
    "timeout",
    "max_retries",
    "default_headers",
    "default_query",
    "http_client",
    "strict",
    "server",
    "server_variables",
}
#: Header parameters with these names say nothing: the document says the same elsewhere (OpenAPI 3.1, 4.8.12).
_NOT_PARAMETERS = {"accept", "content-type", "authorization"}


@dataclass
class Call:
    """Values by wire name, as the test made them, before any of them became an argument."""

    operation: Operation
    path: str
    query: list[str] = field(default_factory=list[str])
    headers: dict[str, str] = field(default_factory=dict[str, str])
    given: dict[tuple[str, str], Any] = field(default_factory=dict[tuple[str, str], Any])
    media_type: str = ""
    schema: str = ""
    body: Any = None


def make_call(document: Document, operation: Operation) -> Call:
    """Values for every parameter and for the first media type of the body, JSON if there is."""
    maker = Maker(document, writing=True)
    call = Call(operation, operation.path)
    described = {parameter["name"] for _, parameter in operation.parameters if parameter["in"] == "path"}
    for name in _placeholders(operation.path) - described:
        _add(call, {"name": name, "in": "path"}, "undescribed")
    for pointer, parameter in operation.parameters:
        if parameter["in"] == "header" and parameter["name"].lower() in _NOT_PARAMETERS:
            continue
        assert "schema" in parameter, f"{pointer}: no test knows how a content parameter should look"
        value = maker.value(f"{pointer}/schema")
        _add(call, parameter, "plain text" if parameter["in"] == "header" and isinstance(value, str) else value)
    if operation.body:
        content = document.at(operation.body)["content"]
        call.media_type = next((name for name in content if "json" in name), next(iter(content)))
        call.schema = f"{operation.body}/content/{escape(call.media_type)}/schema"
        call.body = _body(maker, call)
    return call


def _placeholders(path: str) -> set[str]:
    return {part.partition("}")[0] for part in path.split("{")[1:]}


def _body(maker: Maker, call: Call) -> Any:
    if "json" in call.media_type or call.media_type in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        return maker.value(call.schema)
    return "some text" if call.media_type.startswith("text/") else b"some bytes"


def _add(call: Call, parameter: Json, value: Any) -> None:
    name, where = parameter["name"], parameter["in"]
    call.given[where, name] = value
    if where == "path":
        call.path = call.path.replace(f"{{{name}}}", _joined(value))
    elif where == "query":
        call.query += _fields(parameter, value)
    else:
        assert where == "header", f"no test knows how a parameter in {where} should look"
        call.headers[name] = ",".join(map(_primitive, value)) if is_array(value) else _primitive(value)


def _primitive(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _joined(value: Any) -> str:
    return ",".join(quote(_primitive(item), safe="") for item in (value if is_array(value) else [value]))


def _fields(parameter: Json, value: Any) -> list[str]:
    style = parameter.get("style", "form")
    name = quote(parameter["name"], safe="")
    if style == "deepObject":
        return [f"{name}%5B{quote(key, safe='')}%5D={_joined(item)}" for key, item in value.items()]
    assert style == "form", f"no test knows how style {style} should look"
    explode = parameter.get("explode", True)
    if is_object(value):
        assert explode, "no test knows how an object that is not exploded should look"
        return [f"{quote(key, safe='')}={_joined(item)}" for key, item in value.items()]
    if is_array(value) and explode:
        return [f"{name}={_joined(item)}" for item in value]
    return [] if value is None or value == [] else [f"{name}={_joined(value)}"]


# --- the generated side ---


class Caller:
    """A client of a generated package, and its methods by what they call."""

    def __init__(self, sdk: ModuleType, document: Document) -> None:
        names = [name for name in sdk.__all__ if f"Async{name}" in sdk.__all__]
        kind = getattr(sdk, names[0])
        known = inspect.signature(kind.__init__).parameters
        credentials = {
            name: ("id", "sesame") if "tuple" in str(parameter.annotation) else "sesame"
            for name, parameter in known.items()
            if name not in _OPTIONS | {"self", "on_event", "server", "server_variables"}
        }
        options: Json = {} if document.raw.get("servers") else {"base_url": BASE_URL}
        self.client = kind(**credentials, **options, max_retries=0)
        self.methods: dict[tuple[str, str], tuple[Any, Any]] = {}
        for method, operation in _methods(self.client):
            key = operation.method.upper(), operation.path
            assert key not in self.methods, f"{key} is there twice"
            self.methods[key] = method, operation

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def arguments(self, call: Call) -> Json:
        """The keyword arguments for the values of ``call``, by the names that the method has for them."""
        _, facts = self.methods[call.operation.method, call.operation.path]
        names = {(param.location, param.name): param.arg for param in facts.params}
        names |= {("header", name): "idempotency_key" for name in [facts.idempotency_header] if name}
        arguments = {names[where]: value for where, value in call.given.items()}
        if not call.media_type:
            return arguments
        fields = {wire: arg for arg, wire in facts.body.fields}
        if fields:
            arguments |= {fields[wire]: value for wire, value in call.body.items()}
        else:
            arguments["body"] = call.body
        assert len(arguments) == len(call.given) + (len(call.body) if fields else 1), "two values with one name"
        if len(facts.body.contents) > 1:
            arguments["content_type"] = call.media_type
        return arguments

    def call(self, call: Call) -> Any:
        method, _ = self.methods[call.operation.method, call.operation.path]
        return method(**self.arguments(call))


def _methods(owner: Any) -> Iterator[tuple[Any, Any]]:
    """Every method below a client, with the facts that it hands to the runtime."""
    for name, value in owner.__class__.__dict__.items():
        if name.startswith("with_") and isinstance(value, property) and "Response" in str(value.fget.__annotations__):
            continue
        if isinstance(value, property):
            yield from _methods(getattr(owner, name))
        elif inspect.isfunction(value):
            for constant in value.__code__.co_names:
                fact = value.__globals__.get(constant)
                if type(fact).__name__ == "Operation":
                    yield getattr(owner, name), fact


# --- what was sent, what came back ---


def assert_on_the_wire(document: Document, call: Call, request: httpx.Request) -> None:
    """Method, URL, query, headers and body are what the document says."""
    path, _, query = request.url.raw_path.decode().partition("?")
    server = httpx.URL(document.server(call.operation) or BASE_URL)
    assert request.method == call.operation.method
    assert (request.url.scheme, request.url.host) == (server.scheme, server.host)
    assert path == server.raw_path.decode().rstrip("/") + call.path
    assert sorted(filter(None, query.split("&"))) == sorted(call.query)
    assert {name: request.headers.get(name) for name in call.headers} == call.headers
    security = call.operation.raw.get("security", document.raw.get("security", []))
    if security and all(security):
        assert "sesame" in str(request.headers.raw), "no credential was sent"
    if call.media_type:
        _assert_body(document, call, request)
    else:
        assert request.content == b""


def _assert_body(document: Document, call: Call, request: httpx.Request) -> None:
    content_type = request.headers["content-type"]
    assert content_type.partition(";")[0] == call.media_type
    if "json" in call.media_type:
        sent = json.loads(request.content)
        assert sent == call.body
        assert document.errors(call.schema, sent, writing=True) == []
    elif call.media_type == "multipart/form-data":
        names = {part.name for part in parts_of(content_type, request.content)}
        assert {name.partition("[")[0] for name in names} == set(call.body)
    else:
        assert request.content == (call.body.encode() if isinstance(call.body, str) else call.body)


def make_answer(document: Document, operation: Operation) -> tuple[httpx.Response, Any]:
    """The first documented success, and the JSON value in it, ``None`` for none."""
    if not operation.successes:
        return httpx.Response(204), None
    status = min(operation.successes)
    pointer = document.follow(f"{operation.pointer}/responses/{status}")
    content = document.at(pointer).get("content", {})
    number = int(status.replace("X", "0"))
    media_type = next((name for name in content if "json" in name), next(iter(content), ""))
    if not media_type or operation.method == "HEAD" or number == 204:
        return httpx.Response(number), None
    headers = {"content-type": media_type}
    if "json" not in media_type:
        return httpx.Response(number, headers=headers, content=b"some text"), None
    value: Any = {"free": 1}
    if "schema" in content[media_type]:
        value = Maker(document, writing=False).value(f"{pointer}/content/{escape(media_type)}/schema")
    return httpx.Response(number, headers=headers, content=json.dumps(value).encode()), value


def assert_answer(sdk: ModuleType, result: Any, answer: httpx.Response, value: Any) -> None:
    """What the method returned says the same as the answer."""
    if value is None:
        text = result.read() if hasattr(result, "read") else result
        assert text in ({b"some text", "some text"} if answer.content else {None}) or answer.content == b"null"
    elif hasattr(result, "get_next_page"):
        items = json_of(sdk, result.data)
        found: list[Any] = [value, *value.values()] if is_object(value) else [value]
        assert items in found or any(is_object(v) and items in v.values() for v in found), items
    else:
        assert json_of(sdk, result) == value


def json_of(sdk: ModuleType, value: Any) -> Any:
    """A returned value as JSON: models by their own ``to_dict``."""
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if is_array(value):
        return [json_of(sdk, item) for item in value]
    if is_object(value):
        return {name: json_of(sdk, item) for name, item in value.items()}
    from importlib import import_module

    return import_module(f"{sdk.__name__}._runtime.encoding").encode(value)
