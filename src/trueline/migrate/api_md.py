"""``api.md``, the method list of an SDK that Stainless made: methods with their endpoints, and the types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from trueline import names
from trueline.errors import DocumentError, Where
from trueline.migrate.shape import Argument, Call, Shape, plain_path

_METHOD = re.compile(r'- <code(?: title="(?P<endpoint>[^"]*)")?>client\.(?P<rest>.*)</code>\s*')
_METHOD_NAME = re.compile(r"<code[^>]*>client\.([\w.]+)\.<a")
_TAG = re.compile(r"<[^>]*>")
_CALL = re.compile(r"(?P<name>[\w.]+)\((?P<given>[^)]*)\)(?:\s*->\s*(?P<answer>.*))?")
_IMPORT = re.compile(r"^from (?P<module>[\w.]+) import (?:\((?P<many>[^)]*)\)|(?P<few>[^\n(]+))", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ApiList:
    """The list as read. ``package`` is the import name; ``verbatim`` holds each method's endpoint as it is written."""

    package: str
    shape: Shape
    verbatim: dict[str, str]
    types: dict[tuple[str, ...], tuple[str, ...]]
    """Types by the resource that they belong to; of all resources under ``$shared``."""


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
        raise DocumentError("this list has no methods", where=Where(source), cure=cure)
    offered: dict[str, set[str]] = {}
    package = ""
    for module, name in _imports(text):
        package, _, below = module.partition(".")
        offered.setdefault(below, set()).add(name)
    types = {place: tuple(name for _, name in _imports(section)) for place, section in _sections(text)}
    shape = Shape(calls, {}, {module: frozenset(names) for module, names in offered.items()})
    return ApiList(package, shape, verbatim, {place: found for place, found in types.items() if found})


def _sections(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each resource with its text: headings nest as resources do."""
    above: list[str] = []
    for mark, title, body in re.findall(r"^(#+) (.*)\n((?:(?!^#+ ).*\n?)*)", text, re.MULTILINE):
        called = _METHOD_NAME.search(body)
        above = [*above[: len(mark) - 1], names.snake(title)]
        shared = title.strip() in {"Shared", "Shared Types"}
        yield (("$shared",) if shared else tuple(called[1].split(".")) if called else tuple(above)), body


def _call(line: re.Match[str]) -> tuple[Call | None, str]:
    said = _CALL.match(_TAG.sub("", line["rest"]).replace("\\*", "*").replace("\\_", "_"))
    if said is None:
        return None, ""
    verb, _, path = (line["endpoint"] or "").partition(" ")
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
