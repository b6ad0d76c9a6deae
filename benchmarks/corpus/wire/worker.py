"""Judges one SDK. Runs in the validator's environment; see ``run.py`` for who starts it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

import httpx

from benchmarks.corpus.wire import own
from benchmarks.corpus.wire.document import Document, Json, Operation, join
from benchmarks.corpus.wire.limits import Complaint, body_limit, value_limit, whole_limit
from benchmarks.corpus.wire.result import Result
from benchmarks.corpus.wire.sdk import Sdk
from benchmarks.corpus.wire.values import CannotMakeError, Maker, Pools

_SAFE_TEXT = ("abc", "A1", "1234567890", "a-b", "abcdefgh-abcdefgh", "2024-05-06")


@dataclass
class _Call:
    """The values of one call: parameters with theirs, and the body."""

    params: list[tuple[Json, Any]] = field(default_factory=list)
    media_type: str = ""
    body: Any = None
    body_schema: str = ""


@dataclass(frozen=True)
class Options:
    """How much is tried: at most so many operations, each so often; the same seed makes the same values."""

    operations: int = 200
    cases: int = 3
    seed: int = 1


class Judge(Protocol):
    """Somebody else's judge of the requests of one operation."""

    def complaints(self, request: httpx.Request) -> list[Complaint]: ...


Judging = Callable[[Document, Operation], Judge]


