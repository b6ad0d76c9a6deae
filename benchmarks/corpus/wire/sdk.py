"""The generated side: a client on a transport that keeps what is sent, and its methods by what they call."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

BASE_URL = "https://api.example.com"
_OPTIONS = {
    "credentials",
    "server",
    "server_variables",
    "base_url",
    "timeout",
    "max_retries",
    "default_headers",
    "default_query",
    "http_client",
    "strict",
    "on_event",
}
_PARSERS: dict[str, Callable[[str], Any]] = {
    "date-time": lambda text: dt.datetime.fromisoformat(text.replace("Z", "+00:00")),
    "date": dt.date.fromisoformat,
    "uuid": UUID,
}


def find(folder: Path) -> str:
    """The package in a folder that was generated, which can be imported from now on."""
    source = folder / "src" if (folder / "src").is_dir() else folder
    sys.path.insert(0, str(source))
    return next(path.parent.name for path in sorted(source.glob("*/_runtime")))


class Sdk:
    """A generated package, a client of it, and what the client sent last."""

    def __init__(self, package: str) -> None:
        warnings.simplefilter("ignore", DeprecationWarning)  # of operations that are deprecated
        self.module = importlib.import_module(package)
        self.types = importlib.import_module(f"{package}.types")
        self.encode = importlib.import_module(f"{package}._runtime.encoding").encode
        self.unset = importlib.import_module(f"{package}._runtime.unset").UNSET
        self.answer = httpx.Response(204)
        self.sent: httpx.Request | None = None
        self.client = self._client()
        self.methods: dict[tuple[str, str], tuple[Any, Any]] = {}
        for method, operation in _methods(self.client):
            # Several paths of a document may be one URL; the docstring says which of them a method is for.
            said = re.search(rf"^\s*`*{operation.method}\s+(/.*?)`*$", method.__doc__ or "", re.MULTILINE)
            path = said[1] if said else operation.path
            self.methods.setdefault((operation.method.upper(), path), (method, operation))
            self.methods.setdefault((operation.method.upper(), operation.path), (method, operation))

    def _client(self) -> Any:
        name = next(name for name in self.module.__all__ if f"Async{name}" in self.module.__all__)
        kind = getattr(self.module, name)
        known = inspect.signature(kind.__init__).parameters
        credentials = {
            name: ("id", "sesame") if "tuple" in str(parameter.annotation) else "sesame"
            for name, parameter in known.items()
            if name not in _OPTIONS | {"self"} and parameter.kind is not parameter.VAR_KEYWORD
        }
        http = httpx.Client(transport=httpx.MockTransport(self._take))
        return kind(**credentials, base_url=BASE_URL, http_client=http, max_retries=0)

    def _take(self, request: httpx.Request) -> httpx.Response:
        request.read()
        if request.method == "POST" and b"grant_type=client_credentials" in request.content:
            return httpx.Response(200, json={"access_token": "sesame", "token_type": "bearer"})
        self.sent = request
        return self.answer

    def names(self, facts: Any) -> dict[tuple[str, str], str]:
        """Argument names by where a parameter travels and what it is called there."""
        names = {(param.location, param.name): param.arg for param in facts.params}
        return names | {("header", name): "idempotency_key" for name in [facts.idempotency_header] if name}

    def typed(self, method: Any, argument: str, schema: dict[str, Any], value: Any) -> Any:
        """A value as a person would write it: models and dates where the method asks for them, else as it is."""
        if isinstance(value, str) and schema.get("format") in _PARSERS:
            try:
                return _PARSERS[schema["format"]](value)
            except ValueError:
                return value
        parameter = inspect.signature(method).parameters.get(argument)
        annotation = str(parameter.annotation) if parameter else ""
        names = re.findall(r"\w+", annotation)
        models = {name: kind for name in names if hasattr(kind := getattr(self.types, name, None), "from_dict")}
        return modelled(annotation, value, *models.popitem()) if len(models) == 1 else value


def modelled(annotation: str, value: Any, name: str, model: Any) -> Any:
    """A value with objects as the one model that its annotation names, wherever that stands: lists and maps stay."""
    parts = _parts(annotation)
    mapping = any(part.startswith("Mapping[") for part in parts)
    if isinstance(value, dict) and name in parts:
        try:
            return model.from_dict(value)
        except Exception:  # its DecodeError, of the copied runtime
            if not mapping:  # else the map beside the model takes what is none
                raise
    inner = next((part for part in parts if part.startswith("Sequence[")), "")
    if isinstance(value, list) and inner:
        return [modelled(inner[len("Sequence[") : -1], item, name, model) for item in value]
    inner = next((part for part in parts if part.startswith("Mapping[")), "").partition(", ")[2]
    if isinstance(value, dict) and inner:
        return {key: modelled(inner[:-1], item, name, model) for key, item in value.items()}
    return value


def _parts(annotation: str) -> list[str]:
    """The members of a union, as they are written."""
    parts, depth = [""], 0
    for text in re.split(r"( \| |[\[\]])", annotation):
        depth += {"[": 1, "]": -1}.get(text, 0)
        if text == " | " and not depth:
            parts.append("")
        else:
            parts[-1] += text
    return parts


def _methods(owner: Any) -> Iterator[tuple[Any, Any]]:
    """Every method below a client, with the facts that it hands to the runtime."""
    for name, value in vars(type(owner)).items():
        if isinstance(value, property) and value.fget is not None:
            if name.startswith("with_") and "Response" in str(value.fget.__annotations__):
                continue
            yield from _methods(getattr(owner, name))
        elif inspect.isfunction(value):
            for constant in value.__code__.co_names:
                fact = value.__globals__.get(constant)
                if type(fact).__name__ == "Operation":
                    yield getattr(owner, name), fact
                    break
