"""The call that the snippets of an operation make: the document's own examples, else values of the right types."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from trueline.codegen.facts import ModelFact, ParameterFact
from trueline.codegen.plan.bodies import ordered, sent_as
from trueline.codegen.plan.symbols import Symbols
from trueline.reference.calls import Call
from trueline.reference.fitting import Fitted, Misfit, bytes_code, fit
from trueline.reference.wire import can_be_sent
from trueline.spec.types import NULL, Constant, ListOf, MapOf, Ref, Scalar, ScalarKind, Type, Union

_DEEPEST = 12
_TEXTS = {
    ScalarKind.DATE_TIME: "2026-01-31T09:30:00Z",
    ScalarKind.DATE: "2026-01-31",
    ScalarKind.TIME: "09:30:00Z",
    ScalarKind.DURATION: "PT30S",
    ScalarKind.UUID: "0b6f5c1e-8d6a-4c58-9d0c-3f1f0e6c2a11",
    ScalarKind.BYTE: "aGVsbG8=",
    ScalarKind.DECIMAL: "1.5",
}
_VALUES: dict[ScalarKind, Any] = {
    ScalarKind.NULL: None,
    ScalarKind.BOOLEAN: True,
    ScalarKind.INTEGER: 1,
    ScalarKind.NUMBER: 1.5,
    ScalarKind.DECIMAL_NUMBER: 1.5,
}
_WORD = "string"


@dataclass(frozen=True, slots=True)
class SampleBody:
    """The body of a sample. ``kind`` is how it is written: ``json``, ``form``, ``multipart``, ``text`` or ``bytes``.

    ``files`` are the properties of a multipart body that are files.
    """

    media_type: str
    kind: str
    value: Fitted
    files: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sample:
    """One call. ``arguments`` are what the method gets; ``parameters`` and ``body`` are the same on the wire."""

    arguments: tuple[tuple[str, Fitted], ...]
    parameters: tuple[tuple[ParameterFact, Fitted], ...]
    body: SampleBody | None


def sample(call: Call, symbols: Symbols) -> Sample | None:
    """What is required, the example of the body, and one filter; ``None`` where a value can't be made up."""
    try:
        parameters = tuple((arg, p, _parameter(p, symbols)) for arg, p in call.arguments.params if _shown(call, p))
        body = _body(call, symbols)
    except Misfit:
        return None
    arguments = {arg: value for arg, _, value in parameters} | (_body_arguments(call, body) if body else {})
    known = [(arg.name, arguments[arg.name]) for arg in call.method.args if arg.name in arguments]
    return Sample(tuple(known), tuple((p, value) for _, p, value in parameters), body)


def _shown(call: Call, p: ParameterFact) -> bool:
    """Required ones, and the first optional one of the query that the document has an example for."""
    optional = (
        other
        for _, other in call.arguments.params
        if other.location == "query" and not (other.required or other.deprecated) and other.example is not None
    )
    return p.required or p == next(optional, None)


def _parameter(p: ParameterFact, symbols: Symbols) -> Fitted:
    """The parameter's example, default, or a made-up value: the first that can be sent."""
    for example in (p.example, p.default, None):
        value = _fitted(p.type, example, symbols)
        if can_be_sent(p, value.wire):
            return value
    raise Misfit


def _fitted(type_: Type, example: str | None, symbols: Symbols) -> Fitted:
    """The example, where there is one and it is of the type; else a value that is."""
    if example is not None:
        try:
            return fit(type_, json.loads(example), symbols)
        except Misfit:
            pass  # the document's own example is none of its type: lint says so, the reader gets one that works
    return fit(type_, _value_of(type_, symbols, 0), symbols)


# --- bodies ---


def _body(call: Call, symbols: Symbols) -> SampleBody | None:
    body = call.fact.body
    if body is None or call.shape is None or not body.media:
        return None
    media = ordered(body)[0]
    if not body.required and media.example is None:
        return None
    kind = sent_as(media)
    if kind in {"text", "bytes"}:
        return SampleBody(media.media_type, kind, _raw(kind))
    whole = _fitted(media.type, media.example, symbols)
    model = call.shape.model
    if kind != "multipart" or model is None:
        return SampleBody(media.media_type, kind, whole)
    files = frozenset(p.name for p in model.properties if p.type == Scalar(ScalarKind.BINARY)) & whole.wire.keys()
    return SampleBody(media.media_type, kind, _with_files(whole, files), files)


def _raw(kind: str) -> Fitted:
    return Fitted("example", '"example"' if kind == "text" else bytes_code(b"example"))


def _with_files(whole: Fitted, files: frozenset[str]) -> Fitted:
    """An object whose properties in ``files`` are bytes."""
    assert not isinstance(whole.code, str), "an object is laid out as a group"
    items = tuple(
        (prefix, bytes_code(str(whole.wire[key]).encode()) if key in files else node)
        for key, (prefix, node) in zip(whole.wire, whole.code.items, strict=True)
    )
    return replace(whole, code=replace(whole.code, items=items))


def _body_arguments(call: Call, body: SampleBody) -> dict[str, Fitted]:
    """The body as the method takes it: its properties one by one, or all of it."""
    if call.shape is None or call.shape.model is None:
        return {next((arg.name for arg in call.arguments.args if arg.sent), "body"): body.value}
    group = body.value.code
    assert not isinstance(group, str), "an object is laid out as a group"
    nodes = {key: node for key, (_, node) in zip(body.value.wire, group.items, strict=True)}
    return {
        arg: Fitted(body.value.wire[name], nodes[name], body.value.imports)
        for arg, name in call.arguments.fields
        if name in nodes
    }


# --- values that nobody wrote ---


def _value_of(type_: Type, symbols: Symbols, depth: int) -> Any:
    """A value of this type. Raises :class:`Misfit` where there is none, or none that ends."""
    if depth > _DEEPEST:
        raise Misfit
    match type_:
        case Scalar(kind):
            if kind is ScalarKind.NEVER:
                raise Misfit
            return _VALUES[kind] if kind in _VALUES else _TEXTS.get(kind, _WORD)
        case Constant(text):
            return json.loads(text)
        case ListOf(item):
            return [_value_of(item, symbols, depth + 1)]
        case MapOf(inner, patterns):
            return {} if patterns else {"name": _value_of(inner, symbols, depth + 1)}
        case Ref(name):
            return _made_component(name, symbols, depth + 1)
        case Union(members):
            return _made_union(members, symbols, depth + 1)


def _made_component(name: str, symbols: Symbols, depth: int) -> Any:
    facts = symbols.facts
    if name in facts.enums:
        return facts.enums[name].members[0].value
    if name in facts.aliases:
        return _value_of(facts.aliases[name].type, symbols, depth)
    return _made_model(facts.models[name], symbols, depth)


def _made_model(model: ModelFact, symbols: Symbols, depth: int) -> Any:
    value: dict[str, Any] = {}
    for p in model.properties:
        if p.required:
            example = _example(p.type, p.example if p.example is not None else p.default, symbols)
            value[p.name] = _value_of(p.type, symbols, depth) if example is None else example.wire
    return value


def _example(type_: Type, text: str | None, symbols: Symbols) -> Fitted | None:
    try:
        return None if text is None else fit(type_, json.loads(text), symbols)
    except Misfit:
        return None


def _made_union(members: tuple[Type, ...], symbols: Symbols, depth: int) -> Any:
    for member in members:
        if member != NULL:
            try:
                return _value_of(member, symbols, depth)
            except Misfit:
                continue
    if NULL in members:
        return None
    raise Misfit
