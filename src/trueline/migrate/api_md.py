"""``api.md``, the method list of an SDK that Stainless made: methods with their endpoints, and the types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from trueline.errors import DocumentError, Where
from trueline.migrate.shape import Argument, Call, Shape, plain_path

_METHOD = re.compile(r'- <code(?: title="(?P<endpoint>[^"]*)")?>client\.(?P<rest>.*)</code>\s*')
_TAG = re.compile(r"<[^>]*>")
_CALL = re.compile(r"(?P<name>[\w.]+)\((?P<given>[^)]*)\)(?:\s*->\s*(?P<answer>.*))?")
_IMPORT = re.compile(r"^from (?P<module>[\w.]+) import (?:\((?P<many>[^)]*)\)|(?P<few>[^\n(]+))", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ApiList:
    """The list as read. ``package`` is the import name; ``verbatim`` holds each method's endpoint as it is written."""

    package: str
    shape: Shape
    verbatim: dict[str, str]


def read_api(text: str, source: str) -> ApiList:
    """The methods and types of an ``api.md``. Raises ``DocumentError`` where there is no method in it."""
    calls: dict[str, Call] = {}
    verbatim: dict[str, str] = {}
    for line in text.splitlines():
        if found := _METHOD.fullmatch(line.strip()):
            call, endpoint = _call(found)
            if call and endpoint:
                calls[call.name] = call
                verbatim[call.name] = endpoint
    if not calls:
        cure = "Name the api.md of an SDK for Python that Stainless made."
        raise DocumentError("there is no method in this list", where=Where(source), cure=cure)
    offered: dict[str, set[str]] = {}
    package = ""
    for module, name in _imports(text):
        package, _, below = module.partition(".")
        offered.setdefault(below, set()).add(name)
    shape = Shape(calls, {}, {module: frozenset(names) for module, names in offered.items()})
    return ApiList(package, shape, verbatim)


def _call(found: re.Match[str]) -> tuple[Call | None, str]:
    said = _CALL.match(_TAG.sub("", found["rest"]).replace("\\*", "*").replace("\\_", "_"))
    if said is None:
        return None, ""
    verb, _, path = (found["endpoint"] or "").partition(" ")
    given = [each.strip() for each in said["given"].split(",")]
    arguments = tuple(Argument(name, True, True) for name in given if name.isidentifier())
    endpoint = f"{verb} {plain_path(path)}" if path else ""
    call = Call(said["name"], arguments, (said["answer"] or "").strip(), endpoint, "")
    return call, f"{verb} {path}" if path else ""


def _imports(text: str) -> Iterator[tuple[str, str]]:
    for found in _IMPORT.finditer(text):
        for name in (found["many"] or found["few"] or "").split(","):
            if plain := name.strip():
                yield found["module"], plain
