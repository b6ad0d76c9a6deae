"""Files in multipart bodies: where binary means a file, for the type checker and on the wire alike."""

from __future__ import annotations

from typing import Literal

from trueline.codegen.plan.annotate import Annotator
from trueline.codegen.plan.annotation import Annotation, union
from trueline.codegen.plan.symbols import Symbols
from trueline.spec.types import NULL, ListOf, MapOf, Scalar, ScalarKind, Type, Union

BINARY = Scalar(ScalarKind.BINARY)
#: What a part takes: one file, several, or a file among other things.
FileForm = Literal["", "one", "many", "maybe"]


def file_form(type_: Type, symbols: Symbols) -> FileForm:
    """Whether a property is a file, or a list or map of them; ``null`` beside them is not part at all."""
    type_ = symbols.resolve(type_)
    match type_:
        case Union(members):
            return _one_form({file_form(member, symbols) for member in members if member != NULL})
        case ListOf(inner) | MapOf(inner):
            return "many" if symbols.resolve(inner) == BINARY else ""
        case _:
            return "one" if type_ == BINARY else ""


def _one_form(forms: set[FileForm]) -> FileForm:
    if forms <= {""}:
        return ""
    if forms <= {"one", "many"}:
        return "many" if "many" in forms else "one"
    return "maybe"


def file_annotation(type_: Type, annotator: Annotator) -> Annotation:
    """The annotation of an argument in which binary means a file."""
    if not file_form(type_, annotator.symbols):
        return annotator.input(type_)
    type_ = annotator.symbols.resolve(type_)
    match type_:
        case ListOf(item):
            return annotator.sequence(file_annotation(item, annotator))
        case MapOf(value):
            return annotator.mapping(file_annotation(value, annotator))
        case Union(members):
            return annotator.imports.alone(lambda: union(file_annotation(each, annotator) for each in members))
        case _:
            return annotator.files()
