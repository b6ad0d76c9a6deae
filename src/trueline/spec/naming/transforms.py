"""``openapi.transforms`` of a names file: changes to the document before it is read, each checked, in order.

As its reference says, a transform that matches nothing, or that contradicts what is there, is an error. Targets are
JSONPaths; what JSONPath Plus takes beyond RFC 9535 is read where it has one meaning (``$.paths./v1/users.get``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from trueline.errors import DocumentError, Where, printable
from trueline.spec.document import Document, Json, is_array, is_object
from trueline.spec.load.files import File
from trueline.spec.load.value import copy
from trueline.spec.naming.checked import Checked

_ARGUMENTS = {
    "append": ("target", "value"),
    "copy": ("from", "to"),
    "merge": ("target", "value", "object"),
    "move": ("from", "to"),
    "remove": ("target", "keys"),
    "update": ("target", "value", "template"),
}
#: An older command, which takes nothing: what is one of several schemas is any of them.
_ANY = "oneOfToAnyOf"
_TEMPLATE = "{{value}}"
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|\*")
_SEGMENT = re.compile(r"\[(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|[^\[\]'\"]|\[[^\]]*\])*\]|\.\.|\.|[^.\[]+")
_Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A JSONPath; with ``alike`` it names a schema, and all that equal it are meant, those of ``ignored`` left out."""

    path: str
    alike: bool = False
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Transform:
    """One change. ``targets`` are what it changes; for ``copy`` and ``move`` where its source goes."""

    key: str
    command: str
    targets: tuple[Query, ...]
    source: str = ""
    value: Any = None
    keys: tuple[str, ...] = ()
    template: bool = False


def read_transforms(section: Checked | None) -> Iterator[Transform]:
    """The transforms of an ``openapi`` section. Raises ``DocumentError`` for one that is none."""
    for entry in section.each() if section else ():
        known = dict(entry.items("command", "reason", "args"))
        if "command" in known and known["command"].value == _ANY:
            yield Transform(entry.key, _ANY, ())
            continue
        if "command" not in known or "args" not in known:
            entry.refuse("this transform has no command or no args", "Write `command:` and `args:`.")
        command = known["command"].text()
        if command not in _ARGUMENTS:
            known["command"].refuse(
                f"{printable(command, 40)!r} is not a transform", f"Use one of {', '.join(_ARGUMENTS)}."
            )
        args = dict(known["args"].items(*_ARGUMENTS[command]))
        yield _transform(entry, command, args)


def _transform(entry: Checked, command: str, args: dict[str, Checked]) -> Transform:
    place = "to" if command in {"copy", "move"} else "target"
    for needed in (place, "from") if place == "to" else (place,):
        if needed not in args:
            entry.refuse(f"this transform has no {needed}", f"Add `{needed}:`, a JSONPath.")
    value = args.get("value", args.get("object"))
    if value is None and command in {"append", "merge", "update"}:
        entry.refuse("this transform has no value", "Add `value:`.")
    return Transform(
        key=entry.key,
        command=command,
        targets=tuple(_queries(args[place])),
        source=args["from"].text() if "from" in args else "",
        value=value.value if value else None,
        keys=tuple(each.text() for each in args["keys"].each()) if "keys" in args else (),
        template="template" in args and args["template"].value is True,
    )


def _queries(entry: Checked) -> Iterator[Query]:
    for each in entry.each() if is_array(entry.value) else (entry,):
        if not is_object(each.value):
            yield Query(each.text())
            continue
        known = dict(each.items("matches_schema", "ignore"))
        if "matches_schema" not in known:
            each.refuse("this target names no schema", "Write a JSONPath, or `matches_schema:` with one.")
        ignored = known.get("ignore")
        texts = [one.text() for one in (ignored.each() if is_array(ignored.value) else (ignored,))] if ignored else []
        yield Query(known["matches_schema"].text(), True, tuple(texts))


def transformed(document: Document, transforms: tuple[Transform, ...], file: File) -> Document:
    """``document`` after ``transforms``, itself unchanged. What stays where it was keeps its line."""
    if not transforms:
        return document
    work = _Work(document.value, file)
    for transform in transforms:
        work.apply(transform)

    def locate(pointer: str) -> tuple[int, int] | None:
        return document.locate(pointer)

    return Document(work.value, document.source, document.sha256, locate, document.origin)


