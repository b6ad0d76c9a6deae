"""The section of one operation."""

from __future__ import annotations

import json
from dataclasses import dataclass

from trueline.codegen.facts import Facts
from trueline.codegen.plan.answers import stream_kind, successes
from trueline.codegen.plan.docs import deprecation
from trueline.codegen.plan.extensions import required_scopes
from trueline.codegen.plan.symbols import Symbols
from trueline.codegen.plan.values import Sdk
from trueline.reference.calls import Call
from trueline.reference.cli import cli_code
from trueline.reference.inert import block, code, fence, plain
from trueline.reference.python import Client, async_code, sync_code
from trueline.reference.samples import Sample, sample
from trueline.reference.shell import curl_code
from trueline.reference.tables import answer_table, error_table, parameter_table, property_table
from trueline.reference.types import shown
from trueline.spec.document import is_object


@dataclass(frozen=True, slots=True)
class Context:
    """What the sections of a page share."""

    facts: Facts
    sdk: Sdk
    symbols: Symbols

    @property
    def client(self) -> Client:
        """The names that Python snippets import."""
        return Client(self.sdk.package, self.sdk.client.name)


def operation_section(call: Call, context: Context) -> list[str]:
    """Everything about one operation, as lines."""
    fact = call.fact
    title = plain(fact.summary) or code(call.name)
    parts = [
        [f'<a id="{call.name}"></a>', "", f"### {title}"],
        [code(f"{fact.method} {fact.path}")],
        [f"**Deprecated.** {plain(deprecation(fact))}"] if fact.deprecated else [],
        block(fact.description) if fact.description.strip() != fact.summary.strip() else [],
        _facts(call),
        titled("Parameters", parameter_table(call)),
        titled("Body", _body(call)),
        *_snippets(call, context),
        titled("Answer", answer_table(fact)),
        _example(call),
        titled("Errors", error_table(fact)),
    ]
    return joined(parts)


def joined(parts: list[list[str]]) -> list[str]:
    """Blocks with an empty line between any two that have lines."""
    lines: list[str] = []
    for part in parts:
        lines += ["", *part] if lines and part else part
    return lines


def titled(title: str, lines: list[str]) -> list[str]:
    """A block of lines below its title; nothing where there are none."""
    return [f"**{title}**", "", *lines] if lines else []


def _facts(call: Call) -> list[str]:
    """What a caller has to know before the first call."""
    fact = call.fact
    keys = ", ".join(" and ".join(code(name) for name in choice) or "nothing" for choice in fact.security)
    lines = [f"-   Authentication: {keys.replace(', ', ' or ') or 'none'}."]
    if scopes := required_scopes(fact):
        lines.append(f"-   Scopes: {', '.join(map(code, scopes))}.")
    if call.header:
        note = "the SDK makes one for each call and keeps it over retries"
        lines.append(f"-   Idempotent by {code(call.header)}; {note}.")
    if call.method.result.kind == "page":
        lines.append("-   Paged: iterating over what Python returns goes on over all pages.")
    if call.method.result.kind == "stream":
        lines.append("-   Streamed: Python gives one event after the other, and resumes a broken connection.")
    return lines


def _body(call: Call) -> list[str]:
    body, shape = call.fact.body, call.shape
    if body is None or shape is None:
        return []
    about = block(body.description)
    types = f"{shown(shape.type)} as {', '.join(code(media) for media, _ in shape.kinds)}"
    lines = [f"{types}; {'required' if body.required else 'optional'}."]
    if shape.model is None:
        return joined([lines, about])
    arguments = {name: arg for arg, name in call.arguments.fields}
    return joined([lines, about, property_table(shape.model.properties, arguments)])


def _snippets(call: Call, context: Context) -> list[list[str]]:
    example = sample(call, context.symbols)
    if example is None:
        return [["No value of these types can be shown, so there is no example of a call."]]
    return [titled(title, fence(text, language)) for title, language, text in code_of(call, example, context)]


def code_of(call: Call, sample: Sample, context: Context) -> list[tuple[str, str, str]]:
    """The call in each language: its title, what a fence calls it, and the text."""
    return [
        ("curl", "sh", curl_code(call, sample, context.sdk.client, context.facts)),
        ("Python", "python", sync_code(call, sample, context.client, context.facts)),
        ("Python, asynchronous", "python", async_code(call, sample, context.client, context.facts)),
        ("Command line", "sh", cli_code(call, sample, context.sdk)),
    ]


def _example(call: Call) -> list[str]:
    """The document's own example of the first success that has one."""
    for response in successes(call.fact):
        for media in response.media:
            if media.example is not None and stream_kind(media.media_type) == "sse":
                return titled("Example of an answer", fence(as_message(media.example), "text"))
            if media.example is not None:
                return titled(
                    "Example of an answer",
                    fence(pretty(media.example), "json" if media.example[:1] in "{[" else "text"),
                )
    return []


def as_message(text: str) -> str:
    """The example of an event stream as it is on the wire, where it shows the fields of a message."""
    value = json.loads(text)
    if not is_object(value):
        return pretty(text)
    lines = [f"{name}: {line}" for name, item in value.items() for line in str(item).split("\n")]
    return "\n".join([*lines, ""])


def pretty(text: str) -> str:
    """JSON text as people write it; a string as its own text."""
    value = json.loads(text)
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
