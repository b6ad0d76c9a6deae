"""One path of the document: auth, parameters, body, handler, answer, in this order for every operation."""

from __future__ import annotations

import inspect
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Unpack

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from tollkeeper_server import idempotency
from tollkeeper_server.addresses import client_address
from tollkeeper_server.auth import Admission, readmit, with_api_key_auth
from tollkeeper_server.context import Answer, Call, Origin, Principal, PublicCall, StreamAnswer, StreamCall
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.db.transaction import is_away
from tollkeeper_server.db.visit import Visit
from tollkeeper_server.http.incoming import header_list, query_list, read_body
from tollkeeper_server.ids import new_id
from tollkeeper_server.observability.logs import logger
from tollkeeper_server.problems import Problem
from tollkeeper_server.registry import checks, quick, together
from tollkeeper_server.services import Services
from tollkeeper_server.spec.answers import AnswerMismatchError
from tollkeeper_server.spec.operation import Operation
from tollkeeper_server.spec.parameters import Decoded, decode_parameters

PROBLEM = "application/problem+json"
_ANYWHERE = {405, 408, 503}  # AGENTS.md: these can happen before an operation is reached and are not listed

AnyHandler = Callable[..., Any]
Given = tuple[Decoded, Any]
"""Parameters and body."""
Facts = tuple[Operation, Origin, Services, Mapping[str, str], Mapping[str, Any], Mapping[str, str | None], Any]
"""What a ``PublicCall`` is made of, in order."""

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
        self._is_near = services.database.is_sqlite and services.settings.redis_url is None
        self._together = {name: partial(_handle_many, handlers[name]) for name in handlers.keys() & together()}
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

    async def _run(self, operation: Operation, request: Request, admission: Admission) -> Response:
        headers = header_list(request)
        handler = self._handlers[operation.id]
        if operation.id in self._in_steps:
            return await self._run_in_steps(operation, request, admission, headers)
        got = await self._receive(operation, request)
        # A file is read that is in memory, by index, and a body that is not long: nothing is waited for.
        is_quick = self._is_near and (isinstance(got, Problem) or len(got) <= SHORT)
        facts = (operation, self._services, admission, headers, request, got)
        if operation.id in self._together:
            given = _let_in(*facts) if is_quick else await self._services.in_thread(_let_in, *facts)
            found = await self._in_company(operation, admission, given)
        elif is_quick and operation.id in quick():
            found = _serve(handler, *facts)
        else:
            found = await self._services.in_thread(_serve, handler, *facts)
        return _response(operation, found, admission)

    async def _in_company(self, operation: Operation, admission: Admission, given: Given) -> Answer:
        """In one transaction with others of the same operation."""
        principal = admission.principal
        assert principal is not None and not operation.idempotent, "its own ids tell what was sent twice"
        handle, facts = self._together[operation.id], (*_facts(operation, self._services, admission, given), principal)
        found: Answer | Problem = await self._services.together.run(
            operation.id, principal.organization_id, handle, facts
        )
        if isinstance(found, Problem):
            raise found
        return found

    async def _run_in_steps(
        self, operation: Operation, request: Request, admission: Admission, headers: list[tuple[str, str]]
    ) -> Response:
        """What waits between the key and the transaction: streams, and checks that take a while."""
        services, handler = self._services, self._handlers[operation.id]
        await services.in_thread(_admit, operation, services, admission, headers)
        parameters = decode_parameters(operation.parameters, request.path_params, query_list(request), headers)
        given = parameters, _decode(operation, request, await self._receive(operation, request))
        if operation.id in self._checks:
            await self._checks[operation.id](services, given[1])
        if inspect.iscoroutinefunction(handler):
            if request.method == "HEAD":  # without a stream that nobody reads
                return _streaming(StreamAnswer(_nothing()), admission)
            return _streaming(await handler(_stream_call(operation, services, admission, given)), admission)
        again = (handler, operation, services, admission, headers, given)
        return _response(operation, await services.in_thread(_handle_checked, *again), admission)

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


