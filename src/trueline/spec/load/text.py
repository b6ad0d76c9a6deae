"""Bytes to text to a value: which encoding, and whether it is JSON or YAML."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePosixPath

from trueline.errors import DocumentError, Where
from trueline.spec.load.json_text import JsonSyntaxError, parse_json
from trueline.spec.load.limits import Limits
from trueline.spec.load.value import Value

_FIRST = re.compile(r"\s*[{\[]")
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def decode(data: bytes, source: str) -> str:
    """The text of a file: UTF-8 with or without BOM, or UTF-16 with one. Raises DocumentError with the byte offset."""
    if data.startswith(_UTF32):
        raise DocumentError("the file is UTF-32", where=Where(source), cure="Save it as UTF-8.")
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        # "utf-8-sig" counts from behind the BOM
        at = error.start + (3 if data.startswith(codecs.BOM_UTF8) else 0)
        found = f"byte 0x{data[at]:02X} at offset {at}" if at < len(data) else "the file's end"
        name = "UTF-16" if utf16 else "UTF-8"
        line = None if utf16 else data.count(b"\n", 0, at) + 1
        raise DocumentError(
            f"{found} is not {name}", where=Where(source, line=line), cure="Save the file as UTF-8."
        ) from None
    if not text or text.isspace():
        raise DocumentError("the file is empty", where=Where(source), cure="Check the path.")
    return text


def parse_text(text: str, source: str, limits: Limits) -> tuple[Value, bool]:
    """The value, and whether the text was JSON. Raises DocumentError.

    Text that begins like JSON is read as JSON; when it is not JSON after all (comments, trailing commas, single quotes)
    it is read as YAML, unless the file is named ``.json``.
    """
    suffix = PurePosixPath(source).suffix.lower()
    if _FIRST.match(text) is None and suffix != ".json":
        return _yaml(text, source, limits), False
    try:
        return parse_json(text, source, limits), True
    except JsonSyntaxError as not_json:
        if suffix == ".json":
            raise
        try:
            return _yaml(text, source, limits), False
        except DocumentError:
            if suffix in {".yaml", ".yml"}:
                raise
            raise not_json from None


def _yaml(text: str, source: str, limits: Limits) -> Value:
    from trueline.spec.load.yaml_text import parse_yaml  # noqa: PLC0415 - most documents are JSON

    return parse_yaml(text, source, limits)