class Worker:
    """Goes over the operations of a document until the time is up."""

    def __init__(self, document: Document, sdk: Sdk, pools: Pools, options: Options, judging: Judging | None) -> None:
        self._document, self._sdk, self._options = document, sdk, options
        self._leaves, self._judging = pools, judging
        self.result = Result(document.name, document.version)

    def run(self, deadline: float) -> None:
        operations = list(self._document.operations)
        self.result.operations = len(operations)
        Random(self._options.seed).shuffle(operations)  # noqa: S311 - chosen, not secret
        for index, operation in enumerate(operations):
            if index >= self._options.operations or time.monotonic() > deadline:
                self.result.left_out = len(operations) - index
                return
            self._operation(operation)

    def _operation(self, operation: Operation) -> None:
        self.result.tried += 1
        found = self._sdk.methods.get((operation.method, operation.path))
        if found is None:
            self.result.disagree("missing", operation.pointer, "no method calls this operation", "", operation.pointer)
            return
        judge = self._judging(self._document, operation) if self._judging else None
        for case in range(self._options.cases):
            random = Random(f"{self._options.seed} {operation.pointer} {case}")  # noqa: S311 - repeatable
            try:
                call = self._call(operation, random)
            except (CannotMakeError, LookupError) as error:
                self.result.unmade[operation.pointer] = str(error)
                continue
            self._request(operation, judge, call, found, typed=case % 2 == 1)
        self._answers(operation, found[1])

    # --- requests ---

    def _call(self, operation: Operation, random: Random) -> _Call:
        maker = Maker(self._document, random, self._leaves, writing=True)
        call = _Call()
        for pointer, parameter in operation.parameters:
            if not parameter.get("required") and parameter.get("in") != "path" and random.random() < 0.3:
                continue
            call.params.append((parameter, self._parameter(maker, pointer, parameter)))
        content = self._document.at(operation.body).get("content") if operation.body else None
        if content:
            call.media_type = random.choice(list(content))
            call.body_schema = join(operation.body, "content", call.media_type, "schema")
            has_schema = "schema" in (content[call.media_type] or {})
            call.body = self._body(maker, call, has_schema)
        return call

    def _parameter(self, maker: Maker, pointer: str, parameter: Json) -> Any:
        if not pointer:
            return "undescribed"
        where = f"{pointer}/schema"
        if "content" in parameter:
            where = join(pointer, "content", next(iter(parameter["content"])), "schema")
        for _ in range(12):
            value = maker.value(where)
            if _sendable(parameter, value):
                return value
        for value in _SAFE_TEXT:
            if self._document.valid(where, value, writing=True) and _sendable(parameter, value):
                return value
        raise CannotMakeError(f"{pointer}: no value that can be sent there")

    def _body(self, maker: Maker, call: _Call, has_schema: bool) -> Any:
        kind = call.media_type.partition(";")[0].strip().lower()
        form = kind.startswith("multipart/") or kind == "application/x-www-form-urlencoded"
        if own.is_json(kind) or form or kind in {"*/*", "application/*"}:
            value = maker.value(call.body_schema) if has_schema else {"free": 1}
            if form and not isinstance(value, dict):
                raise CannotMakeError("a form is an object")
            return value
        if "xml" in kind:
            return "<some>text</some>" if kind.startswith("text/") else b"<some>bytes</some>"
        return "some text" if kind.startswith("text/") else b"some bytes"

    def _request(
        self, operation: Operation, judge: Judge | None, call: _Call, target: tuple[Any, Any], *, typed: bool
    ) -> None:
        method, facts = target
        self._sdk.sent, self._sdk.answer = None, _first_answer(operation)
        try:
            arguments = self._arguments(method, facts, call, typed=typed)
            method(**arguments)
        except Exception as error:  # noqa: BLE001 - the answer is a stub; only that a request was made counts here
            if self._sdk.sent is None:
                given = {str(p["name"]): value for p, value in call.params} | {"body": call.body}
                self.result.disagree("call", operation.pointer, f"{type(error).__name__}: {error}", "no request", given)
                self.result.requests += 1
                return
        request = self._sdk.sent
        if request is None:
            self.result.disagree("call", operation.pointer, "the method sent nothing", "", call.body)
            return
        self.result.requests += 1
        self._judge(operation, judge, call, request)

    def _arguments(self, method: Any, facts: Any, call: _Call, *, typed: bool) -> Json:
        names = self._sdk.names(facts)
        arguments: Json = {}
        for parameter, value in call.params:
            name = names[parameter["in"], parameter["name"]]
            stated = parameter.get("schema")
            schema = stated if isinstance(stated, dict) else {}
            arguments[name] = self._sdk.typed(method, name, schema, value) if typed else value
        if not call.media_type:
            return arguments
        fields = {wire: arg for arg, wire in facts.body.fields}
        if fields and isinstance(call.body, dict):
            known = {fields[wire]: value for wire, value in call.body.items() if wire in fields}
            for name, value in known.items():
                arguments[name] = self._sdk.typed(method, name, {}, value) if typed else value
            more = {wire: value for wire, value in call.body.items() if wire not in fields}
            if more:
                arguments["extra_body"] = more
        else:
            arguments["body"] = self._sdk.typed(method, "body", {}, call.body) if typed else call.body
        if len(facts.body.contents) > 1:
            arguments["content_type"] = call.media_type
        return arguments

    def _judge(self, operation: Operation, judge: Judge | None, call: _Call, request: httpx.Request) -> None:
        shown = f"{request.method} {request.url} {dict(request.headers)} {request.content[:600]!r}"
        wrong = [*self._own(operation, call, request)]
        for pointer, why, ours, theirs in wrong:
            self.result.disagree("own", pointer, why, ours, theirs)
        reasons = {(str(p["in"]), str(p["name"])): value_limit(p, value) for p, value in call.params}
        if call.media_type:
            reasons["body", ""] = body_limit(call.media_type, call.body)
        try:
            complaints = judge.complaints(request) if judge else []
        except Exception as error:  # noqa: BLE001 - the validator's own failures are counted, whatever they are
            self.result.limits[f"it fails with {type(error).__name__}: {str(error)[:80]}"] += 1
            return
        unset = {(str(p["in"]), str(p["name"])): p for _, p in operation.parameters}
        for p, _ in call.params:
            unset.pop((str(p["in"]), str(p["name"])), None)
        for each in complaints:
            if "default" in (unset.get((each.location, each.name), {}).get("schema") or {}):
                reasons[each.location, each.name] = "the default of a parameter that was not sent is not valid"
                continue
            reasons[each.location, each.name] = reasons.get((each.location, each.name)) or whole_limit(operation, each)
        unexplained = [each for each in complaints if not reasons[each.location, each.name]]
        for each in unexplained:
            self.result.disagree(
                f"validator {each.location}", operation.pointer, f"{each.name}: {each.message}", shown, ""
            )
        given = [reason for reason in reasons.values() if reason]
        if wrong or unexplained:
            return
        if given:
            self.result.limits[given[0]] += 1
        else:
            self.result.agreed += 1

    def _own(self, operation: Operation, call: _Call, request: httpx.Request) -> list[tuple[str, str, Any, Any]]:
        """Differences between what was given and what can be read back: pointer, reason, what was sent and given."""
        wrong: list[tuple[str, str, Any, Any]] = []
        path, _, raw_query = request.url.raw_path.decode().partition("?")
        texts = own.path_texts(operation.sent_path, f"{path}?{raw_query}" if "?" in operation.sent_path else path)
        in_query = [(p, v) for p, v in call.params if p["in"] == "query"]
        query, claimed = own.query_pairs(raw_query, in_query), own.claimed(in_query)
        for parameter, value in call.params:
            wanted = own.expected(parameter, value)
            if wanted is None or "content" in parameter:
                continue
            if parameter["in"] == "query" and any(claimed[name] > 1 for name, _ in wanted):
                continue  # two objects with a property of one name: nobody could tell whose it is
            names = {name for name, _ in wanted}
            place = parameter["in"]
            if place == "path":
                sent = own.path_pairs(texts.get(parameter["name"], ""), parameter, value)
            elif place == "query":
                sent = [pair for pair in query if pair[0] in names]
            elif place == "header":
                raw = request.headers.get(parameter["name"])
                sent = [] if raw is None or not wanted else own.header_pairs(raw, parameter, value)
            else:
                continue
            if not own.same(sent, wanted):
                wrong.append((operation.pointer, f"{place} parameter {parameter['name']}", sent, wanted))
        if call.media_type:
            wrong += self._own_body(operation, call, request)
        return wrong

    def _own_body(self, operation: Operation, call: _Call, request: httpx.Request) -> list[tuple[str, str, Any, Any]]:
        content_type = request.headers.get("content-type", "")
        try:
            sent = own.body_of(request.content, content_type)
        except ValueError as error:
            return [(operation.body, f"the body is not {content_type}: {error}", request.content[:300], call.body)]
        if own.body_same(sent, call.body) or (not request.content and call.body == {}):
            return []
        return [(operation.body, f"another body in {content_type}", sent, call.body)]

    # --- answers ---

    def _answers(self, operation: Operation, facts: Any) -> None:
        for status in operation.raw.get("responses") or {}:
            try:
                pointer = self._document.follow(join(operation.pointer, "responses", status))
                content = self._document.at(pointer).get("content") or {}
            except LookupError as error:
                self.result.unmade[join(operation.pointer, "responses", status)] = str(error)
                continue
            for media_type, media in content.items():
                if own.is_json(media_type) and "schema" in (media or {}):
                    where = join(pointer, "content", media_type, "schema")
                    self._answer(facts, (status, media_type), where)

    def _answer(self, facts: Any, key: tuple[str, str], pointer: str) -> None:
        status, media_type = key
        table = {**facts.errors, **facts.responses}
        decoder = table.get(status, {}).get(media_type, self)
        if decoder is self:
            self.result.disagree(
                "answer missing", pointer, "no decoder for this status and media type", "", list(table)
            )
            return
        if decoder is None:
            self.result.limits["an answer of bytes is not decoded"] += 1
            return
        for case in range(self._options.cases):
            random = Random(f"{self._options.seed} {pointer} {case}")  # noqa: S311 - repeatable
            maker = Maker(self._document, random, self._leaves, writing=False)
            try:
                value = maker.value(pointer)
            except (CannotMakeError, LookupError) as error:
                self.result.unmade[pointer] = str(error)
                return
            self._round_trip(pointer, decoder, value)

    def _round_trip(self, pointer: str, decoder: Any, value: Any) -> None:
        self.result.answers += 1
        wire = json.loads(json.dumps(value))
        try:
            back = self._sdk.encode(decoder(wire))
        except Exception as error:  # noqa: BLE001 - any failure to read a valid answer is a finding
            self.result.disagree("decode", pointer, f"{type(error).__name__}: {error}", "", value)
            return
        if own.json_equal(json.loads(json.dumps(back)), value):
            self.result.unchanged += 1
        else:
            self.result.disagree("round trip", pointer, _difference(back, value), back, value)


