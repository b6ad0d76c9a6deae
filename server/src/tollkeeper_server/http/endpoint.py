"""One path of the document: auth, parameters, body, handler, answer, in this order for every operation."""

from __future__ import annotations

import inspect
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from functools import partial

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from tollkeeper_server.addresses import client_address
from tollkeeper_server.auth import Admission
from tollkeeper_server.context import Answer, Origin, PublicCall, StreamAnswer
from tollkeeper_server.db.prepared import Question
from tollkeeper_server.db.transaction import is_away
from tollkeeper_server.http.incoming import header_list, read_body
from tollkeeper_server.http.serving import (
    AnyHandler,
    Incoming,
    admit,
    check_key,
    handle,
    handle_many,
    on_a_visit,
    serve,
    serve_checked,
    stream_call,
    visit_ahead,
)
from tollkeeper_server.ids import new_id
from tollkeeper_server.observability.logs import logger
from tollkeeper_server.problems import Problem
from tollkeeper_server.registry import Asks, checks, quick, together
from tollkeeper_server.services import Services
from tollkeeper_server.spec.answers import AnswerMismatchError
from tollkeeper_server.spec.operation import Operation

PROBLEM = "application/problem+json"
_ANYWHERE = {405, 408, 503}  # AGENTS.md: these can happen before an operation is reached and are not listed

SHORT = 16 * 1024
"""So many bytes of a body are read in the event loop."""


