"""What must hold for generated code, whatever stood in the document."""

from __future__ import annotations

import ast
import inspect
import json
import posixpath
import re
import tomllib
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, unquote

import httpx
from documents import OPERATION, Json, example_of

FORBIDDEN = {
    "eval",
    "exec",
    "compile",
    "open",
    "__import__",
    "system",
    "popen",
    "getattr",
    "setattr",
    "globals",
    "vars",
}
MODULES = {
    "builtins",
    "__future__",
    "typing",
    "typing_extensions",
    "datetime",
    "decimal",
    "uuid",
    "collections.abc",
    "types",
    "attrs",
    "httpx",
    "functools",
    "pytest",
}
SAFE_PATH = re.compile(
    r"(src/[a-z_0-9]+/)?((resources|types|_cli|testing|_runtime|_runtime/(agents|cli|testing))/)?[A-Za-z_][A-Za-z_0-9]{0,120}(\.py|\.typed|\.json|\.md|\.toml)"
)
CLIENT_ARGUMENTS = {
    *("self", "base_url", "timeout", "max_retries", "default_headers", "default_query", "http_client", "strict"),
    *("server", "server_variables"),
    "on_event",
}


def assert_inert(files: Mapping[str, bytes]) -> None:
    """Generated files stay in their folder and hold nothing but declarations and text that shows what it is."""
    for path, data in files.items():
        assert SAFE_PATH.fullmatch(path), path
        if "/_runtime/" in path:
            continue
        source = data.decode()
        text = source.replace("\n", "")
        assert text.isprintable(), f"{path} has invisible characters: {[c for c in text if not c.isprintable()]!r}"
        if path.endswith(".py"):
            _assert_declares_only(ast.parse(source, path), path)
        elif path.endswith(".toml"):
            project = tomllib.loads(source)["project"]
            assert all(re.fullmatch(r"[a-z0-9_]+\._cli:main", entry) for entry in project.pop("scripts").values())
            assert "gui-scripts" not in project


def _assert_declares_only(tree: ast.Module, path: str) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            assert name not in FORBIDDEN, f"{path} calls {name}"
        elif isinstance(node, ast.Import):
            assert {alias.name for alias in node.names} <= MODULES, path
        elif isinstance(node, ast.ImportFrom) and not node.level:
            assert node.module in MODULES, f"{path} imports {node.module}"
    for statement in tree.body:
        if isinstance(statement, ast.Expr):
            assert isinstance(statement.value, ast.Constant), f"{path} does something when it is imported"


class Caller:
    """A client of a generated SDK that keeps the request and answers with what it is told."""

    def __init__(self, sdk: ModuleType) -> None:
        self.request: httpx.Request | None = None
        self.answer: Any = None
        self._http = httpx.Client(transport=httpx.MockTransport(self._handle))
        kind = next(
            getattr(sdk, name) for name in sdk.__all__ if f"Async{name}" in sdk.__all__ and not name.startswith("Async")
        )
        credentials = set(inspect.signature(kind.__init__).parameters) - CLIENT_ARGUMENTS
        self.client = kind(**dict.fromkeys(credentials, "sesame"), http_client=self._http, max_retries=0)
        self.methods = {operation.path: (method, operation) for method, operation in _methods(self.client)}

    def close(self) -> None:
        self.client.close()
        self._http.close()

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.request = request
        return httpx.Response(200, json=self.answer)


def _methods(owner: Any) -> Iterator[tuple[Any, Any]]:
    """Every method below a client, with the facts that it hands to the runtime."""
    for name, value in owner.__class__.__dict__.items():
        if name in {"with_raw_response", "with_streaming_response"}:
            continue
        if isinstance(value, property):
            yield from _methods(getattr(owner, name))
        elif inspect.isfunction(value):
            for constant in value.__code__.co_names:
                fact = value.__globals__.get(constant)
                if type(fact).__name__ == "Operation":
                    yield getattr(owner, name), fact


def assert_works(caller: Caller, n: int, fields: Json) -> None:
    """A call of operation ``n`` sends what the document says, and decodes what comes back."""
    texts = {**{name: text.replace("{n}", str(n)) for name, text in OPERATION.items()}, **fields}
    method, operation = next(pair for path, pair in caller.methods.items() if path.startswith(f"/op{n}/"))
    body = example_of(n, fields)
    values = {f"enum{n}": texts["parameter enum value"], f"preset{n}": texts["parameter default"]}
    arguments = {param.arg: values.get(param.name, "v") for param in operation.params}
    arguments |= {arg: body[wire] for arg, wire in operation.body.fields} if operation.body.fields else {"body": body}
    assert len(arguments) == len(operation.params) + (len(operation.body.fields) or 1), "two things with one name"
    caller.answer = body

    result = method(**arguments)

    request = caller.request
    assert request is not None
    path, _, query = request.url.raw_path.decode().partition("?")
    assert unquote(path) == sent_path(f"/op{n}/{texts['path segment']}/v"), path
    assert json.loads(request.content) == body, request.content
    assert sorted(parse_qsl(query, keep_blank_values=True)) == sorted(
        [(texts["query parameter name"], "v"), (f"enum{n}", values[f"enum{n}"]), (f"preset{n}", values[f"preset{n}"])]
    ), query
    assert request.headers[texts["header parameter name"]] == "v", request.headers
    assert unquote(request.headers["cookie"]) == f"{texts['cookie parameter name']}=v", request.headers
    assert "sesame" in request.headers.values()
    assert result.to_dict() == body, result
    kind = result.__class__
    assert kind.from_dict(body) == result
    assert json.loads(result.to_json()) == body
    assert repr(result)


def sent_path(path: str) -> str:
    """A path less what is a parameter in it, which nobody described, and the dot segments (RFC 3986, 5.2.4)."""
    return posixpath.normpath(re.sub(r"\{[^{}]*\}", "v", path))