def _difference(one: Any, two: Any, at: str = "$") -> str:
    """The first place where two JSON values differ."""
    if isinstance(one, dict) and isinstance(two, dict):
        for key in [*two, *one]:
            if key not in one or key not in two:
                return f"{at}.{key} is only on one side"
            if not own.json_equal(one[key], two[key]):
                return _difference(one[key], two[key], f"{at}.{key}")
    if isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        for index, (a, b) in enumerate(zip(one, two, strict=True)):
            if not own.json_equal(a, b):
                return _difference(a, b, f"{at}[{index}]")
    return f"{at}: {one!r} for {two!r}"[:300]


def _sendable(parameter: Json, value: Any) -> bool:
    """Whether HTTP can carry a value there: headers hold visible ASCII, a path segment is neither empty nor dots."""
    if "content" in parameter:
        return parameter["in"] != "header" or json.dumps(value).isascii()
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else [value]
    flat = [own.text(part) for part in parts if part is not None]
    if parameter["in"] == "path" and not (parameter.get("style") == "label" and any("." in text for text in flat)):
        return bool(flat) and all(flat) and not any(set(text) <= {"."} for text in flat)
    if parameter.get("style") == "label" and isinstance(value, (list, dict)) and any("." in text for text in flat):
        return False  # the dot between the parts is never encoded
    if parameter["in"] in {"header", "cookie"}:
        ok = all(text and text.isascii() and text.isprintable() and text == text.strip() for text in flat)
        return ok and not (isinstance(value, (list, dict)) and any("," in text for text in flat))
    if value == "" and not parameter.get("allowEmptyValue"):
        return False  # "?name=" is what allowEmptyValue is for
    style, explode = own.style_of(parameter)
    delimiter = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(style)
    return explode or delimiter is None or not any(delimiter in text for text in flat)


def _first_answer(operation: Operation) -> httpx.Response:
    successes = [str(status) for status in operation.raw.get("responses") or {} if str(status).startswith("2")]
    status = int(min(successes, default="200").upper().replace("X", "0"))
    return httpx.Response(status, content=b"")
