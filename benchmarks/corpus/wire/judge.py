"""``openapi-core`` as the judge of requests: one operation of the original document at a time."""

from __future__ import annotations

import json
import re
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

from benchmarks.corpus.wire.document import IGNORED, Document, Json, Operation, placeholders
from benchmarks.corpus.wire.own import style_of
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


@dataclass(frozen=True)
class Complaint:
    """What the validator has against a request: at a parameter (``query``, ``name``), the body, or the whole."""

    location: str
    name: str
    message: str


class Judge:
    """Judges requests of one operation. The other paths are left out, for the validator looks through all of them."""

    def __init__(self, document: Document, operation: Operation) -> None:
        self._operation = operation
        item = {key: value for key, value in operation.item.items() if key != "servers"}
        method = operation.method.lower()
        item[method] = {key: value for key, value in operation.raw.items() if key != "servers"}
        paths = {operation.path: item}
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
        raw = path_texts(self._operation.path, path)
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


def path_texts(template: str, path: str) -> dict[str, str]:
    """What stands in a path where its template has names, as it was sent."""
    names = placeholders(template)
    pattern = "([^/?&]*)".join(re.escape(part) for part in re.split(r"\{[^{}]*\}", template))
    match = re.fullmatch(pattern, path)
    return dict(zip(names, match.groups(), strict=False)) if match else {}


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


def whole_limit(operation: Operation, complaint: Complaint) -> str:
    """Why a complaint says nothing of the request as a whole; empty when it does."""
    if complaint.location == "header" and complaint.name.lower() in IGNORED:
        return "a header parameter that OpenAPI says to ignore is required"
    if complaint.location == "request" and "?" in operation.path:
        return "a path with a query in it is never found"
    if "MissingRequiredRequestBody" in complaint.message:
        return "a form without fields is an empty body"
    return ""


def body_limit(media_type: str) -> str:
    """Why the validator cannot judge a body of this media type; empty when it can."""
    essence = media_type.partition(";")[0].strip().lower()
    if "json" in essence or essence in {"application/x-www-form-urlencoded", "*/*"}:
        return ""
    if essence.startswith("multipart/"):
        return "multipart: texts of parts are held against the schema as they are, and line ends are changed"
    return "XML, text and bytes are held against the schema as they are"


def limits(parameter: Json, value: Any) -> str:
    """Why the validator cannot judge this parameter with this value; empty when it can. Evidence: ``README.md``."""
    style, explode = style_of(parameter)
    if isinstance(value, list) and not [item for item in value if item is not None]:
        return "an empty array is nothing at all in a URL (RFC 6570, section 2.3), required or not"
    if style == "deepObject" and (not parameter.get("explode") or not _plain_keys(value)):
        return "deepObject is read where explode is stated and every key is a word"
    if style == "form" and explode and isinstance(value, dict) and "content" not in parameter:
        return "an exploded object in a query or cookie is looked for under the parameter's own name"
    return ""


def _plain_keys(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and all(re.fullmatch(r"\w+", key) for key in value)