class _Work:
    def __init__(self, value: Json, file: File) -> None:
        made: Any = copy(value)
        self.value: Json = made
        self._file = file

    def apply(self, transform: Transform) -> None:
        if transform.command == _ANY:
            _any_of(self.value)
            return
        if transform.source:
            self._carry(transform)
            return
        places = [place for query in transform.targets for place in self._find(transform, query)]
        if transform.command == "remove" and not transform.keys:
            for place in sorted(set(places), key=_backwards, reverse=True):
                del self._at(place[:-1])[place[-1]]
            return
        for place in dict.fromkeys(places):
            self._change(transform, place)

    def _change(self, transform: Transform, place: _Place) -> None:
        now = self._at(place)
        if transform.command == "update":
            self._put(transform, place, self._updated(transform, now))
        elif transform.command == "append":
            self._append(transform, now)
        elif not is_object(now):
            self._refuse(transform, "its target is not an object", "Name the object that holds it.")
        elif transform.command == "merge":
            if not is_object(transform.value):
                self._refuse(transform, "its value is not an object", "Merge an object, or use update.")
            _merge(now, transform.value)
        else:
            for key in transform.keys:
                if key not in now:
                    self._refuse(transform, f"its target has no {printable(key, 60)}", "Take the key out.")
                del now[key]

    def _updated(self, transform: Transform, now: Any) -> Any:
        if not transform.template:
            return copy(transform.value)
        if not isinstance(now, str) or _TEMPLATE not in str(transform.value):
            self._refuse(transform, f"a template is text with {_TEMPLATE}, for text", "Take `template:` out.")
        return str(transform.value).replace(_TEMPLATE, now)

    def _append(self, transform: Transform, now: Any) -> None:
        added = copy(transform.value)
        if is_array(now):
            now += added if is_array(added) else [added]
        elif is_object(now) and is_object(added):
            if taken := sorted(now.keys() & added.keys()):
                what = f"{printable(taken[0], 60)} is there already"
                self._refuse(transform, what, "The document was corrected: take the transform out, or use merge.")
            now.update(added)
        else:
            self._refuse(transform, "nothing can be appended to its target", "Name an array, or an object.")

    def _carry(self, transform: Transform) -> None:
        """Copy or move what stands at one place to others."""
        (source, *more) = self._find(transform, Query(transform.source))
        if more:
            self._refuse(transform, f"`from` names {len(more) + 1} places", "Name one.")
        value = self._at(source)
        for target in transform.targets:
            place = self._new_place(transform, target.path, source)
            self._put(transform, place, copy(value))
        if transform.command == "move":
            del self._at(source[:-1])[source[-1]]

    def _new_place(self, transform: Transform, path: str, source: _Place) -> _Place:
        """Where something goes: a whole path whose last name may be new, or a new name beside the source."""
        if not path.startswith("$"):
            return (*source[:-1], path)
        *head, last = _segments(path)
        name = _name_of(last)
        above = self._find(transform, Query("".join(head) or "$"))
        if name is None or len(above) != 1:
            self._refuse(transform, "`to` is not a single place", "Write a path of names: $.components.schemas.Pet")
        return (*above[0], name)

    def _put(self, transform: Transform, place: _Place, value: Any) -> None:
        if not place:
            self._refuse(transform, "it replaces the whole document", "Name a part of it.")
        self._at(place[:-1])[place[-1]] = value

    def _at(self, place: _Place) -> Any:
        node: Any = self.value
        for step in place:
            node = node[step]
        return node

    def _find(self, transform: Transform, query: Query) -> list[_Place]:
        found = self._nodes(transform, query.path)
        if not found:
            what = f"{printable(query.path, 120)} matches nothing in the document"
            self._refuse(transform, what, "The document may be corrected already: take the transform out, or adapt it.")
        if not query.alike:
            return found
        schema = self._at(found[0])
        ignored = {place for path in query.ignored for place in self._nodes(transform, path)}
        return [place for place in _equal(self.value, schema, ()) if place not in ignored]

    def _nodes(self, transform: Transform, path: str) -> list[_Place]:
        from trueline.spec.naming.jsonpath import JSONPathError, nodes  # noqa: PLC0415 - few documents need it

        try:
            return nodes("".join(_segments(path)), self.value)
        except (JSONPathError, RecursionError, ValueError) as error:
            what = f"{printable(path, 120)} is not a valid JSONPath: {printable(str(error).splitlines()[0], 120)}"
            self._refuse(transform, what, "Write it by RFC 9535, or correct the document with an overlay.")

    def _refuse(self, transform: Transform, what: str, cure: str) -> NoReturn:
        where: Where = self._file.where(transform.key)
        raise DocumentError(f"the transform {transform.command} fails: {what}", where=where, cure=cure)


def _segments(path: str) -> list[str]:
    """The segments of a path by RFC 9535: names that it does not allow after a dot are put in brackets."""
    made: list[str] = []
    dots = ""
    parts = _SEGMENT.findall(path)
    if "".join(parts) != path:
        return [path]  # no path at all: whoever compiles it says what is wrong
    for part in parts:
        if part in {".", ".."}:
            dots = part
        elif part.startswith("[") or part == "$":
            made.append((".." if dots == ".." else "") + part.replace("===", "==").replace("!==", "!="))
            dots = ""
        else:
            quoted = part.replace("\\", "\\\\").replace("'", "\\'")
            made.append(f"{dots}{part}" if _PLAIN.fullmatch(part) else f"{'..' if dots == '..' else ''}['{quoted}']")
            dots = ""
    return made


def _name_of(segment: str) -> str | None:
    """The one name that a segment selects; ``None`` for others."""
    if segment.startswith("."):
        name = segment.removeprefix(".")
        return name if _PLAIN.fullmatch(name) and name != "*" else None
    found = re.fullmatch(r"\[(['\"])(.*)\1\]", segment)
    return re.sub(r"\\(.)", r"\1", found[2]) if found else None


def _any_of(value: Any) -> None:
    """Rename ``oneOf`` where ``anyOf`` is free."""
    if is_object(value):
        if is_array(value.get("oneOf")) and "anyOf" not in value:
            value["anyOf"] = value.pop("oneOf")
        for inner in value.values():
            _any_of(inner)
    elif is_array(value):
        for inner in value:
            _any_of(inner)


def _merge(into: Json, value: Json) -> None:
    for key, new in value.items():
        old = into.get(key)
        if is_object(old) and is_object(new):
            _merge(old, new)
        else:
            into[key] = copy(new)


def _equal(value: Any, target: Any, place: _Place) -> Iterator[_Place]:
    """Every place where the same stands."""
    if value == target:
        yield place
    elif is_object(value):
        for key, inner in value.items():
            yield from _equal(inner, target, (*place, key))
    elif is_array(value):
        for index, inner in enumerate(value):
            yield from _equal(inner, target, (*place, index))


def _backwards(place: _Place) -> list[tuple[int, str]]:
    """An order in which later items of an array, and what is inside, come last."""
    return [(step, "") if isinstance(step, int) else (-1, step) for step in place]
