"""Other generators' extensions that nothing here reads, told by where each is first in a document and how often."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trueline.spec.document import Json, is_array, is_object
from trueline.spec.openapi import METHODS
from trueline.spec.pointer import build

OVERRIDE = "x-stainless-override-schema"
_PREFIX = "x-stainless-"
_READ = frozenset({
    "x-stainless-skip", "x-stainless-method", "x-stainless-param", "x-stainless-naming", OVERRIDE,
    "x-stainless-pagination-property",
})  # fmt: skip
#: Of other languages, of files, and of what changes nothing in Python.
_OTHERS = (
    "x-stainless-terraform", "x-stainless-cli", "x-stainless-go", "x-stainless-java", "x-stainless-kotlin",
    "x-stainless-ruby", "x-stainless-csharp", "x-stainless-php", "x-stainless-snippets", "x-stainless-docs",
    "x-stainless-starlight", "x-stainless-mcp", "x-stainless-const", "x-stainless-empty-object", "x-stainless-any",
)  # fmt: skip
#: Those of Speakeasy and Fern that say something in Python, and what to do: nothing here reads them.
_CURES = {
    "x-speakeasy-retries": "What is safe is tried again without it; max_retries= of the client says how often.",
    "x-speakeasy-globals": "Say it with default_headers= or default_query= of the client.",
    "x-speakeasy-errors": "Every status of 400 and above is an error here.",
    "x-speakeasy-error-message": "Messages show the reasons that the server gives.",
    "x-speakeasy-type-override": "Write the type into the schema, with an overlay.",
    "x-speakeasy-timeout": "Say it with timeout=, in seconds.",
    "x-speakeasy-max-method-params": "Methods always take properties one by one.",
    "x-speakeasy-deprecation-replacement": "Say it in the description of the operation.",
    "x-speakeasy-polling": "Poll in the program that calls.",
    "x-speakeasy-custom-security-scheme": "Send it with an http_client= of one's own.",
    "x-speakeasy-sse-sentinel": "Streams end with the answer.",
    "x-fern-retries": "What is safe is tried again without it; max_retries= of the client says how often.",
    "x-fern-streaming": "Describe the stream as text/event-stream or application/jsonl.",
    "x-fern-sdk-return-value": "Methods return the whole answer.",
    "x-fern-sdk-variables": "Say them as parameters, or with default_query= of the client.",
    "x-fern-global-headers": "Say them with default_headers= of the client.",
    "x-fern-base-path": "Write it into servers.",
    "x-fern-audiences": "Take operations out with x-fern-ignore, or an overlay.",
    "x-fern-idempotency-headers": "Add the header as a parameter of the operations that take it.",
    "x-fern-bearer": "x-sdk-name and x-sdk-env on the security scheme say its argument and its variable.",
    "x-fern-basic": "x-sdk-name and x-sdk-env on the security scheme say its argument and its variable.",
    "x-fern-header": "x-sdk-name and x-sdk-env on the security scheme say its argument and its variable.",
    "x-fern-sdk-namespace": "Say the place of a type by its name: x-sdk-type-name.",
    "x-fern-type": "Write the type into the schema, with an overlay.",
}  # fmt: skip


def unread(root: Json) -> Iterator[tuple[str, str]]:
    """Pointer and sentence of each extension of Speakeasy or Fern that would say something in Python."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for place, holder in _holders(root):
        for name in holder.keys() & _CURES.keys():
            found.setdefault(name, []).append((*place, name))
    for name in sorted(found):
        more = f", here and in {len(found[name]) - 1} more places" if len(found[name]) > 1 else ""
        yield build(found[name][0]), f"{name} is not read{more}. {_CURES[name]}"


def _holders(root: Json) -> Iterator[tuple[tuple[str, ...], Json]]:
    """Where such extensions stand: the root, paths, operations, schemes of credentials and schemas."""
    yield (), root
    paths = root.get("paths")
    for path, item in paths.items() if is_object(paths) else ():
        if is_object(item):
            yield ("paths", path), item
            yield from ((("paths", path, verb), item[verb]) for verb in METHODS if is_object(item.get(verb)))
    components = root.get("components")
    for kind in ("securitySchemes", "schemas"):
        held = components.get(kind) if is_object(components) else None
        for name, value in held.items() if is_object(held) else ():
            if is_object(value):
                yield ("components", kind, name), value


def not_carried(root: Json) -> Iterator[tuple[str, str]]:
    """Pointer and sentence of each such key."""
    found: dict[str, list[str]] = {}
    for pointer, name in _keys(root, ()):
        found.setdefault(name, []).append(pointer)
    for name, pointers in found.items():
        more = f", here and in {len(pointers) - 1} more places" if len(pointers) > 1 else ""
        yield pointers[0], f"{name} is not carried{more}: read are {', '.join(sorted(_READ))}"


def _keys(value: Any, above: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name, inner in value.items() if is_object(value) else ():
        place = (*above, name)
        if name.startswith(_PREFIX) and name not in _READ and not name.startswith(_OTHERS):
            yield build(place), name
        elif name not in {"example", "examples", "default", "enum", "const"}:
            yield from _keys(inner, place)
    for number, inner in enumerate(value) if is_array(value) else ():
        yield from _keys(inner, (*above, str(number)))
