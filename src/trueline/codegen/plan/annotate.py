"""Types as annotations: what an answer holds, and what a request takes."""

from __future__ import annotations

import json

from trueline.codegen.plan.imports import Imports
from trueline.codegen.plan.literals import literal
from trueline.codegen.plan.symbols import Symbols
from trueline.codegen.plan.union_text import union_parts
from trueline.spec.types import NULL, Constant, ListOf, MapOf, Ref, Scalar, ScalarKind, Type, Union

_BUILTIN = {
    ScalarKind.BOOLEAN: "bool",
    ScalarKind.INTEGER: "int",
    ScalarKind.NUMBER: "float",
    ScalarKind.STRING: "str",
    ScalarKind.BINARY: "str",
    ScalarKind.BYTE: "bytes",
}
_DATETIME = {
    ScalarKind.DATE_TIME: "dt.datetime",
    ScalarKind.DATE: "dt.date",
    ScalarKind.TIME: "dt.time",
    ScalarKind.DURATION: "dt.timedelta",
}


class Annotator:
    """Writes annotations for one file. ``types`` is the relative module path of the SDK's types, such as ``.``."""

    def __init__(self, symbols: Symbols, imports: Imports, types: str, own: str = "") -> None:
        self._symbols = symbols
        self._imports = imports
        self._types = types
        self._own = own

    def output(self, type_: Type) -> str:
        """The annotation of a decoded value."""
        return self._write(type_, request=False)

    def input(self, type_: Type) -> str:
        """The annotation of an argument: models also as their TypedDict, enums also as their values."""
        return self._write(type_, request=True)

    def optional(self, annotation: str) -> str:
        """``annotation``, or not given."""
        return f"{annotation} | {self._imports.runtime('unset', 'Unset')}"

    def _write(self, type_: Type, *, request: bool) -> str:
        match type_:
            case Scalar(kind):
                return self._scalar(kind)
            case Constant(text):
                return self._constant(text)
            case Ref(name):
                return self._ref(name, request)
            case ListOf(item):
                inner = self._write(item, request=request)
                return self._sequence(inner) if request else f"{self._imports.builtin('list')}[{inner}]"
            case MapOf(value):
                inner = self._write(value, request=request)
                return self._mapping(inner) if request else f"{self._imports.builtin('dict')}[{self._str()}, {inner}]"
            case Union(members):
                return self._union(members, request)

    def _str(self) -> str:
        return self._imports.builtin("str")

    def _sequence(self, inner: str) -> str:
        return f"{self._imports.name('collections.abc', 'Sequence', checking=True)}[{inner}]"

    def _mapping(self, inner: str) -> str:
        return f"{self._imports.name('collections.abc', 'Mapping', checking=True)}[{self._str()}, {inner}]"

    def _scalar(self, kind: ScalarKind) -> str:
        if kind in _BUILTIN:
            return self._imports.builtin(_BUILTIN[kind])
        if kind in _DATETIME:
            self._imports.module("import datetime as dt")
            return _DATETIME[kind]
        match kind:
            case ScalarKind.NULL:
                return "None"
            case ScalarKind.UUID:
                return self._imports.name("uuid", "UUID", checking=True)
            case ScalarKind.DECIMAL | ScalarKind.DECIMAL_NUMBER:
                return self._imports.name("decimal", "Decimal", checking=True)
            case _:
                return self._imports.typing("Any")

    def _constant(self, text: str) -> str:
        value = json.loads(text)
        if isinstance(value, str | int):
            return f"{self._imports.typing('Literal')}[{literal(value)}]"
        return self._imports.typing("Any")

    def _ref(self, name: str, request: bool) -> str:
        symbol = self._symbols[name]
        used = [name]
        if request:
            used = [symbol.companion] if symbol.kind == "alias" else [name, symbol.companion]
        for each in used:
            if symbol.module != self._own:
                self._imports.name(f"{self._types}{symbol.module}", each, checking=True)
        return " | ".join(used)

    def _union(self, members: tuple[Type, ...], request: bool) -> str:
        parts: dict[str, None] = {}
        for member in members:
            if member != NULL:
                parts |= dict.fromkeys(union_parts(self._write(member, request=request)))
        if not request and self._may_be_unrecognized(members):
            parts[self._imports.runtime("unions", "Unrecognized", checking=True)] = None
        if "Any" in parts:
            return self._imports.typing("Any")
        return " | ".join([*parts, *(["None"] if NULL in members else [])])

    def _may_be_unrecognized(self, members: tuple[Type, ...]) -> bool:
        real = [self._symbols.resolve(member) for member in members if member != NULL]
        objects = [m for m in real if isinstance(m, MapOf | Union) or self._is_model(m)]
        return len(real) > 1 and bool(objects)

    def _is_model(self, type_: Type) -> bool:
        return isinstance(type_, Ref) and self._symbols[type_.name].kind == "model"
