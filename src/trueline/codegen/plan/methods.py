"""An operation as a method: signature, docstring, and the frozen facts that the runtime acts on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby

from trueline.codegen.facts import OperationFact, ParameterFact
from trueline.codegen.plan.annotate import Annotator
from trueline.codegen.plan.answers import (
    accept,
    event_type,
    failures,
    narrowed,
    result_annotation,
    stream_of,
    successes,
    table,
)
from trueline.codegen.plan.arguments import Arguments, arguments
from trueline.codegen.plan.bodies import BodyShape, body_shape, kind_of
from trueline.codegen.plan.choices import Choices, answers_of, choice_argument, overloads
from trueline.codegen.plan.cli import command
from trueline.codegen.plan.cli_values import CliCommand
from trueline.codegen.plan.decode import DecodeWriter
from trueline.codegen.plan.docs import SaidOnce, deprecation, method_doc
from trueline.codegen.plan.extensions import required_scopes, retry_policy
from trueline.codegen.plan.imports import Imports
from trueline.codegen.plan.kinds import CliKind
from trueline.codegen.plan.links import Links
from trueline.codegen.plan.literals import literal, one_line
from trueline.codegen.plan.naming import Place
from trueline.codegen.plan.paging import Paging, paging_of
from trueline.codegen.plan.parts import all_contents, header_arguments
from trueline.codegen.plan.servers import server_code
from trueline.codegen.plan.symbols import Symbols
from trueline.codegen.plan.urls import placeholder, url_path
from trueline.codegen.plan.values import ArgPlan, Keyword, MethodPlan, OverloadPlan, Result, varies
from trueline.runtime.operation import RetryPolicy, path_names
from trueline.spec import extensions
from trueline.spec.document import is_object
from trueline.spec.pointer import join

_IDEMPOTENCY = "Idempotency-Key"
#: Style and explode that a parameter has in each place unless the document says otherwise (OpenAPI 3.1, 4.8.12).
_USUAL = {"path": ("simple", False), "query": ("form", True), "header": ("simple", False)}
#: What makes several parameters of a place.
_SEVERAL = {"path": "paths", "query": "queries"}


class MethodWriter:
    """Plans the methods of one resource, all of which share a file's imports and decoders."""

    def __init__(
        self,
        symbols: Symbols,
        imports: Imports,
        types: str,
        links: Links,
        default_retry: str,
        shared_docs: SaidOnce,
    ) -> None:
        self._symbols = symbols
        self._imports = imports
        self._links = links
        self._retry = default_retry
        self._said = shared_docs
        self._pages: dict[str, Paging | None] = {}
        self._annotator = Annotator(symbols, imports, types)
        self.writer = DecodeWriter(symbols, imports)

    def plan(self, fact: OperationFact, place: Place) -> MethodPlan:
        """The method of one operation."""
        shape = body_shape(fact, self._symbols)
        given = arguments(fact, shape, self._carried(fact), self._annotator)
        answers = answers_of(fact, given, self._symbols)
        headers = header_arguments(fact, given, self._annotator)
        given = replace(given, args=(*given.args, *headers.values(), *choice_argument(answers, self._annotator)))
        result = self._result(fact, answers.first)
        idempotent = bool(idempotency_header(fact))
        options = "IdempotentRequestOptions" if idempotent else "RequestOptions"
        self._imports.runtime("operation", options, checking=True)
        self._imports.runtime("operation", "Operation")
        self._imports.newer_typing("Unpack")
        name = ".".join([*place.resource, place.method])
        ways = self._overloads(fact, shape, given, answers)
        if result.is_cast and not varies(ways):
            self._imports.name("typing", "cast", alias="_cast")
        return MethodPlan(
            name=place.method,
            constant="_" + place.method.strip("_").upper() + ("_" if place.method.endswith("_") else ""),
            request=f"{fact.method} {one_line(fact.path)}",
            summary=one_line(fact.summary),
            args=given.args,
            result=result,
            options=options,
            doc=method_doc(fact, given.args, self._said, self._links.docs(fact)),
            deprecated=literal(deprecation(fact)) if fact.deprecated else "",
            id=literal(name),
            line=literal(f"{fact.method} {url_path(fact.path)}"),
            facts=tuple(self._facts(fact, shape, given, headers, answers)),
            command=self._command(fact, place, given, shape, answers, result, ways),
            overloads=ways,
        )

    def _command(
        self,
        fact: OperationFact,
        place: Place,
        arguments: Arguments,
        shape: BodyShape | None,
        answers: Choices,
        result: Result,
        ways: tuple[OverloadPlan, ...],
    ) -> CliCommand:
        kind: CliKind = result.kind
        if varies(ways):
            kind = "any"
        elif kind == "call" and "BinaryResponse" in result.annotation:
            kind = "binary"
        paging = self._paging(fact) if kind in {"page", "any"} else None
        idempotent = bool(idempotency_header(fact))
        return command(
            fact, place.method, kind, arguments, shape, answers, paging, self._symbols, idempotent=idempotent
        )

    def _overloads(
        self, fact: OperationFact, shape: BodyShape | None, arguments: Arguments, answers: Choices
    ) -> tuple[OverloadPlan, ...]:
        results = {wanted: self._result(fact, wanted) for wanted in answers.media or ("",)}
        found = overloads(fact, shape, arguments, answers, results, self._annotator)
        if found:
            self._imports.typing("overload")
        if varies(found):
            self._imports.typing("Any")
        return found

    def _carried(self, fact: OperationFact) -> frozenset[str]:
        """Headers that the runtime sends by itself."""
        header = idempotency_header(fact)
        return frozenset({header.lower()} if header else ())

    def _paging(self, fact: OperationFact) -> Paging | None:
        if fact.key not in self._pages:
            self._pages[fact.key] = paging_of(fact, self._symbols)
        return self._pages[fact.key]

    def _result(self, fact: OperationFact, media_type: str) -> Result:
        asked = narrowed(fact, media_type) if media_type else fact
        streamed = stream_of(asked)
        if streamed:
            event = self._annotator.output(event_type(*streamed, self._symbols.facts))
            return Result("stream", event, event)
        paging = self._paging(fact) if not media_type or kind_of(media_type) == "json" else None
        if paging:
            item = self._annotator.output(paging.item)
            return Result("page", item, item, paging.scheme)
        result = result_annotation(asked, self._annotator, "BinaryResponse")
        if "BinaryResponse" not in result:
            return Result("call", result, result)
        # Bytes are read in another way by async code; everything else is the same.
        return Result("call", result, result_annotation(asked, self._annotator, "AsyncBinaryResponse"))

    def _facts(
        self,
        fact: OperationFact,
        shape: BodyShape | None,
        arguments: Arguments,
        headers: Mapping[str, ArgPlan],
        answers: Choices,
    ) -> list[Keyword]:
        facts: list[Keyword] = []
        if not _in_path(arguments, url_path(fact.path)):
            facts.append(Keyword("params", self._params(arguments)))
        if shape and fact.body:
            facts.append(Keyword("body", self._body(fact, arguments, headers)))
        facts.append(Keyword("responses", table(successes(fact), self.writer, self._imports)))
        if failures(fact):
            facts.append(Keyword("errors", table(failures(fact), self.writer, self._imports)))
        if fact.security:
            facts.append(Keyword("security", _tuple(_tuple(map(literal, choice)) for choice in fact.security)))
        facts += self._extras(fact, answers)
        return facts

    def _extras(self, fact: OperationFact, answers: Choices) -> list[Keyword]:
        facts: list[Keyword] = []
        if required_scopes(fact):
            facts.append(Keyword("scopes", _tuple(map(literal, required_scopes(fact)))))
        if len(accept(fact)) > 1:
            facts.append(Keyword("accept", _tuple(map(literal, accept(fact)))))
        if idempotency_header(fact):
            facts.append(Keyword("idempotency_header", literal(idempotency_header(fact))))
        retry = retry_code(fact.extensions.get(extensions.RETRY), join(fact.pointer, extensions.RETRY)) or self._retry
        if retry:
            self._imports.runtime("operation", "RetryPolicy")
            facts.append(Keyword("retry", retry))
        facts += self._flow(fact, answers)
        links = self._links.code(fact, self._imports)
        if links:
            facts.append(Keyword("links", links))
        if fact.deprecated:
            facts.append(Keyword("deprecated", literal(deprecation(fact))))
        if fact.servers != self._symbols.facts.api.servers and server_code(fact.servers, self._imports):
            facts.append(Keyword("server", server_code(fact.servers, self._imports)))
        return facts

    def _flow(self, fact: OperationFact, answers: Choices) -> list[Keyword]:
        found: list[Keyword] = []
        streamed = stream_of(fact)
        if streamed:
            self._imports.runtime("operation", "Streaming")
            kind, media = streamed
            decode = self.writer.function(event_type(kind, media, self._symbols.facts))
            stated = fact.extensions.get(extensions.STREAMING)
            resume = _resume(fact, kind, stated)
            beside = answers.media or (is_object(stated) and stated.get("beside") is True)
            chosen = f", {literal(media.media_type)}, {literal(answers.flag)}" if beside else ""
            found.append(Keyword("streaming", f"Streaming({literal(kind)}, {decode}, {literal(resume)}{chosen})"))
        paging = self._paging(fact) if answers.media or not streamed else None
        if paging:
            self._imports.runtime("operation", "Pagination")
            found.append(Keyword("pagination", paging.code))
        return found

    def _params(self, arguments: Arguments) -> str:
        """All parameters; several in a row of which only the name is to say are one call."""
        made: list[str] = []
        for (location, is_plain), group in groupby(arguments.params, key=lambda each: _kind(*each)):
            each = list(group)
            if not is_plain or len(each) == 1:
                made += [self._param(arg, p) for arg, p in each]
                continue
            call = self._imports.runtime("operation", _SEVERAL[location])
            made.append(f"*{call}({', '.join(literal(arg) for arg, _ in each)})")
        return made[0][1:] if len(made) == 1 and made[0][0] == "*" else _tuple(made)

    def _param(self, arg: str, p: ParameterFact) -> str:
        name = placeholder(p.name) if p.location == "path" else p.name
        style, explode = _USUAL.get(p.location, ("", False))
        if not style or p.required < (p.location == "path") or (p.location == "header" and p.style != style):
            self._imports.runtime("operation", "Param")
            facts = {"arg": arg, "name": name, "location": p.location, "style": p.style, "explode": p.explode}
            return _call("Param", [f"{key}={literal(value)}" for key, value in facts.items()], p, required=p.required)
        parts = [literal(name), *([f"arg={literal(arg)}"] if arg != name else [])]
        parts += [f"style={literal(p.style)}"] if p.style != style else []
        parts += [f"explode={p.explode}"] if p.explode != explode else []
        known = p.location == "path"
        return _call(self._imports.runtime("operation", p.location), parts, p, required=p.required and not known)

    def _body(self, fact: OperationFact, arguments: Arguments, headers: Mapping[str, ArgPlan]) -> str:
        assert fact.body is not None
        contents = all_contents(fact, headers, self._symbols, self._imports)
        if tuple(contents) == ('Content("application/json", "json")',):
            names = [
                literal(arg) if arg == name else f"({literal(arg)}, {literal(name)})" for arg, name in arguments.fields
            ]
            names += [] if fact.body.required else ["required=False"]
            return f"{self._imports.runtime('operation', 'json_body')}({', '.join(names)})"
        self._imports.runtime("operation", "Body")
        self._imports.runtime("operation", "Content")
        fields = _tuple(f"({literal(arg)}, {literal(name)})" for arg, name in arguments.fields)
        return f"Body({_tuple(contents)}, {fact.body.required}{', ' + fields if arguments.fields else ''})"


