"""The sections of schemas, and of the events that webhooks send."""

from __future__ import annotations

import json

from trueline.codegen.facts import AliasFact, EnumFact, Facts, ModelFact, OperationFact
from trueline.reference.inert import block, code, fence, inline, plain
from trueline.reference.operations import joined, pretty
from trueline.reference.tables import property_table, table
from trueline.reference.types import anchor, shown
from trueline.spec.types import ANY


def schema_sections(facts: Facts) -> list[list[str]]:
    """Every schema, A to Z."""
    sections: dict[str, list[str]] = {name: _model(model) for name, model in facts.models.items()}
    sections |= {name: _enum(enum) for name, enum in facts.enums.items()}
    sections |= {name: _alias(alias) for name, alias in facts.aliases.items()}
    return [sections[name] for name in sorted(sections)]


def _head(name: str, description: str) -> list[list[str]]:
    return [[f'<a id="{anchor(name)}"></a>', "", f"### {name}"], block(description)]


def _model(model: ModelFact) -> list[str]:
    extra: list[str] = []
    if model.extra is None:
        extra = ["No other properties."]
    elif model.extra != ANY:
        extra = [f"Other properties are {shown(model.extra)}."]
    example = fence(pretty(model.example), "json") if model.example else []
    deprecated = ["**Deprecated.**"] if model.deprecated else []
    return joined(
        [*_head(model.name, model.description), deprecated, property_table(model.properties, {}), extra, example]
    )


def _enum(enum: EnumFact) -> list[str]:
    rows = [(code(json.dumps(m.value)), code(f"{enum.name}.{m.name}"), inline(m.description)) for m in enum.members]
    return joined([*_head(enum.name, enum.description), table(("value", "Python", "meaning"), rows)])


def _alias(alias: AliasFact) -> list[str]:
    return joined([*_head(alias.name, alias.description), [f"Type: {shown(alias.type)}."]])


def event_sections(facts: Facts) -> list[list[str]]:
    """Every event, in the document's order."""
    return [_event(fact) for fact in facts.webhooks]


def _event(fact: OperationFact) -> list[str]:
    media = fact.body.media if fact.body else ()
    types = ["-   Body: " + ", ".join(f"{shown(m.type)} as {code(m.media_type)}" for m in media) + "."] if media else []
    types += [f"-   Header {code(p.name)}: {inline(p.description)}" for p in fact.parameters if p.location == "header"]
    example = next((m.example for m in media if m.example), None)
    shown_example = fence(pretty(example), "json") if example else []
    head = [f'<a id="event-{_slug(fact.path)}"></a>', "", f"### {code(fact.path)}"]
    summary = [plain(fact.summary)] if fact.summary else []
    return joined([head, summary, block(fact.description), types, shown_example])


def _slug(text: str) -> str:
    return "".join(char if char.isascii() and (char.isalnum() or char in "._-") else "-" for char in text)