def _admit(operation: Operation, services: Services, admission: Admission, headers: list[tuple[str, str]]) -> None:
    """Let a request in, or raise ``Problem``. Blocks."""
    with Visit(services.database) as visit:
        with_api_key_auth(operation, services, admission, headers, visit)


def _decode(operation: Operation, request: Request, got: bytes | Problem) -> Any:
    if isinstance(got, Problem):
        raise got
    if operation.body is None:
        return None
    return operation.body.decode(got, request.headers.get("content-type", ""))


def _let_in(
    operation: Operation,
    services: Services,
    admission: Admission,
    headers: list[tuple[str, str]],
    request: Request,
    got: bytes | Problem,
) -> Given:
    """The parameters and the body of whoever may send them. Blocks."""
    with Visit(services.database) as visit:
        return _admitted(operation, services, admission, headers, request, got, visit)


def _admitted(
    operation: Operation,
    services: Services,
    admission: Admission,
    headers: list[tuple[str, str]],
    request: Request,
    got: bytes | Problem,
    visit: Visit,
) -> Given:
    with_api_key_auth(operation, services, admission, headers, visit)
    parameters = decode_parameters(operation.parameters, request.path_params, query_list(request), headers)
    return parameters, _decode(operation, request, got)


def _serve(
    handler: AnyHandler,
    operation: Operation,
    services: Services,
    admission: Admission,
    headers: list[tuple[str, str]],
    request: Request,
    got: bytes | Problem,
) -> Answer:
    """A whole request, from its key to its answer, on one connection. Blocks."""
    with Visit(services.database) as visit:
        given = _admitted(operation, services, admission, headers, request, got, visit)
        return _handle(handler, operation, services, admission, given, visit)


def _handle_checked(
    handler: AnyHandler,
    operation: Operation,
    services: Services,
    admission: Admission,
    headers: list[tuple[str, str]],
    given: Given,
) -> Answer:
    """The same after a check, with the key looked up once more: it may have been revoked meanwhile. Blocks."""
    with Visit(services.database) as visit:
        readmit(services, headers, visit)
        return _handle(handler, operation, services, admission, given, visit)


def _handle(
    handler: AnyHandler,
    operation: Operation,
    services: Services,
    admission: Admission,
    given: Given,
    visit: Visit,
) -> Answer:
    """Run a handler in its transaction. Blocks."""
    facts, principal = _facts(operation, services, admission, given), admission.principal
    if principal is None:
        public: Answer = handler(PublicCall(*facts))
        return public

    def in_transaction(key: str | None) -> Answer:
        with visit.transaction(principal.organization_id, writes=operation.writes) as begun:
            call = Call(*facts, principal, Repository(begun, principal.organization_id))
            found: Answer = idempotency.once(call, handler, key) if key is not None else handler(call)
            return found

    key = given[0].headers.get(idempotency.HEADER) if operation.idempotent else None
    if key is None:
        return in_transaction(None)
    with services.in_flight.hold(principal.organization_id, key):
        return in_transaction(key)


def _handle_many(
    handler: AnyHandler, repository: Repository, given: Sequence[tuple[Unpack[Facts], Principal]]
) -> Sequence[Answer | Problem]:
    """Run a handler of many calls in their transaction."""
    found: Sequence[Answer | Problem] = handler([Call(*facts, repository) for facts in given])
    return found


def _facts(operation: Operation, services: Services, admission: Admission, given: Given) -> Facts:
    parameters, body = given
    return operation, admission.origin, services, parameters.path, parameters.query, parameters.headers, body


def _head_of(response: Response) -> Response:
    """The same status and headers, Content-Length among them."""
    head = Response(status_code=response.status_code)
    head.raw_headers = response.raw_headers
    return head


async def _nothing() -> AsyncGenerator[bytes]:
    return
    yield b""  # which makes it a generator


def _stream_call(operation: Operation, services: Services, admission: Admission, given: Given) -> StreamCall:
    assert admission.principal is not None, "streams need a key"
    return StreamCall(*_facts(operation, services, admission, given), admission.principal)


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
