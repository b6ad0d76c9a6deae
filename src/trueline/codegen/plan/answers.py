"""Responses: what a method returns, and the tables that decode each status and media type."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from trueline.codegen.facts import Facts, MediaFact, OperationFact, ResponseFact
from trueline.codegen.plan.annotate import Annotator
from trueline.codegen.plan.annotation import NONE, Annotation, union
from trueline.codegen.plan.bodies import kind_of, preference
from trueline.codegen.plan.decode import DecodeWriter
from trueline.codegen.plan.imports import Imports
from trueline.codegen.plan.kinds import Binary
from trueline.codegen.plan.literals import literal
from trueline.runtime.series import mark_of
from trueline.spec.types import ANY, Ref, Scalar, ScalarKind, Type


def successes(fact: OperationFact) -> list[ResponseFact]:
    """The responses that a call returns for: 2xx, else 3xx, else ``default``."""
    found = [r for r in fact.responses if r.status.startswith("2")]
    found = found or [r for r in fact.responses if r.status.startswith("3")]
    return found or [r for r in fact.responses if r.status == "default"]


def failures(fact: OperationFact) -> list[ResponseFact]:
    """The responses that raise."""
    chosen = successes(fact)
    return [r for r in fact.responses if r not in chosen]


def alternatives(fact: OperationFact) -> tuple[str, ...]:
    """Media types that a caller chooses from, the default first: those of successes that are documented in several."""
    several = [response.media for response in successes(fact) if len(response.media) > 1]
    found = dict.fromkeys(media.media_type for each in several for media in each)
    return tuple(sorted(found, key=preference))


def narrowed(fact: OperationFact, media_type: str) -> OperationFact:
    """The operation as it is for a caller who asks for one media type. Responses without it keep what they have."""
    chosen = successes(fact)

    def only(response: ResponseFact) -> ResponseFact:
        media = tuple(m for m in response.media if m.media_type == media_type) if response in chosen else ()
        return replace(response, media=media) if media else response

    return replace(fact, responses=tuple(map(only, fact.responses)))


def is_binary(media: MediaFact) -> bool:
    """Whether this answer is bytes to be streamed rather than a value to be decoded."""
    if media.type == Scalar(ScalarKind.BINARY):
        return True
    return kind_of(media.media_type) not in {"json", "text"}


def stream_of(fact: OperationFact) -> tuple[str, MediaFact] | None:
    """The kind and media of a streamed answer, if the operation has one."""
    for response in successes(fact):
        for media in response.media:
            kind = stream_kind(media.media_type)
            if kind:
                return kind, media
    return None


def stream_kind(media_type: str) -> str | None:
    """How the runtime reads a sequential media type; ``None`` for any other."""
    if media_type.partition(";")[0].strip().lower() == "text/event-stream":
        return "sse"
    return None if mark_of(media_type) is None else "jsonl"


def event_type(kind: str, media: MediaFact, facts: Facts) -> Type:
    """The type of one event: what the document says of it; else, for server-sent events, what their data is.

    A schema of server-sent events describes either the data or the message around it (``id``, ``event``, ``data``).
    """
    if media.event is not None:
        return media.event
    if kind == "sse" and (isinstance(media.type, Scalar) or _is_envelope(media.type, facts)):
        return ANY
    return media.type


def _is_envelope(type_: Type, facts: Facts) -> bool:
    model = facts.models.get(type_.name) if isinstance(type_, Ref) else None
    names = {p.name for p in model.properties} if model else set[str]()
    return "data" in names and names <= {"id", "event", "data", "retry", "comment"}


def result_annotation(fact: OperationFact, annotator: Annotator, binary: Binary) -> Annotation:
    """What the method returns: the union over all documented successes."""
    return annotator.imports.alone(lambda: _any_success(fact, annotator, binary))


def _any_success(fact: OperationFact, annotator: Annotator, binary: Binary) -> Annotation:
    parts: list[Annotation] = []
    for response in successes(fact):
        parts += [_media_annotation(media, annotator, binary) for media in response.media] or [NONE]
        if response.status.upper() == "2XX" and not any(map(is_binary, response.media)):
            parts.append(NONE)  # 204 is one of them
    return union(parts or [NONE])


def _media_annotation(media: MediaFact, annotator: Annotator, binary: Binary) -> Annotation:
    if is_binary(media):
        return annotator.binary(binary)
    return annotator.text() if kind_of(media.media_type) == "text" else annotator.output(media.type)


def table(responses: Iterable[ResponseFact], writer: DecodeWriter, imports: Imports) -> str:
    """The table of decoders by status and media type, as code."""
    groups: dict[str, list[str]] = {}
    for response in responses:
        groups.setdefault(_media(response, writer, imports), []).append(response.status)
    if all(len(statuses) == 1 for statuses in groups.values()):
        return "{" + ", ".join(f"{literal(statuses[0])}: {media}" for media, statuses in groups.items()) + "}"
    same = imports.runtime("operation", "same")
    return " | ".join(f"{same}({media}, {literal(' '.join(statuses))})" for media, statuses in groups.items())


def _media(response: ResponseFact, writer: DecodeWriter, imports: Imports) -> str:
    if [m.media_type for m in response.media] == ["application/json"] and not is_binary(response.media[0]):
        return f"{imports.runtime('operation', 'json')}({_decoder(response.media[0], writer)})"
    return "{" + ", ".join(f"{literal(m.media_type)}: {_decoder(m, writer)}" for m in response.media) + "}"


def _decoder(media: MediaFact, writer: DecodeWriter) -> str:
    if is_binary(media):
        return "None"
    if kind_of(media.media_type) == "text":
        return writer.function(Scalar(ScalarKind.STRING))
    return writer.function(media.type)


def accept(fact: OperationFact) -> tuple[str, ...]:
    """Media types of the answer, the preferred first: JSON before anything else, the rest as documented."""
    found = dict.fromkeys(media.media_type for response in successes(fact) for media in response.media)
    return tuple(sorted(found, key=preference))