def idempotency_header(fact: OperationFact) -> str:
    """The header that carries an idempotency key: as ``x-idempotent`` says, else a parameter with the usual name."""
    stated = fact.extensions.get(extensions.IDEMPOTENT)
    if is_object(stated):
        return str(stated.get("header", _IDEMPOTENCY))
    if stated is True or stated is False:
        return _IDEMPOTENCY if stated else ""
    headers = (p.name for p in fact.parameters if p.location == "header" and p.name.lower() == _IDEMPOTENCY.lower())
    return next(headers, "")


def retry_code(stated: object, pointer: str) -> str:
    """``x-retry`` as code; nothing where it says what the runtime does anyway."""
    policy = retry_policy(stated, pointer)
    if policy is None or policy == RetryPolicy():
        return ""
    safe = ", safe=True" if policy.safe else ""
    return f"RetryPolicy(frozenset({{{', '.join(map(str, sorted(policy.statuses)))}}}){safe})"


def _kind(arg: str, p: ParameterFact) -> tuple[str, bool]:
    """Where a parameter travels, and whether it is as most are there."""
    is_usual = (p.style, p.explode) == _USUAL.get(p.location) and p.required == (p.location == "path")
    is_rare = p.allow_reserved or p.allow_empty or p.media_type
    return p.location, p.location in _SEVERAL and arg == p.name and is_usual and not is_rare


