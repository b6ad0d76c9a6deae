"""``openapi-core`` as the judge of requests: one operation of the original document at a time."""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

import httpx
from jsonschema_path import SchemaPath
from openapi_core import V30RequestValidator, V31RequestValidator
from openapi_core.datatypes import RequestParameters
from openapi_core.validation.request.exceptions import ParameterValidationError, SecurityValidationError
from werkzeug.datastructures import Headers, ImmutableMultiDict

from benchmarks.corpus.wire.document import Document, Operation
from benchmarks.corpus.wire.limits import Complaint
from benchmarks.corpus.wire.own import path_texts, style_of
from benchmarks.corpus.wire.sdk import BASE_URL


@dataclass
class _Request:
    """A request in the shape that the validator reads."""

    host_url: str
    path: str
    method: str
    body: bytes | None
    content_type: str
    parameters: RequestParameters


class Judge:
    """Judges requests of one operation. The other paths are left out, for the validator looks through all of them."""

    def __init__(self, document: Document, operation: Operation) -> None:
        self._operation = operation
        item = {key: value for key, value in operation.item.items() if key != "servers"}
        method = operation.method.lower()
        item[method] = {key: value for key, value in operation.raw.items() if key != "servers"}
        paths = {operation.sent_path: item}
        if document.refers_to_paths:
            paths = {**document.raw["paths"], **paths}
        raw = {**document.raw, "paths": paths, "servers": [{"url": BASE_URL}]}
        raw.pop("webhooks", None)
        cls: Any = V30RequestValidator if document.is_3_0 else V31RequestValidator
        self._validator = cls(
            SchemaPath.from_dict(raw), extra_media_type_deserializers=_json_types(document, operation)
        )

    def complaints(self, request: httpx.Request) -> list[Complaint]:
        """All that the validator has against a request. It may also fail: that is raised as it is."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [_complaint(error) for error in self._validator.iter_errors(self._adapted(request))]

    def _adapted(self, request: httpx.Request) -> _Request:
        path, _, query = request.url.raw_path.decode().partition("?")
        pairs = parse_qsl(query, keep_blank_values=True)
        cookies = [part.partition("=") for part in request.headers.get("cookie", "").split("; ") if part]
        parameters = RequestParameters(
            query=ImmutableMultiDict(pairs),
            header=Headers(list(request.headers.items())),
            cookie=ImmutableMultiDict([(name, unquote(value)) for name, _, value in cookies]),
            path=self._in_path(path),
        )
        content_type = request.headers.get("content-type", "")
        body = request.content or None
        return _Request(BASE_URL, path, self._operation.method.lower(), body, content_type, parameters)

    def _in_path(self, path: str) -> dict[str, str]:
        """Path parameters, decoded, by the names under which the validator looks for each style."""
        raw = path_texts(self._operation.sent_path, path)
        found = {name: unquote(text) for name, text in raw.items()}
        for _, parameter in self._operation.parameters:
            name, (style, explode) = str(parameter.get("name")), style_of(parameter)
            if parameter.get("in") == "path" and style in {"label", "matrix"} and name in found:
                found[{"label": ".", "matrix": ";"}[style] + name + ("*" if explode else "")] = found[name]
        return found


def _json_types(document: Document, operation: Operation) -> dict[str, Any]:
    """The validator knows few names of JSON, and reads a body by the name in the document, which may be a range."""
    content = document.at(operation.body).get("content") if operation.body else None
    return {name: _loads for name in content or {} if "json" in name or "*" in name}


def _loads(body: bytes, **_: str) -> Any:
    return json.loads(body)


def _complaint(error: Exception) -> Complaint:
    causes: list[str] = []
    at: BaseException | None = error
    while at is not None and len(causes) < 6:
        details = [str(each.message) for each in getattr(at, "schema_errors", ())]
        causes += [f"{type(at).__name__}: {at}", *details[:3]]
        at = at.__cause__
    message = " ← ".join(dict.fromkeys(causes))[:700]
    if isinstance(error, ParameterValidationError):
        return Complaint(str(error.location), str(error.name), message)
    if isinstance(error, SecurityValidationError):
        return Complaint("security", "", message)
    return Complaint("body" if "Body" in type(error).__name__ else "request", "", message)
