"""Servers: the choice that a client's constructor offers, and where single operations are served."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trueline import names
from trueline.codegen.facts import Facts, ServerFact
from trueline.codegen.plan.annotation import Annotation, literals
from trueline.codegen.plan.imports import Imports
from trueline.codegen.plan.literals import literal, one_line

_WORDS = 3


@dataclass(frozen=True, slots=True)
class VariablePlan:
    """A variable of servers' URLs: the annotation of its values, and a text about it."""

    name: str
    annotation: Annotation
    doc: str


@dataclass(frozen=True, slots=True)
class ServersPlan:
    """``choice`` is the annotation of the argument ``server``; ``None`` where there is nothing to choose."""

    code: tuple[str, ...] = ()
    choice: Annotation | None = None
    variables: tuple[VariablePlan, ...] = ()
    doc: str = ""


def servers_plan(facts: Facts) -> ServersPlan:
    """What a client may choose from: nothing where the document has one server without variables."""
    servers = facts.api.servers
    variables = _variables(facts)
    if len(servers) < 2 and not variables:
        return ServersPlan()
    called = _names(servers)
    choice = literals(map(literal, called)) if len(servers) > 1 else None
    texts = (f"``{one_line(name)}``: {one_line(s.description)}" for name, s in zip(called, servers, strict=True))
    doc = "; ".join(text.removesuffix(": ") for text in texts)
    return ServersPlan(_codes(servers), choice, variables, doc)


def _names(servers: Iterable[ServerFact]) -> list[str]:
    """A word for each server: its name, a short description, else its URL."""
    found = [_word(server) for server in servers]
    return [word if found.count(word) == 1 else s.url for word, s in zip(found, servers, strict=True)]


def _word(server: ServerFact) -> str:
    text = server.name or server.description
    word = names.snake(text.removesuffix(".")) if text.isascii() else ""
    short = server.name or len(text.split()) <= _WORDS
    return word.removesuffix("_server") or word if word and short and word.isidentifier() else server.url


def _variables(facts: Facts) -> tuple[VariablePlan, ...]:
    """Every variable of every server, of single operations too; one that differs takes all values of all of them."""
    groups = [facts.api.servers, *(operation.servers for operation in facts.operations.values())]
    allowed: dict[str, list[tuple[str, ...]]] = {}
    texts: dict[str, str] = {}
    for variable in (variable for servers in groups for server in servers for variable in server.variables):
        allowed.setdefault(variable.name, []).append(variable.allowed)
        texts.setdefault(variable.name, f"{one_line(variable.description)} Default: {one_line(variable.default)}.")
    return tuple(VariablePlan(name, _annotation(sets), texts[name].strip()) for name, sets in allowed.items())


def _annotation(sets: list[tuple[str, ...]]) -> Annotation:
    values = dict.fromkeys(value for each in sets for value in each)
    return Annotation(("str",)) if any(not each for each in sets) else literals(map(literal, values))


def server_code(servers: tuple[ServerFact, ...], imports: Imports) -> str:
    """Where an operation is served: a URL, or several and their variables; empty where the document does not say."""
    if len(servers) == 1 and not servers[0].variables:
        return literal(servers[0].url) if servers[0].url else ""
    if not servers:
        return ""
    imports.runtime("operation", "Server", alias="_Server")
    return f"({', '.join(_codes(servers))},)"


def _codes(servers: tuple[ServerFact, ...]) -> tuple[str, ...]:
    return tuple(_code(name, server) for name, server in zip(_names(servers), servers, strict=True))


def _code(name: str, server: ServerFact) -> str:
    parts = [literal(name), literal(server.url)]
    entries = [
        f"({literal(v.name)}, {literal(v.default)}, ({''.join(f'{literal(a)}, ' for a in v.allowed)}))"
        for v in server.variables
    ]
    return f"_Server({', '.join([*parts, *([f'({chr(44).join(entries)},)'] if entries else [])])})"