class PathEndpoint:
    """An ASGI application for one path: picks the operation by method."""

    def __init__(
        self, operations: Mapping[str, Operation], handlers: Mapping[str, AnyHandler], services: Services
    ) -> None:
        self._operations = operations
        self._handlers = handlers
        self._checks = checks()
        self._services = services
        self._near = self._near_ones()
        self._together = {name: partial(handle_many, handlers[name]) for name in handlers.keys() & together()}
        self._in_steps = {name for name, handler in handlers.items() if inspect.iscoroutinefunction(handler)} | set(
            self._checks
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        admission = Admission(origin_of(request, self._services))
        operation = self._operation(request.method)
        started = time.perf_counter()
        metrics = self._services.metrics
        metrics.running.inc()
        try:
            response = await self._answer(operation, request, admission)
        finally:
            metrics.running.dec()
        name = operation.id if operation else "none"
        seconds = time.perf_counter() - started
        metrics.note(name, response.status_code, seconds)
        _log(name, request, admission, response.status_code, seconds)
        await (_head_of(response) if request.method == "HEAD" else response)(scope, receive, send)

    def _operation(self, method: str) -> Operation | None:
        """HEAD is GET without the content (RFC 9110, 9.3.2)."""
        return self._operations.get("GET" if method == "HEAD" else method)

    async def _answer(self, operation: Operation | None, request: Request, admission: Admission) -> Response:
        try:
            if operation is None:
                return problem_response(self._not_allowed(), admission)
            response = await self._run(operation, request, admission)
            self._check(operation, response)
        except Exception as error:  # noqa: BLE001 - the last line: whatever it is, the client gets a problem
            return problem_response(as_problem(error, admission.origin.request_id), admission)
        return response

    def _not_allowed(self) -> Problem:
        allow = ", ".join(sorted({*self._operations, *(["HEAD"] if "GET" in self._operations else [])}))
        return Problem("method_not_allowed", f"This path takes {allow}.", headers={"Allow": allow})

    def _near_ones(self) -> Mapping[str, Asks]:
        """Operations whose reads need no thread, and what they read: on PostgreSQL those that can say it ahead."""
        if self._services.settings.redis_url is not None:
            return {}  # which is waited for
        known = {**quick(), **dict.fromkeys(together(), _nothing_more)}
        if self._services.database.is_sqlite:
            return {name: asks or _nothing_more for name, asks in known.items()}
        if self._services.reader is None:
            return {}
        return {name: asks for name, asks in known.items() if asks is not None}

    async def _run(self, operation: Operation, request: Request, admission: Admission) -> Response:
        incoming = Incoming(operation, self._services, admission, header_list(request), request)
        if operation.id in self._in_steps:
            return await self._run_in_steps(incoming)
        incoming.got = await self._receive(operation, request)
        found = await (self._in_company if operation.id in self._together else self._alone)(incoming)
        return _response(operation, found, admission)

    async def _alone(self, incoming: Incoming) -> Answer:
        """In a transaction of its own."""
        handler, asks = self._handlers[incoming.operation.id], self._asks(incoming)
        if asks is None:
            return await self._services.in_thread(serve, handler, incoming)
        with await visit_ahead(incoming, asks) as visit:
            admit(incoming, visit)
            return handle(handler, incoming, visit)

    async def _in_company(self, incoming: Incoming) -> Answer:
        """In one transaction with others of the same operation."""
        name, asks = incoming.operation.id, self._asks(incoming)
        assert not incoming.operation.idempotent, "its own ids tell what was sent twice"
        if asks is None:
            await self._services.in_thread(on_a_visit, admit, incoming)
        else:
            with await visit_ahead(incoming, asks) as visit:
                admit(incoming, visit)
        call = stream_call(incoming)
        organization_id, run = call.principal.organization_id, self._services.together.run
        found: Answer | Problem = await run(name, organization_id, self._together[name], call)
        if isinstance(found, Problem):
            raise found
        return found

    def _asks(self, incoming: Incoming) -> Asks | None:
        """What it reads in the event loop: by index, with a body that is not long, so that nobody waits for it."""
        got = incoming.got
        is_short = isinstance(got, Problem) or len(got) <= SHORT
        return self._near.get(incoming.operation.id) if is_short else None

    async def _run_in_steps(self, incoming: Incoming) -> Response:
        """What waits between the key and the transaction: streams, and checks that take a while."""
        operation, request, admission = incoming.operation, incoming.request, incoming.admission
        services, handler = self._services, self._handlers[operation.id]
        await services.in_thread(on_a_visit, check_key, incoming)
        _ = incoming.parameters  # what is wrong with them is told before the body is waited for
        incoming.got = await self._receive(operation, request)
        if operation.id in self._checks:
            await self._checks[operation.id](services, incoming.decoded[1])
        if inspect.iscoroutinefunction(handler):
            if request.method == "HEAD":  # without a stream that nobody reads
                return _streaming(StreamAnswer(_nothing()), admission)
            return _streaming(await handler(stream_call(incoming)), admission)
        return _response(operation, await services.in_thread(serve_checked, handler, incoming), admission)

    async def _receive(self, operation: Operation, request: Request) -> bytes | Problem:
        """The body as it came. What is wrong with it is told to those who may know: after the key was looked at."""
        try:
            return await read_body(request) if operation.body is not None else b""
        except Problem as problem:
            return problem

    def _check(self, operation: Operation, response: Response) -> None:
        """Answers against the document, where the option is set."""
        if not self._services.settings.validate_responses or isinstance(response, StreamingResponse):
            return
        check = operation.answers.get(response.status_code)
        if check is None:
            raise AnswerMismatchError(f"{operation.id}: status {response.status_code} is not documented")
        check.check(bytes(response.body), response.headers.get("content-type"), response.headers)


def origin_of(request: Request, services: Services) -> Origin:
    """Time, id and address of a request."""
    now = services.clock()
    client: tuple[str, int] | None = request.scope.get("client")
    forwarded = request.headers.getlist("x-forwarded-for")
    return Origin(new_id("req", now), client_address(client, forwarded, services.settings.trusted_proxies), now)


def as_problem(error: Exception, request_id: str) -> Problem:
    """Whatever went wrong as an answer. What is our fault is logged with its traceback, and told without it."""
    if isinstance(error, Problem):
        return error
    if is_away(error):
        logger().error("database_unavailable", request_id=request_id, exc_info=error)
        return Problem("service_unavailable", "The API is down for a moment.", headers={"Retry-After": "1"})
    logger().error("internal_error", request_id=request_id, exc_info=error)
    return Problem("internal_error", "Something broke on our side. It has been recorded under this request id.")


def problem_response(problem: Problem, admission: Admission) -> Response:
    """A problem document, with the headers that every answer has."""
    request_id = admission.origin.request_id
    headers = {"X-Request-Id": request_id, **admission.headers, **problem.headers}
    return Response(orjson.dumps(problem.body(request_id)), problem.status, headers, PROBLEM)


def _head_of(response: Response) -> Response:
    """The same status and headers, Content-Length among them."""
    head = Response(status_code=response.status_code)
    head.raw_headers = response.raw_headers
    return head


def _nothing_more(_call: PublicCall) -> Sequence[Question]:
    """Than the key."""
    return ()


async def _nothing() -> AsyncGenerator[bytes]:
    return
    yield b""  # which makes it a generator


def _streaming(answer: StreamAnswer, admission: Admission) -> Response:
    headers = {"X-Request-Id": admission.origin.request_id, **admission.headers, **answer.headers}
    headers["Cache-Control"] = "no-store"
    return StreamingResponse(answer.chunks, 200, headers, "text/event-stream")


def _response(operation: Operation, answer: Answer, admission: Admission) -> Response:
    headers = {"X-Request-Id": admission.origin.request_id, **admission.headers, **answer.headers}
    if operation.sensitive:
        headers["Cache-Control"] = "no-store"
    media_type = None if answer.content is None else "application/json"
    return Response(answer.content, answer.status, headers, media_type)


def _log(name: str, request: Request, admission: Admission, status: int, seconds: float) -> None:
    principal = admission.principal
    logger().info(
        "request",
        operation=name,
        method=request.method if request.method.isalpha() else "other",
        status=status,
        ms=round(seconds * 1000, 2),
        request_id=admission.origin.request_id,
        ip_address=admission.origin.ip_address,
        organization_id=principal.organization_id if principal else None,
        key_id=principal.key_id if principal else None,
    )
