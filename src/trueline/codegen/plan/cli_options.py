"""Arguments of operations as options of a command line: what each is called, and how its text is read."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from trueline import names
from trueline.codegen.facts import EnumFact, PropertyFact
from trueline.codegen.plan.arguments import Arguments
from trueline.codegen.plan.bodies import BodyShape, has_range
from trueline.codegen.plan.choices import Choices
from trueline.codegen.plan.cli_values import CliOption
from trueline.codegen.plan.components import is_body_of_fields
from trueline.codegen.plan.literals import one_line
from trueline.codegen.plan.symbols import Symbols
from trueline.codegen.plan.values import ArgPlan
from trueline.spec.types import NULL, Constant, ListOf, MapOf, Ref, Scalar, ScalarKind, Type, Union

#: What every command has. An argument of such a name is ``--<name>-param``, whatever its operation is.
SHARED = frozenset(
    {"help", "output", "query", "dry-run", "profile", "base-url", "timeout", "max-retries", "header", "plot"}
)
_SCALARS = {
    ScalarKind.BOOLEAN: "boolean",
    ScalarKind.INTEGER: "integer",
    ScalarKind.NUMBER: "number",
    ScalarKind.DECIMAL_NUMBER: "number",
    ScalarKind.STRING: "text",
    ScalarKind.DECIMAL: "text",
    ScalarKind.DATE_TIME: "date-time",
    ScalarKind.DATE: "date",
    ScalarKind.TIME: "time",
    ScalarKind.DURATION: "duration",
    ScalarKind.UUID: "uuid",
    ScalarKind.BYTE: "byte",
    ScalarKind.BINARY: "text",
    ScalarKind.ANY: "loose",
}
#: Kinds whose values are text on the wire, so that text is right whichever of them is meant.
_TEXTUAL = frozenset({"text", "date-time", "date", "time", "duration", "uuid", "byte"})


@dataclass(frozen=True, slots=True)
class Shape:
    """How the text of an option is read."""

    kind: str
    many: bool = False
    choices: tuple[str, ...] = ()
    closed: bool = False
    nullable: bool = False


def shape_of(type_: Type, symbols: Symbols, *, files: bool = False, within: frozenset[Type] = frozenset()) -> Shape:
    """The shape of a type. With ``files`` binary is a file, as in multipart bodies.

    ``within`` holds the types that this one is a part of: one that is a part of itself is JSON from there on.
    """
    type_ = symbols.resolve(type_)
    if type_ in within:
        return Shape("json")
    within |= {type_}
    match type_:
        case Scalar(kind):
            return Shape("file" if files and kind is ScalarKind.BINARY else _SCALARS.get(kind, "json"))
        case Constant(text):
            return _constant(json.loads(text))
        case Ref(name) if name in symbols.facts.enums:
            return _enum(symbols.facts.enums[name])
        case ListOf(item):
            inner = shape_of(item, symbols, files=files, within=within)
            return Shape("json", many=True) if inner.many else replace(inner, many=True)
        case Ref() | MapOf():
            return Shape("object")
        case Union(members):
            return _union(members, symbols, files, within)


def _constant(value: object) -> Shape:
    kinds = {"str": "text", "bool": "boolean", "int": "integer", "float": "number"}
    kind = kinds.get(type(value).__name__, "json")
    return Shape(kind, choices=(value,), closed=True) if isinstance(value, str) and one_line(value) else Shape(kind)


def _enum(enum: EnumFact) -> Shape:
    kind = {"string": "text", "integer": "integer"}.get(enum.base, "number")
    choices = tuple(str(each.value) for each in enum.members)
    return Shape(kind, choices=choices, closed=not enum.extensible)


def _union(members: tuple[Type, ...], symbols: Symbols, files: bool, within: frozenset[Type]) -> Shape:
    rest = [member for member in members if member != NULL]
    nullable = len(rest) < len(members)
    if len(rest) == 1:
        return replace(shape_of(rest[0], symbols, files=files, within=within), nullable=nullable)
    shapes = [shape_of(member, symbols, files=files, within=within) for member in rest]
    kinds = {shape.kind for shape in shapes}
    if any(shape.kind == "file" for shape in shapes):
        return Shape("file", nullable=nullable)
    if any(shape.many for shape in shapes):
        return Shape("loose" if kinds & _TEXTUAL else "json", nullable=nullable)
    if kinds == {"object"}:
        return Shape("object", nullable=nullable)
    choices = tuple(dict.fromkeys(choice for shape in shapes for choice in shape.choices))
    if kinds <= _TEXTUAL:
        closed = all(shape.closed for shape in shapes)
        return Shape("text", choices=choices, closed=closed, nullable=nullable)
    if kinds <= {"integer", "number"}:
        return Shape("number" if "number" in kinds else "integer", nullable=nullable)
    return Shape("loose" if kinds & (_TEXTUAL | {"loose"}) else "json", nullable=nullable)


def options(
    arguments: Arguments,
    shape: BodyShape | None,
    answers: Choices,
    symbols: Symbols,
    *,
    reserved: frozenset[str],
    page_size: str,
) -> tuple[CliOption, ...]:
    """The options of an operation in the order of its signature; ``body`` has an option of its own kind."""
    shapes = {arg: shape_of(p.type, symbols) for arg, p in arguments.params}
    wires = dict(arguments.fields)
    if shape and shape.model:
        types = {p.name: p.type for p in shape.model.properties}
        shapes |= {arg: shape_of(types[wire], symbols, files=shape.multipart) for arg, wire in arguments.fields}
    if shape and len(shape.kinds) > 1:
        media = tuple(name for name, _ in shape.kinds)
        shapes["content_type"] = Shape("text", choices=media, closed=not has_range(media))
    if len(answers.accepted) > 1:
        shapes["accept"] = Shape("text", choices=answers.accepted, closed=True)
    own = [(arg.name, arg.name) for arg in arguments.args if (arg.sent or arg.name) != "body"]
    whole = _properties(shape, symbols)
    called = names_of([*own, *((f"body.{p.name}", names.argument(p.name)) for p in whole)], shapes, reserved, page_size)
    made = [
        _option(arg, called[arg.name], shapes.get(arg.name, Shape("object")), wires.get(arg.name, ""))
        for arg in arguments.args
        if arg.name in called
    ]
    files = bool(shape and shape.multipart)
    made += [_property(p, called[f"body.{p.name}"], shape_of(p.type, symbols, files=files)) for p in whole]
    return tuple(made)


def _properties(shape: BodyShape | None, symbols: Symbols) -> tuple[PropertyFact, ...]:
    """Properties of a body that the method takes in one piece, though it is an object: options may give them."""
    if shape is None or shape.model or any(kind in {"text", "bytes"} for _, kind in shape.kinds):
        return ()
    model = is_body_of_fields(shape.type, symbols)
    return model.properties if model else ()


def _property(p: PropertyFact, name: str, shape: Shape) -> CliOption:
    more = {"many": shape.many, "closed": shape.closed, "nullable": shape.nullable}
    return CliOption("", name, shape.kind, one_line(p.description), choices=shape.choices, wire=p.name, **more)


def _option(arg: ArgPlan, name: str, shape: Shape, wire: str) -> CliOption:
    return CliOption(
        arg=arg.name,
        name=name,
        kind=shape.kind,
        help=one_line(arg.doc.replace("``", "`")),
        required=not arg.default,
        many=(shape.many and not arg.positional) or shape.many,
        choices=shape.choices,
        closed=shape.closed,
        nullable=shape.nullable,
        positional=arg.positional,
        wire=wire,
    )


def names_of(
    args: list[tuple[str, str]], shapes: dict[str, Shape], reserved: frozenset[str], page_size: str
) -> dict[str, str]:
    """What each argument is called, by its key: its words with hyphens, and more where that is taken. None twice."""
    taken = set(reserved)
    found: dict[str, str] = {}
    for key, words in args:
        name = words.strip("_").replace("_", "-") or "value"
        if name in taken and key == page_size and "page-size" not in taken:
            name = "page-size"
        while name in taken:
            name += "-param"
        taken.add(name)
        if shapes.get(key, Shape("text")).kind == "boolean":
            taken.add(f"no-{name}")
        found[key] = name
    return found
