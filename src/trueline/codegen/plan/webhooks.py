"""Webhooks: the union of all events that the document describes, for the module that verifies them."""

from __future__ import annotations

from trueline.codegen.facts import Facts
from trueline.codegen.plan.annotate import Annotator
from trueline.codegen.plan.bodies import kind_of
from trueline.codegen.plan.decode import DecodeWriter
from trueline.codegen.plan.imports import Imports
from trueline.codegen.plan.symbols import Symbols
from trueline.codegen.plan.values import WebhooksPlan
from trueline.spec.types import Ref, Type, Union


def webhooks_plan(facts: Facts, symbols: Symbols) -> WebhooksPlan | None:
    """The plan of ``webhooks.py``, for a document that describes any."""
    types = tuple(dict.fromkeys(_events(facts)))
    if not types:
        return None
    imports = Imports(".")
    imports.defined = frozenset({"WebhookEvent"})
    annotator = Annotator(symbols, imports, ".types.")
    writer = DecodeWriter(symbols, imports)
    alias = _alias(types, facts)
    union: Type = Ref(alias) if alias else types[0] if len(types) == 1 else Union(types)
    annotation = annotator.output(union)
    decode = writer.function(union)
    for name in ("Mapping", "Sequence"):
        imports.name("collections.abc", name, checking=True)
    imports.typing("TypeAlias")
    imports.runtime("errors", "WebhookVerificationError as WebhookVerificationError")
    imports.runtime("webhooks", "sign as sign")
    imports.runtime("webhooks", "verify_event")
    if writer.modules:
        imports.runtime("decoding", "Decoders")
        imports.name(".types", "__name__", alias="_types")
    return WebhooksPlan(imports.block(), annotation, decode, writer.hoisted, writer.modules, alias)


def _events(facts: Facts) -> list[Type]:
    bodies = [operation.body for operation in facts.webhooks if operation.body]
    return [media.type for body in bodies for media in body.media if kind_of(media.media_type) == "json"]


def _alias(types: tuple[Type, ...], facts: Facts) -> str:
    """A named union of exactly these events, where the document has one: its discriminator is better than a guess."""
    for name, alias in facts.aliases.items():
        if isinstance(alias.type, Union) and set(alias.type.members) == set(types):
            return name
    return ""
