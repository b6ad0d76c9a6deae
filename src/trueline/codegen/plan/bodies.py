"""Request bodies as arguments: the properties of an object one by one where that is possible, else one ``body``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from trueline.codegen.facts import BodyFact, MediaFact, ModelFact, OperationFact, PropertyFact
from trueline.codegen.plan.components import is_body_of_fields
from trueline.codegen.plan.kinds import BodyKind, ContentKind
from trueline.codegen.plan.symbols import Symbols
from trueline.runtime.series import mark_of
from trueline.spec import extensions
from trueline.spec.types import NULL, ListOf, Scalar, ScalarKind, Type, Union

FLAT = "flat"
FORMS = frozenset({"form", "multipart"})


@dataclass(frozen=True, slots=True)
class BodyShape:
    """How a body is given: ``model`` when its properties are arguments, else ``type``.

    ``items`` is the type of one value of a body that is a series of them.
    """

    model: ModelFact | None
    type: Type
    kinds: tuple[ContentKind, ...]
    multipart: bool
    items: Type | None = None


def kind_of(media_type: str) -> BodyKind:
    """How the runtime writes a body of this media type."""
    base = media_type.split(";", maxsplit=1)[0].strip().lower()
    if base == "application/json" or base.endswith("+json") or base in {"*/*", "application/*", "text/json"}:
        return "json"
    if base == "application/x-www-form-urlencoded":
        return "form"
    if base.startswith("multipart/"):
        return "multipart"
    return "text" if base.startswith("text/") else "bytes"


def sent_as(media: MediaFact) -> BodyKind:
    """How the runtime writes a body: bytes under a range such as ``*/*`` too, where the document says they are that."""
    is_range = "*" in media.media_type.partition(";")[0]
    return "bytes" if is_range and media.type == Scalar(ScalarKind.BINARY) else kind_of(media.media_type)


def has_range(media_types: Iterable[str]) -> bool:
    """Whether a range such as ``application/*+json`` is among media types: any text may then be one of them."""
    return any("*" in media_type for media_type in media_types)


def preference(media_type: str) -> int:
    """What is preferred when nobody says otherwise: plain JSON, other JSON, the rest as documented, ranges last."""
    base = media_type.split(";", maxsplit=1)[0].strip().lower()
    if "*" in base:
        return 3
    return 0 if base == "application/json" else 1 if kind_of(base) == "json" else 2


def ordered(body: BodyFact) -> tuple[MediaFact, ...]:
    """The media types of a body, the default first: JSON before anything else, the rest as documented."""
    return tuple(sorted(body.media, key=lambda media: preference(media.media_type)))


def body_shape(fact: OperationFact, symbols: Symbols) -> BodyShape | None:
    """The shape of an operation's body. Properties become arguments only if every media type agrees on them."""
    body = fact.body
    if body is None or not body.media:
        return None
    kinds = tuple(ContentKind(media.media_type, sent_as(media)) for media in ordered(body))
    items = tuple(dict.fromkeys(item for media in ordered(body) if (item := item_type(media, symbols))))
    media_types = [media.type for media in ordered(body) if item_type(media, symbols) is None]
    types = tuple(dict.fromkeys(media_types or [media.type for media in ordered(body)]))
    multipart = any(kind == "multipart" for _, kind in kinds)
    model = _fields(fact, body, types, kinds, symbols)
    return BodyShape(model, _any_of(types), kinds, multipart, _any_of(items) if items else None)


def _any_of(types: tuple[Type, ...]) -> Type:
    return types[0] if len(types) == 1 else Union(types)


def item_type(media: MediaFact, symbols: Symbols) -> Type | None:
    """The type of one value of JSON lines and their like; ``None`` for other bodies, and where nothing says it."""
    if mark_of(media.media_type) is None:
        return None
    if media.event is not None:
        return media.event
    target = symbols.resolve(media.type)
    return target.item if isinstance(target, ListOf) else None if isinstance(target, Scalar) else media.type


def _fields(
    fact: OperationFact, body: BodyFact, types: tuple[Type, ...], kinds: tuple[ContentKind, ...], symbols: Symbols
) -> ModelFact | None:
    if extensions.BODY_NAME in fact.extensions:
        return None
    if fact.extensions.get(extensions.BODY) == FLAT:
        return _flat(types, kinds, symbols)
    model = is_body_of_fields(types[0], symbols) if len(types) == 1 else None
    if model is None or not model.properties or any(kind in {"text", "bytes"} for _, kind in kinds):
        return None
    clash = {p.name for p in model.properties} & {p.name for p in fact.parameters}
    optional_with_required = not body.required and any(p.required for p in model.properties)
    return None if clash or optional_with_required else model


def _flat(types: tuple[Type, ...], kinds: tuple[ContentKind, ...], symbols: Symbols) -> ModelFact | None:
    """The properties of an object, of one that may be null, or of each object that a body may be."""
    members = [member for type_ in types for member in _members(type_, symbols)]
    models = [is_body_of_fields(member, symbols) for member in members]
    found = list(dict.fromkeys(model for model in models if model))
    if not found or None in models:
        return None
    if any(kind in {"text", "bytes"} for _, kind in kinds) or not any(model.properties for model in found):
        return None
    return found[0] if len(found) == 1 else replace(found[0], properties=tuple(_merged(found)))


def _members(type_: Type, symbols: Symbols) -> Iterator[Type]:
    target = symbols.resolve(type_)
    for member in target.members if isinstance(target, Union) else (target,):
        if member != NULL:
            yield from (member,) if not isinstance(symbols.resolve(member), Union) else _members(member, symbols)


def _merged(models: list[ModelFact]) -> Iterator[PropertyFact]:
    """Each property of any of ``models``, of any of its types; required where all of them need it."""
    by_name: dict[str, list[PropertyFact]] = {}
    for model in models:
        for each in model.properties:
            by_name.setdefault(each.name, []).append(each)
    for found in by_name.values():
        types = tuple(dict.fromkeys(part for each in found for part in _parts(each.type)))
        types = (*(each for each in types if each != NULL), *(each for each in types if each == NULL))
        required = len(found) == len(models) and all(each.required for each in found)
        yield replace(found[0], type=types[0] if len(types) == 1 else Union(types), required=required)


def _parts(type_: Type) -> tuple[Type, ...]:
    return type_.members if isinstance(type_, Union) else (type_,)
