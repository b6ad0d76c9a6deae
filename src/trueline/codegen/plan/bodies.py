"""Request bodies as arguments: the properties of an object one by one where that is possible, else one ``body``."""

from __future__ import annotations

from dataclasses import dataclass

from trueline.codegen.facts import BodyFact, MediaFact, ModelFact, OperationFact
from trueline.codegen.plan.components import is_body_of_fields
from trueline.codegen.plan.kinds import BodyKind, ContentKind
from trueline.codegen.plan.symbols import Symbols
from trueline.spec.types import Type, Union


@dataclass(frozen=True, slots=True)
class BodyShape:
    """How a body is given: ``model`` when its properties are arguments, else ``type``."""

    model: ModelFact | None
    type: Type
    kinds: tuple[ContentKind, ...]
    multipart: bool


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
    kinds = tuple(ContentKind(media.media_type, kind_of(media.media_type)) for media in ordered(body))
    types = tuple(dict.fromkeys(media.type for media in ordered(body)))
    multipart = any(kind == "multipart" for _, kind in kinds)
    whole = types[0] if len(types) == 1 else Union(types)
    return BodyShape(_fields(fact, body, types, kinds, symbols), whole, kinds, multipart)


def _fields(
    fact: OperationFact, body: BodyFact, types: tuple[Type, ...], kinds: tuple[ContentKind, ...], symbols: Symbols
) -> ModelFact | None:
    model = is_body_of_fields(types[0], symbols) if len(types) == 1 else None
    if model is None or not model.properties or any(kind in {"text", "bytes"} for _, kind in kinds):
        return None
    clash = {p.name for p in model.properties} & {p.name for p in fact.parameters}
    optional_with_required = not body.required and any(p.required for p in model.properties)
    return None if clash or optional_with_required else model
