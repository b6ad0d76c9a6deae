"""Pass: bodies, responses and headers say all that they may leave out, under statuses and media types that HTTP has."""

from __future__ import annotations

import re
from typing import Any

from trueline.spec.document import Json
from trueline.spec.normalise.canonical import POINTER
from trueline.spec.normalise.helpers.walk import Once, rewrite_operations
from trueline.spec.normalise.report import Notes
from trueline.spec.pointer import join

_STATUS = re.compile(r"[1-5]([0-9]{2}|XX)$")
#: RFC 6838, section 4.2: what a subtype may be called.
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*")
_SHORT = {
    "json": "application/json", "xml": "application/xml", "text": "text/plain", "html": "text/html",
    "*": "*/*", "": "*/*", "form": "application/x-www-form-urlencoded", "binary": "application/octet-stream",
}  # fmt: skip


def media_type_meant(key: str) -> str:
    """The media type that a key of ``content`` is or stands for; plain bytes where it is not a name at all."""
    name = key.strip()
    if "/" in name:
        return name
    return _SHORT.get(name.lower()) or (f"application/{name}" if _TOKEN.fullmatch(name) else "application/octet-stream")


def run(document: Json, notes: Notes) -> Json:
    """The document with complete request bodies and responses."""
    contents = _Contents(notes)
    body, response = Once(contents.body), Once(contents.response)

    def operation(_path: str, _method: str, operation: Json) -> Json:
        new = {key: value for key, value in operation.items() if key != "requestBody"}
        if "requestBody" in operation:
            found = body(operation["requestBody"])
            if found["content"]:
                new["requestBody"] = found
        pointer = join(operation[POINTER], "responses")
        statuses = ((_status(key, pointer, notes), value) for key, value in operation["responses"].items())
        new["responses"] = {key: response(value) for key, value in statuses if key is not None}
        return new

    return rewrite_operations(document, operation)


def _status(key: str, pointer: str, notes: Notes) -> str | None:
    status = key.strip().upper()
    if status == "DEFAULT" or _STATUS.match(status):
        return "default" if status == "DEFAULT" else status
    meant = re.match(r"([1-5])(\*\*|\*|X)$", status)
    if meant:
        notes.repair(join(pointer, key), f"{key!r} is not a status; taken as {meant[1]}XX")
        return f"{meant[1]}XX"
    notes.lose(join(pointer, key), f"{key!r} is not an HTTP status", "Use a status such as '200', '2XX' or 'default'.")
    return None


class _Contents:
    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.header = Once(self._header)

    def body(self, body: Json) -> Json:
        """A request body: ``required`` always, a media type at least."""
        if not body["content"]:
            self.notes.repair(
                body[POINTER], "the request body has no media type, so there is nothing to send; left out"
            )
        for name, media in body["content"].items():
            if "itemSchema" in media and media_type_meant(name).lower().startswith("multipart/"):
                self._lose_by_position("itemSchema", join(body[POINTER], "content", name))
        required = str(body.get("required", False)).lower() == "true"
        return {**body, "required": required, "content": self._content(body["content"], body[POINTER])}

    def response(self, response: Json) -> Json:
        """A response: ``description`` always."""
        new = dict(response)
        if not isinstance(response.get("description"), str):
            if not str(self.notes.source.value.get("openapi")).startswith("3.2"):  # where it may be left out
                self.notes.repair(response[POINTER], "the response has no description; taken as empty")
            new["description"] = ""
        if "content" in response:
            new["content"] = self._content(response["content"], response[POINTER])
        if "headers" in response:  # OpenAPI 3.1, 4.8.17: a header named Content-Type is ignored
            found = response["headers"].items()
            new["headers"] = {name: self.header(header) for name, header in found if name.lower() != "content-type"}
        return new

    def _content(self, content: Json, pointer: str) -> Json:
        found: Json = {}
        for key, value in content.items():
            name = self._media_type(key, pointer)
            if name in found:
                self.notes.repair(join(pointer, "content", key), f"{name} is described twice; the first one counts")
            else:
                found[name] = self._encoded(value)
        return found

    def _media_type(self, key: str, pointer: str) -> str:
        meant = media_type_meant(key)
        if meant != key.strip():
            self.notes.repair(join(pointer, "content", key), f"{key!r} is not a media type; taken as {meant}")
        return meant

    def _encoded(self, media: Json) -> Json:
        for key in ("prefixEncoding", "itemEncoding"):
            if key in media:
                self._lose_by_position(key, media["schema"][POINTER].rpartition("/")[0])
        if "encoding" not in media:
            return media
        return {**media, "encoding": {name: self._encoding(item) for name, item in media["encoding"].items()}}

    def _lose_by_position(self, key: str, pointer: str) -> None:
        reason = f"{key} describes parts by position (OpenAPI 3.2, 4.15.4), and the SDK sends parts by name"
        self.notes.lose(pointer, reason, "Use multipart/form-data with a schema.")

    def _encoding(self, encoding: Json) -> Json:
        if "headers" not in encoding:
            return encoding
        return {**encoding, "headers": {name: self.header(header) for name, header in encoding["headers"].items()}}

    def _header(self, header: Json) -> Json:
        new = {key: value for key, value in header.items() if key not in ("name", "in", "content", "schema")}
        new["required"] = header.get("required") is True
        content: Any = header.get("content")
        if content and "schema" not in header:
            return {**new, "content": dict(list(content.items())[:1])}
        return {**new, "schema": header.get("schema", {POINTER: header[POINTER]})}