def _in_path(arguments: Arguments, path: str) -> bool:
    """Whether the path says all that is to say of the parameters."""
    stated = [arg for arg, p in arguments.params if _kind(arg, p) == ("path", True)]
    return len(stated) == len(arguments.params) and sorted(stated) == sorted(path_names(path))


def _call(name: str, parts: Iterable[str], p: ParameterFact, *, required: bool) -> str:
    """The call that describes a parameter, with what few parameters say."""
    flags = {"required": required, "allow_reserved": p.allow_reserved, "allow_empty": p.allow_empty}
    rare = [f"{flag}=True" for flag, value in flags.items() if value]
    rare += [f"media_type={literal(p.media_type)}"] if p.media_type else []
    return f"{name}({', '.join([*parts, *rare])})"


def _tuple(parts: Iterable[str]) -> str:
    made = list(parts)
    return f"({made[0]},)" if len(made) == 1 else f"({', '.join(made)})"


def _resume(fact: OperationFact, kind: str, stated: object) -> str:
    """The header with which a stream goes on: as ``x-streaming`` says, or the standard one if the document has it."""
    if is_object(stated) and "resume" in stated:
        return str(stated["resume"])
    named = (p.name for p in fact.parameters if p.location == "header" and p.name.lower() == "last-event-id")
    return next(named, "") if kind == "sse" and fact.method == "GET" else ""
