"""Operations whose answer or body has several media types: the argument that chooses, and an overload for each choice.

``accept`` chooses the answer, ``content_type`` the body. Where an object body has a boolean property ``stream`` and the
answer is a stream or a value, that property chooses: this is how such APIs work, and what their users know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product

from trueline.codegen.facts import OperationFact
from trueline.codegen.plan.annotate import Annotator
from trueline.codegen.plan.annotation import Annotation
from trueline.codegen.plan.answers import alternatives, stream_kind
from trueline.codegen.plan.arguments import Arguments, body_argument, content_type_argument
from trueline.codegen.plan.bodies import BodyShape, body_shape, has_range, ordered
from trueline.codegen.plan.literals import literal
from trueline.codegen.plan.symbols import Symbols
from trueline.codegen.plan.values import ArgPlan, OverloadPlan, Result
from trueline.spec import extensions
from trueline.spec.document import is_object
from trueline.spec.types import NULL, Constant, Scalar, ScalarKind, Union

#: More overloads than this help nobody.
_MOST = 16
_FLAG = "stream"
_DOC = "The media type of the answer."
_Changed = dict[str, ArgPlan]
_NO_CHANGE: _Changed = {}


@dataclass(frozen=True, slots=True)
class Choices:
    """Media types of the answer to choose from, the default first. ``flag`` is the argument that asks for a stream."""

    media: tuple[str, ...] = ()
    flag: str = ""

    @property
    def first(self) -> str:
        """The default; empty where there is nothing to choose."""
        return self.media[0] if self.media else ""

    @property
    def accepted(self) -> tuple[str, ...]:
        """What ``accept`` may say: all of them, but for the stream that the flag asks for."""
        return tuple(name for name in self.media if not (self.flag and is_stream(name)))


def is_stream(media_type: str) -> bool:
    """Whether an answer of this media type is a stream of events."""
    return stream_kind(media_type) is not None


def answers_of(fact: OperationFact, arguments: Arguments, symbols: Symbols) -> Choices:
    """What the caller of an operation can choose from."""
    media = alternatives(fact)
    streams = [name for name in media if is_stream(name)]
    if not media or not streams or len(streams) == len(media):
        return Choices(media)
    shape = body_shape(fact, symbols)
    kinds = (Scalar(ScalarKind.BOOLEAN), Constant("true"))
    flags = {*kinds, *(Union((kind, NULL)) for kind in kinds)}
    named = [p.name for p in shape.model.properties if p.type in flags] if shape and shape.model else []
    stated = fact.extensions.get(extensions.STREAMING)
    flag = str(stated.get("flag", _FLAG)) if is_object(stated) else _FLAG
    found = [arg for arg, name in arguments.fields if name == flag and name in named]
    return Choices(tuple(sorted(media, key=is_stream)), found[0] if found and len(streams) == 1 else "")


def choice_argument(answers: Choices, annotator: Annotator) -> list[ArgPlan]:
    """``accept``, where there is more than one answer to ask for."""
    names = answers.accepted
    return [ArgPlan("accept", annotator.literals(names), literal(names[0]), False, _DOC)] if len(names) > 1 else []


def overloads(
    fact: OperationFact,
    shape: BodyShape | None,
    arguments: Arguments,
    answers: Choices,
    results: Mapping[str, Result],
    annotator: Annotator,
) -> tuple[OverloadPlan, ...]:
    """One overload for each combination of a kind of body and a kind of answer; none where all of them are alike."""
    ways = _answer_ways(arguments, answers, results, annotator)
    bodies = _body_ways(fact, shape, annotator)
    if len(ways) * len(bodies) > _MOST:
        bodies = [_NO_CHANGE]
    if len(ways) * len(bodies) < 2:
        return ()
    found: list[OverloadPlan] = []
    for (changed, result), body in product(ways, bodies):
        args = [{**changed, **body}.get(arg.name, arg) for arg in arguments.args]
        found.append(OverloadPlan(tuple(sorted(args, key=lambda a: (not a.positional, bool(a.default)))), result))
    return tuple(found)


def _answer_ways(
    arguments: Arguments, answers: Choices, results: Mapping[str, Result], annotator: Annotator
) -> list[tuple[_Changed, Result]]:
    """For each kind of answer: the arguments that ask for it, and what it is."""
    groups: dict[Result, list[str]] = {}
    for name in answers.media or ("",):
        groups.setdefault(results[name], []).append(name)
    if len(groups) == 1:
        return [(_NO_CHANGE, result) for result in groups]
    ways: list[tuple[_Changed, Result]] = []
    for result, names in groups.items():
        changed: _Changed = {}
        streams = bool(answers.flag) and is_stream(names[0])
        if len(answers.accepted) > 1 and not streams:
            default = literal(names[0]) if names[0] == answers.first else ""
            changed["accept"] = ArgPlan("accept", annotator.literals(tuple(names)), default, False, _DOC)
        if answers.flag:
            changed[answers.flag] = _flag(next(a for a in arguments.args if a.name == answers.flag), streams, annotator)
        ways.append((changed, result))
    return ways


def _flag(arg: ArgPlan, streams: bool, annotator: Annotator) -> ArgPlan:
    """The argument ``stream`` as it is for one kind of answer."""
    if streams:
        return replace(arg, annotation=annotator.flag("True"), default="")
    return replace(arg, annotation=annotator.flag("False") | arg.annotation.without(annotator.boolean()))


def _body_ways(fact: OperationFact, shape: BodyShape | None, annotator: Annotator) -> list[_Changed]:
    """For each type of body: the arguments ``body`` and ``content_type``. A range of media types takes any text.

    Ranges come last: type checkers take the first overload that fits, and refuse one that an earlier one hides.
    """
    if shape is None or shape.model or fact.body is None or len(shape.kinds) < 2:
        return [_NO_CHANGE]
    groups: dict[Annotation, list[str]] = {}
    bodies: dict[Annotation, ArgPlan] = {}
    for media, kind in zip(ordered(fact.body), shape.kinds, strict=True):
        body = body_argument(replace(shape, type=media.type, kinds=(kind,)), fact, annotator)
        groups.setdefault(body.annotation, []).append(media.media_type)
        bodies[body.annotation] = body
    if len(groups) == 1:
        return [_NO_CHANGE]
    first = shape.kinds[0][0]
    return [
        {
            bodies[annotation].name: bodies[annotation],
            "content_type": content_type_argument(tuple(names), literal(first) if first in names else "", annotator),
        }
        for annotation, names in sorted(groups.items(), key=lambda group: has_range(group[1]))
    ]
