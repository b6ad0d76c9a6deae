"""The arguments of a method: path parameters by position, everything else by keyword, required ones first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from trueline import names, reserved
from trueline.codegen.facts import OperationFact, ParameterFact, PropertyFact
from trueline.codegen.plan.annotate import Annotator
from trueline.codegen.plan.annotation import Annotation, union
from trueline.codegen.plan.bodies import FLAT, BodyShape, has_range
from trueline.codegen.plan.components import is_numeric
from trueline.codegen.plan.docs import argument_doc
from trueline.codegen.plan.literals import literal, one_line
from trueline.codegen.plan.uploads import file_annotation
from trueline.codegen.plan.values import ArgPlan
from trueline.errors import DocumentError, Where
from trueline.runtime.series import mark_of
from trueline.spec import extensions
from trueline.spec.document import is_array
from trueline.spec.pointer import join


class ParamArg(NamedTuple):
    """An argument and the parameter that it is sent as."""

    arg: str
    parameter: ParameterFact


class FieldArg(NamedTuple):
    """An argument and the property of the body that it is sent as."""

    arg: str
    wire: str


@dataclass(frozen=True, slots=True)
class Arguments:
    """``args`` in the order of the signature; ``params`` and ``fields`` say where each one travels."""

    args: tuple[ArgPlan, ...]
    params: tuple[ParamArg, ...]
    fields: tuple[FieldArg, ...]


def arguments(fact: OperationFact, shape: BodyShape | None, carried: frozenset[str], annotator: Annotator) -> Arguments:
    """All arguments of an operation. Headers in ``carried`` are sent by the runtime and are not arguments."""
    sent = [p for p in fact.parameters if not (p.location == "header" and p.name.lower() in carried)]
    fields = list(shape.model.properties) if shape and shape.model else []
    labels = {p.name: p.label for p in sent} | {p.name: p.label for p in fields}
    texts = names.distinct(labels)
    made_of = names.unique(texts.values(), partial(names.argument, taken=reserved.ARGUMENTS))
    unique = {name: made_of[text] for name, text in texts.items()}
    told = {p.name: unique[p.name] for p in fields}
    params = [ParamArg(unique[p.name], p) for p in sent]
    called = unique
    if fact.extensions.get(extensions.BODY) == FLAT:
        params, told = _prefixed(params, told)
        called = {p.name: arg for arg, p in params if p.location == "path"}
    params = _apart(params)
    positional = _positional(fact)
    made = [_parameter(name, p, annotator, p.name in positional) for name, p in _in_path_order(params, fact)]
    made += [_field(told[p.name], p, shape, annotator) for p in fields]
    if shape and not shape.model:
        body = body_argument(shape, fact, annotator)
        clashes = bool(body.sent) and any(body.name == arg for arg, _ in params)
        made.append(replace(body, name=f"body_{body.name}") if clashes else body)
    made += _choices(shape, annotator)
    called = {**called, **{str(fact.extensions[extensions.BODY_NAME]): a.name for a in made if a.sent}}
    rank = {called[name]: number for number, name in enumerate(positional) if name in called}
    ordered = sorted(
        made, key=lambda a: (not a.positional, bool(a.default), rank.get(a.name, 0) if a.positional else 0)
    )
    return Arguments(tuple(ordered), tuple(params), tuple(FieldArg(told[p.name], p.name) for p in fields))


def _prefixed(params: list[ParamArg], fields: dict[str, str]) -> tuple[list[ParamArg], dict[str, str]]:
    """One name in several places: each says where it travels, ``path_id`` and ``body_id``."""
    known = [*(sent.arg for sent in params), *fields.values()]
    several = {name for name in known if known.count(name) > 1}
    return (
        [ParamArg(f"{p.location}_{arg}" if arg in several else arg, p) for arg, p in params],
        {wire: f"body_{arg}" if arg in several else arg for wire, arg in fields.items()},
    )


def _apart(params: list[ParamArg]) -> list[ParamArg]:
    """One name in two places (``id`` in the path and in the query): the later one says where it travels."""
    seen: set[str] = set()
    result: list[ParamArg] = []
    for name, p in params:
        free = name
        while free in seen:
            free = f"{free}_{p.location}"
        seen.add(free)
        result.append(ParamArg(free, p))
    return result


def _positional(fact: OperationFact) -> tuple[str, ...]:
    """The path parameters that go by position, in order: all of them, or those of ``x-sdk-positional``."""
    inside = [p.name for p in fact.parameters if p.location == "path"]
    stated = fact.extensions.get(extensions.POSITIONAL)
    if stated is None:
        return tuple(sorted(inside, key=lambda name: fact.path.find("{" + name + "}") % (len(fact.path) + 1)))
    if not is_array(stated) or not all(name in {*inside, fact.extensions.get(extensions.BODY_NAME)} for name in stated):
        pointer = join(fact.pointer, extensions.POSITIONAL)
        cure = "Write a list of path parameters of this operation."
        raise DocumentError("this is not a list of path parameters", where=Where("the document", pointer), cure=cure)
    return tuple(map(str, stated))


def _in_path_order(params: list[ParamArg], fact: OperationFact) -> list[ParamArg]:
    return sorted(params, key=lambda sent: fact.path.find("{" + sent.parameter.name + "}") % (len(fact.path) + 1))


def _parameter(name: str, p: ParameterFact, annotator: Annotator, positional: bool) -> ArgPlan:
    positional = positional and p.location == "path"
    annotation, doc = annotator.input(p.type), argument_doc(p.description, p.default)
    return _arg(name, annotation, doc, annotator, required=p.required, positional=positional)


def _field(name: str, p: PropertyFact, shape: BodyShape | None, annotator: Annotator) -> ArgPlan:
    files = bool(shape and shape.multipart)
    annotation = file_annotation(p.type, annotator) if files else annotator.input(p.type)
    doc = argument_doc(p.description, p.default)
    made = _arg(name, annotation, doc, annotator, required=p.required, positional=False)
    return replace(made, numeric=is_numeric(p.type))


def _arg(
    name: str,
    annotation: Annotation,
    doc: str,
    annotator: Annotator,
    *,
    required: bool,
    positional: bool,
) -> ArgPlan:
    if required:
        return ArgPlan(name, annotation, "", positional, doc)
    return ArgPlan(name, annotator.optional(annotation), annotator.imports.runtime("unset", "UNSET"), False, doc)


def body_argument(shape: BodyShape, fact: OperationFact, annotator: Annotator) -> ArgPlan:
    """The argument of an operation whose body is given whole: ``body``, unless the document has another name."""
    annotation = annotator.imports.alone(lambda: _whole_body(shape, annotator))
    assert fact.body is not None
    doc = one_line(fact.body.description) or "The request body."
    stated = fact.extensions.get(extensions.BODY_NAME)
    name, sent = (names.argument(str(stated)), "body") if stated else ("body", "")
    if fact.body.required:
        positional = stated in fact.extensions.get(extensions.POSITIONAL, ())
        return ArgPlan(name, annotation, "", positional, doc, sent=sent)
    default = annotator.imports.runtime("unset", "UNSET")
    return ArgPlan(name, annotator.optional(annotation), default, False, doc, sent=sent)


def _whole_body(shape: BodyShape, annotator: Annotator) -> Annotation:
    kinds = {kind for _, kind in shape.kinds}
    parts: list[Annotation] = []
    if kinds & {"json", "form", "multipart"}:
        files = "multipart" in kinds
        parts.append(file_annotation(shape.type, annotator) if files else annotator.input(shape.type))
    if "text" in kinds:
        parts.append(annotator.text())
    if shape.items is not None:
        parts.append(annotator.series(shape.items))
    if any(kind == "bytes" and not (shape.items and mark_of(media) is not None) for media, kind in shape.kinds):
        parts.append(annotator.files())
    return union(parts)


def _choices(shape: BodyShape | None, annotator: Annotator) -> list[ArgPlan]:
    """``content_type`` where a body may have several media types."""
    if not shape or len(shape.kinds) < 2:
        return []
    media = tuple(media_type for media_type, _ in shape.kinds)
    return [content_type_argument(media, literal(media[0]), annotator, "The media type of the body.")]


def content_type_argument(media: tuple[str, ...], default: str, annotator: Annotator, doc: str = "") -> ArgPlan:
    """``content_type``, which says one of these media types; ``default`` is code."""
    annotation = annotator.text() if has_range(media) else annotator.literals(media)
    return ArgPlan("content_type", annotation, default, False, doc)
