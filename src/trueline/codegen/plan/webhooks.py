"""Webhooks: the union of all events that the document describes, for the module that verifies them."""

from __future__ import annotations

from trueline import names
from trueline.codegen.facts import Facts, OperationFact
from trueline.codegen.plan.annotate import Annotator
from trueline.codegen.plan.bodies import FORMS, kind_of
from trueline.codegen.plan.decode import DecodeWriter
from trueline.codegen.plan.imports import Imports
from trueline.codegen.plan.literals import docstring, one_line
from trueline.codegen.plan.symbols import Symbols
from trueline.codegen.plan.values import ParserPlan, WebhooksPlan
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
    imports.typing("Literal")
    imports.typing("TypeAlias")
    imports.runtime("errors", "WebhookVerificationError as WebhookVerificationError")
    imports.runtime("webhooks", "sign as sign")
    imports.runtime("webhooks", "Scheme", alias="_Scheme")
    imports.runtime("webhooks", "WebhookHeaders", alias="_WebhookHeaders", checking=True)
    imports.runtime("webhooks", "verify_event")
    imports.runtime("webhooks", "parse")
    imports.typing("Any")
    parsers = _parsers(facts, annotator, writer)
    if writer.modules:
        imports.runtime("decoding", "Decoders")
        imports.name(".types", "__name__", alias="_types")
    return WebhooksPlan(imports.block(), annotation, decode, writer.modules, alias, parsers, _signature(facts))


def _parsers(facts: Facts, annotator: Annotator, writer: DecodeWriter) -> tuple[ParserPlan, ...]:
    """``parse_<name>`` for each webhook: two that bring the same stay two, and so do two methods of one."""
    bodies = [(hook, types) for hook in facts.webhooks if (types := _types(hook))]
    first = {_name(hook): hook for hook, _ in reversed(bodies)}
    texts = {
        f"{name}{'' if hook is first[name] else f' {hook.method}'}": (name, types)
        for hook, types in bodies
        for name in (_name(hook),)
    }
    unique = names.unique(texts, _after)
    return tuple(
        ParserPlan(f"parse_{unique[text]}", annotator.output(type_), writer.function(type_), _doc(name))
        for text, (name, types) in texts.items()
        for type_ in (types[0] if len(types) == 1 else Union(types),)
    )


def _after(text: str) -> str:
    name = names.after(text)
    return f"{name}_" if name == "event" else name  # parse_event reads any of them


def _name(hook: OperationFact) -> str:
    return hook.path.strip("/")


def _doc(name: str) -> str:
    said = f"Read the payload of the webhook ``{one_line(name)}``, whoever sent it: nothing is verified."
    return docstring(
        f"{said}\n\n``payload`` is the body as it came, or the object in it. Raises ``DecodeError`` for anything else,"
        " and where it is ``strict`` for all that is not as documented."
    )


def _signature(facts: Facts) -> str:
    """The scheme whose header the document asks for; Standard Webhooks where it says nothing."""
    headers = {p.name.lower() for hook in facts.webhooks for p in hook.parameters if p.location == "header"}
    known = {"x-hub-signature-256": "github", "stripe-signature": "stripe", "x-slack-signature": "slack"}
    found = {known[name] for name in headers if name in known}
    return found.pop() if len(found) == 1 else "standard"


def _events(facts: Facts) -> list[Type]:
    return [type_ for operation in facts.webhooks for type_ in _types(operation)]


def _types(operation: OperationFact) -> tuple[Type, ...]:
    """The types of what a webhook brings: as JSON, else as a form."""
    media = operation.body.media if operation.body else ()
    kinds = [kind_of(each.media_type) for each in media]
    read = {"json"} if "json" in kinds else FORMS
    return tuple(dict.fromkeys(each.type for each, kind in zip(media, kinds, strict=True) if kind in read))


def _alias(types: tuple[Type, ...], facts: Facts) -> str:
    """A named union of exactly these events, where the document has one: its discriminator is better than a guess."""
    for name, alias in facts.aliases.items():
        if isinstance(alias.type, Union) and set(alias.type.members) == set(types):
            return name
    return ""
