"""Types as annotations: what an answer holds, and what a request takes."""

from __future__ import annotations

import json
from typing import Literal

from trueline.codegen.plan.annotation import ANY, NONE, Annotation, Import, literals, union
from trueline.codegen.plan.imports import Imports
from trueline.codegen.plan.kinds import Binary
from trueline.codegen.plan.literals import literal
from trueline.codegen.plan.symbols import Symbols
from trueline.spec.types import NEVER, NULL, Constant, ListOf, MapOf, Ref, Scalar, ScalarKind, Type, Union

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
_IMPORTED = {
    ScalarKind.UUID: Import("uuid", "UUID", checking=True),
    ScalarKind.DECIMAL: Import("decimal", "Decimal", checking=True),
    ScalarKind.DECIMAL_NUMBER: Import("decimal", "Decimal", checking=True),
}
_REQUIRED = Import("typing_extensions", "Required", checking=True)
_SEQUENCE = Import("collections.abc", "Sequence", checking=True)
_MAPPING = Import("collections.abc", "Mapping", checking=True)
_SERIES = (
    Import("collections.abc", "Iterable", checking=True),
    Import("collections.abc", "AsyncIterable", checking=True),
)


class Annotator:
    """Writes annotations for one file, and has it import what they need.

    ``types`` is the relative module path of the SDK's types, such as ``.``; ``own`` is the module of the file itself.
    """

    def __init__(self, symbols: Symbols, imports: Imports, types: str, own: str = "") -> None:
        self.symbols = symbols
        self.imports = imports
        self._types = types
        self._own = own

    def output(self, type_: Type) -> Annotation:
        """The annotation of a decoded value."""
        return self.imports.use(self._write(type_, request=False))

    def input(self, type_: Type) -> Annotation:
        """The annotation of an argument: models also as their TypedDict, enums also as their values."""
        return self.imports.use(self._write(type_, request=True))

    def optional(self, annotation: Annotation) -> Annotation:
        """``annotation``, or not given."""
        return self.imports.use(annotation | self._runtime("unset", "Unset", checking=False))

    def required(self, annotation: Annotation) -> Annotation:
        """The annotation of a key that a TypedDict has to have."""
        return self.imports.use(_named(_REQUIRED).of(annotation))

    def files(self) -> Annotation:
        """The annotation of an argument that is a file."""
        return self.imports.use(self._runtime("files", "FileTypes"))

    def binary(self, name: Binary) -> Annotation:
        """The annotation of an answer that is bytes."""
        return self.imports.use(self._runtime("responses", name, checking=False))

    def sequence(self, inner: Annotation) -> Annotation:
        """The annotation of an argument that is a list."""
        return self.imports.use(_named(_SEQUENCE).of(inner))

    def series(self, type_: Type) -> Annotation:
        """The annotation of an argument that gives one value after the other, or bytes in which they are written."""
        inner = self.input(type_) | self._builtin("bytes")
        written = self._runtime("files", "WrittenTypes")
        return self.imports.use(union([*(_named(each).of(inner) for each in _SERIES), written]))

    def mapping(self, inner: Annotation) -> Annotation:
        """The annotation of an argument that is a map of texts to something."""
        return self.imports.use(_named(_MAPPING).of(self._builtin("str"), inner))

    def dictionary(self, inner: Annotation) -> Annotation:
        """The annotation of a ``dict`` of texts to something."""
        return self.imports.use(self._builtin("dict").of(self._builtin("str"), inner))

    def text(self) -> Annotation:
        """The annotation of any text."""
        return self.imports.use(self._builtin("str"))

    def boolean(self) -> Annotation:
        """The annotation of a truth value."""
        return self.imports.use(self._builtin("bool"))

    def flag(self, value: Literal["True", "False"]) -> Annotation:
        """The annotation of one of the two truth values."""
        return self.imports.use(literals([value]))

    def literals(self, values: tuple[str, ...]) -> Annotation:
        """The annotation of one of these texts."""
        return self.imports.use(literals(map(literal, values)))

    def _write(self, type_: Type, *, request: bool) -> Annotation:
        match type_:
            case Scalar(kind):
                return self._scalar(kind)
            case Constant(text):
                value = json.loads(text)
                return literals([literal(value)]) if isinstance(value, str | int) else ANY
            case Ref(name):
                return self._ref(name, request)
            case ListOf(item):
                outer = _named(_SEQUENCE) if request else self._builtin("list")
                return outer.of(self._write(item, request=request))
            case MapOf():
                outer = _named(_MAPPING) if request else self._builtin("dict")
                values = union(self._write(value, request=request) for value in type_.values if value != NEVER)
                return outer.of(self._builtin("str"), values if type_.values != (NEVER,) else ANY)
            case Union():
                return self._union(type_, request)

    def _builtin(self, name: str) -> Annotation:
        """A builtin type, spelled so that no attribute of the class hides it."""
        if name not in self.imports.shadowed:
            return Annotation((name,))
        return Annotation((f"builtins.{name}",), frozenset({Import("builtins")}))

    def _runtime(self, module: str, name: str, *, checking: bool = True) -> Annotation:
        return _named(Import(f"{self.imports.root}_runtime.{module}", name, checking=checking))

    def _scalar(self, kind: ScalarKind) -> Annotation:
        if kind in _BUILTIN:
            return self._builtin(_BUILTIN[kind])
        if kind in _DATETIME:
            return Annotation((_DATETIME[kind],), frozenset({Import("datetime", alias="dt")}))
        if kind in _IMPORTED:
            return _named(_IMPORTED[kind])
        return NONE if kind is ScalarKind.NULL else ANY

    def _ref(self, name: str, request: bool) -> Annotation:
        symbol = self.symbols[name]
        used = [name]
        if request:
            used = [symbol.companion] if symbol.kind == "alias" else [name, symbol.companion]
        module = f"{self._types}{symbol.module}"
        if symbol.module == self._own:
            return Annotation(tuple(used))
        found = [Import(module, each, self._alias(each), checking=True) for each in used]
        return Annotation(tuple(each.alias or each.name for each in found), frozenset(found))

    def _alias(self, name: str) -> str:
        return f"{name}_" if name in self.imports.defined else ""

    def _union(self, type_: Union, request: bool) -> Annotation:
        parts = [self._write(member, request=request) for member in type_.members]
        if not request and self._may_be_unrecognized(type_):
            parts.append(self._runtime("unions", "Unrecognized"))
        return union(parts)

    def _may_be_unrecognized(self, type_: Union) -> bool:
        real = [self.symbols.resolve(member) for member in type_.members if member != NULL]
        objects = [m for m in real if isinstance(m, MapOf | Union) or self._is_model(m)]
        if type_.discriminator and type_.discriminator.default and all(map(self._is_model, real)):
            return False  # one of the members takes what no other is called
        return len(real) > 1 and bool(objects)

    def _is_model(self, type_: Type) -> bool:
        return isinstance(type_, Ref) and self.symbols[type_.name].kind == "model"


def _named(name: Import) -> Annotation:
    return Annotation((name.name,), frozenset({name}))
