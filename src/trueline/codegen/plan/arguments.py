"""The arguments of a method: path parameters by position, everything else by keyword, required ones first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from trueline import names
from trueline.codegen.facts import OperationFact, ParameterFact, PropertyFact
from trueline.codegen.plan.annotate import Annotator
from trueline.codegen.plan.bodies import BodyShape
from trueline.codegen.plan.components import is_numeric
from trueline.codegen.plan.imports import Imports
from trueline.codegen.plan.literals import literal, one_line
from trueline.codegen.plan.union_text import union_parts
from trueline.codegen.plan.values import ArgPlan
from trueline.errors import DocumentError, Where
from trueline.spec.document import is_array
from trueline.spec.pointer import join
from trueline.spec.types import ListOf, Scalar, ScalarKind, Type, Union

#: Names that every method takes already, or that its body uses.
RESERVED = frozenset(
    {"timeout", "max_retries", "extra_headers", "extra_query", "extra_body", "idempotency_key"}
    | {"options", "body", "content_type", "accept", "builtins", "dt"}
)


@dataclass(frozen=True, slots=True)
class Arguments:
    """``args`` in the order of the signature; ``params`` and ``fields`` say where each one travels."""

    args: tuple[ArgPlan, ...]
    params: tuple[tuple[str, ParameterFact], ...]
    fields: tuple[tuple[str, str], ...]


def arguments(
    fact: OperationFact, shape: BodyShape | None, carried: frozenset[str], annotator: Annotator, imports: Imports
) -> Arguments:
    """All arguments of an operation. Headers in ``carried`` are sent by the runtime and are no arguments."""
    sent = [p for p in fact.parameters if not (p.location == "header" and p.name.lower() in carried)]
    fields = list(shape.model.properties) if shape and shape.model else []
    labels = {p.name: p.label for p in sent} | {p.name: p.label for p in fields}
    texts = names.distinct(labels)
    made_of = names.unique(texts.values(), partial(names.argument, taken=RESERVED))
    unique = {name: made_of[text] for name, text in texts.items()}
    params = _apart([(unique[p.name], p) for p in sent])
    positional = _positional(fact)
    made = [_parameter(name, p, annotator, imports, p.name in positional) for name, p in _in_path_order(params, fact)]
    made += [_field(unique[p.name], p, shape, annotator, imports) for p in fields]
    if shape and not shape.model:
        made.append(body_argument(shape, fact, annotator, imports))
    made += _choices(shape, imports)
    rank = {unique[name]: number for number, name in enumerate(positional) if name in unique}
    ordered = sorted(
        made, key=lambda a: (not a.positional, bool(a.default), rank.get(a.name, 0) if a.positional else 0)
    )
    return Arguments(tuple(ordered), tuple(params), tuple((unique[p.name], p.name) for p in fields))


def _apart(params: list[tuple[str, ParameterFact]]) -> list[tuple[str, ParameterFact]]:
    """One name in two places (``id`` in the path and in the query): the later one says where it travels."""
    seen: set[str] = set()
    result: list[tuple[str, ParameterFact]] = []
    for name, p in params:
        free = name
        while free in seen:
            free = f"{free}_{p.location}"
        seen.add(free)
        result.append((free, p))
    return result


def _positional(fact: OperationFact) -> tuple[str, ...]:
    """The path parameters that go by position, in order: all of them, or those of ``x-sdk-positional``."""
    inside = [p.name for p in fact.parameters if p.location == "path"]
    stated = fact.extensions.get("x-sdk-positional")
    if stated is None:
        return tuple(sorted(inside, key=lambda name: fact.path.find("{" + name + "}") % (len(fact.path) + 1)))
    if not is_array(stated) or not all(name in inside for name in stated):
        pointer = join(fact.pointer, "x-sdk-positional")
        cure = "Write a list of path parameters of this operation."
        raise DocumentError("this is not a list of path parameters", where=Where("the document", pointer), cure=cure)
    return tuple(map(str, stated))


def _in_path_order(params: list[tuple[str, ParameterFact]], fact: OperationFact) -> list[tuple[str, ParameterFact]]:
    return sorted(params, key=lambda pair: fact.path.find("{" + pair[1].name + "}") % (len(fact.path) + 1))


def _parameter(name: str, p: ParameterFact, annotator: Annotator, imports: Imports, positional: bool) -> ArgPlan:
    positional = positional and p.location == "path"
    annotation, doc = annotator.input(p.type), _about(p.description, p.default)
    return _arg(name, annotation, doc, annotator, imports, required=p.required, positional=positional)


def _field(name: str, p: PropertyFact, shape: BodyShape | None, annotator: Annotator, imports: Imports) -> ArgPlan:
    files = bool(shape and shape.multipart)
    annotation = _with_files(p.type, annotator, imports) if files else annotator.input(p.type)
    doc = _about(p.description, p.default)
    made = _arg(name, annotation, doc, annotator, imports, required=p.required, positional=False)
    if not is_numeric(p.type):
        return made
    imports.runtime("encoding", "as_number")
    return replace(made, numeric=True)


def _about(description: str, default: str | None) -> str:
    text = one_line(description)
    return text if default is None else f"{text} Default: ``{one_line(default)}``.".strip()


def _arg(
    name: str, annotation: str, doc: str, annotator: Annotator, imports: Imports, *, required: bool, positional: bool
) -> ArgPlan:
    if required:
        return ArgPlan(name, annotation, "", positional, doc)
    return ArgPlan(name, annotator.optional(annotation), imports.runtime("unset", "UNSET"), False, doc)


def _with_files(type_: Type, annotator: Annotator, imports: Imports) -> str:
    """In a multipart body, binary means a file."""
    binary = Scalar(ScalarKind.BINARY)
    file = imports.runtime("files", "FileTypes", checking=True) if _mentions(type_, binary) else ""
    if type_ == binary:
        return file
    if type_ == ListOf(binary):
        return f"{imports.name('collections.abc', 'Sequence', checking=True)}[{file}]"
    if isinstance(type_, Union) and binary in type_.members:
        rest = tuple(member for member in type_.members if member != binary)
        return f"{file} | {annotator.input(rest[0] if len(rest) == 1 else Union(rest))}"
    return annotator.input(type_)


def _mentions(type_: Type, wanted: Type) -> bool:
    members = type_.members if isinstance(type_, Union) else (type_.item,) if isinstance(type_, ListOf) else (type_,)
    return wanted in members


def body_argument(shape: BodyShape, fact: OperationFact, annotator: Annotator, imports: Imports) -> ArgPlan:
    """The argument ``body`` of an operation whose body is given whole."""
    kinds = {kind for _, kind in shape.kinds}
    parts: dict[str, None] = {}
    if kinds & {"json", "form", "multipart"}:
        parts |= dict.fromkeys(union_parts(_with_files(shape.type, annotator, imports)))
    if "text" in kinds:
        parts[imports.builtin("str")] = None
    if "bytes" in kinds:
        parts[imports.runtime("files", "FileTypes", checking=True)] = None
    annotation = imports.typing("Any") if "Any" in parts else " | ".join(parts)
    assert fact.body is not None
    doc = one_line(fact.body.description) or "The request body."
    if fact.body.required:
        return ArgPlan("body", annotation, "", False, doc)
    return ArgPlan("body", annotator.optional(annotation), imports.runtime("unset", "UNSET"), False, doc)


def _choices(shape: BodyShape | None, imports: Imports) -> list[ArgPlan]:
    """``content_type`` where a body may have several media types."""
    if not shape or len(shape.kinds) < 2:
        return []
    names_ = [literal(media_type) for media_type, _ in shape.kinds]
    ranges = any("*" in media_type for media_type, _ in shape.kinds)
    annotation = imports.builtin("str") if ranges else f"{imports.typing('Literal')}[{', '.join(names_)}]"
    return [ArgPlan("content_type", annotation, names_[0], False, "The media type of the body.")]
