"""Tables of parameters, properties, answers and errors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trueline.codegen.facts import OperationFact, PropertyFact
from trueline.codegen.plan.answers import failures, successes
from trueline.codegen.plan.docs import error_name
from trueline.reference.calls import Call
from trueline.reference.inert import code, inline
from trueline.reference.types import shown


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table whose cells are Markdown already. A column in which nothing stands is left out; no rows, no table."""
    listed = [list(row) for row in rows]
    kept = [at for at in range(len(head)) if any(row[at] for row in listed)]
    if not listed:
        return []
    lines = ["|" + "".join(f" {row[at]} |" if row[at] else " |" for at in kept) for row in [list(head), *listed]]
    return [lines[0], "|" + "---|" * len(kept), *lines[1:]]


def parameter_table(call: Call) -> list[str]:
    """Every parameter outside the body."""
    head = ("parameter", "in", "type", "required", "default", "description")
    return table(
        head,
        (
            (
                _named(p.name, arg),
                p.location,
                shown(p.type),
                "yes" if p.required else "",
                code(p.default or ""),
                _described(p.description, deprecated=p.deprecated),
            )
            for arg, p in call.parameters
        ),
    )


def property_table(properties: Iterable[PropertyFact], arguments: dict[str, str]) -> list[str]:
    """Properties of an object. ``arguments`` says what Python calls those that it calls otherwise, by wire name."""
    head = ("property", "type", "required", "default", "description")
    return table(
        head,
        (
            (
                _named(p.name, arguments.get(p.name, p.name)),
                shown(p.type),
                "yes" if p.required else "",
                code(p.default or ""),
                _described(p.description, deprecated=p.deprecated, secret=p.sensitive),
            )
            for p in sorted(properties, key=lambda p: not p.required)
        ),
    )


def answer_table(fact: OperationFact) -> list[str]:
    """The successes: status, what comes with it, and its headers."""
    head = ("status", "body", "headers", "description")
    return table(
        head,
        (
            (
                code(response.status),
                "<br>".join(f"{shown(media.type)} as {code(media.media_type)}" for media in response.media) or "none",
                ", ".join(code(name) for name in response.headers),
                inline(response.description),
            )
            for response in successes(fact)
        ),
    )


def error_table(fact: OperationFact) -> list[str]:
    """What the operation documents beside success, and what Python raises for it."""
    return table(
        ("status", "Python raises", "when"),
        ((code(r.status), code(error_name(r.status)), inline(r.description)) for r in failures(fact)),
    )


def _named(wire: str, argument: str) -> str:
    return code(wire) if wire == argument else f"{code(wire)}<br>Python: {code(argument)}"


def _described(text: str, *, deprecated: bool, secret: bool = False) -> str:
    marks = [*(["**Deprecated.**"] if deprecated else []), *(["**Secret.**"] if secret else [])]
    return " ".join([*marks, *([inline(text)] if text.strip() else [])])
