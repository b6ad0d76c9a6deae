"""A request from its key to its handler's answer, once its body has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from tollkeeper_server import idempotency
from tollkeeper_server.auth import Admission, bearer_key, readmit, with_api_key_auth
from tollkeeper_server.context import Answer, Call, Origin, PublicCall, StreamCall
from tollkeeper_server.db.ahead import Fetched
from tollkeeper_server.db.prepared import Question
from tollkeeper_server.db.repository import Repository
from tollkeeper_server.db.visit import Visit
from tollkeeper_server.http.incoming import query_list
from tollkeeper_server.problems import Problem
from tollkeeper_server.services import Services
from tollkeeper_server.spec.operation import Operation
from tollkeeper_server.spec.parameters import Decoded, decode_parameters

AnyHandler = Callable[..., Any]
Facts = tuple[Operation, Origin, Services, Mapping[str, str], Mapping[str, Any], Mapping[str, str | None], Any]
"""What a ``PublicCall`` is made of, in order."""


@dataclass(slots=True)
class Incoming:
    """``got`` is the body as it came, or what is wrong with it."""

    operation: Operation
    services: Services
    admission: Admission
    headers: list[tuple[str, str]]
    request: Request
    got: bytes | Problem = b""
    _digests: Sequence[bytes] | None = None
    _parameters: Decoded | None = None
    _given: tuple[Decoded, Any] | Problem | None = None

    def digests(self) -> Sequence[bytes]:
        """Those of its API key, under every pepper that is in use; none where it has no key."""
        if self._digests is None:
            key = bearer_key(self.headers)
            self._digests = () if key is None else self.services.vault.digests(key)
        return self._digests

    @property
    def parameters(self) -> Decoded:
        """Those of path, query and headers, which need no body. Raises ``Problem``."""
        if self._parameters is None:
            path, query = self.request.path_params, query_list(self.request)
            self._parameters = decode_parameters(self.operation.parameters, path, query, self.headers)
        return self._parameters

    @property
    def decoded(self) -> tuple[Decoded, Any]:
        """Parameters and body. Raises ``Problem``, whenever it is asked for."""
        if self._given is None:
            try:
                self._given = self._decode()
            except Problem as problem:
                self._given = problem
        if isinstance(self._given, Problem):
            raise self._given
        return self._given

    def _decode(self) -> tuple[Decoded, Any]:
        parameters, body = self.parameters, self.operation.body
        if body is None:
            return parameters, None
        if isinstance(self.got, Problem):
            raise self.got
        return parameters, body.decode(self.got, self.request.headers.get("content-type", ""))

    @property
    def facts(self) -> Facts:
        """For a call."""
        parameters, body = self.decoded
        origin = self.admission.origin
        return self.operation, origin, self.services, parameters.path, parameters.query, parameters.headers, body


async def visit_ahead(incoming: Incoming, asks: Callable[[PublicCall], Sequence[Question]]) -> Visit | Fetched:
    """A visit that waits for nothing: on PostgreSQL all that it will be asked for has been read."""
    services = incoming.services
    if services.reader is None:
        return Visit(services.database)
    try:
        asked = asks(PublicCall(*incoming.facts))
    except Problem:  # told once the key was looked at
        asked = ()
    return await services.reader.fetch(incoming.digests(), asked)


def check_key(incoming: Incoming, visit: Visit | Fetched) -> None:
    """Let a request in by its key, or raise ``Problem``. Nothing else of it is looked at."""
    with_api_key_auth(incoming.operation, incoming.services, incoming.admission, incoming.digests, visit)


def admit(incoming: Incoming, visit: Visit | Fetched) -> None:
    """Let a request in, or raise ``Problem``. What is wrong with it is told after its key was looked at."""
    check_key(incoming, visit)
    _ = incoming.decoded


def on_a_visit(look: Callable[[Incoming, Visit], None], incoming: Incoming) -> None:
    """Look at a request that opens its transaction later: ``check_key`` or ``admit``. Blocks."""
    with Visit(incoming.services.database) as visit:
        look(incoming, visit)


def stream_call(incoming: Incoming) -> StreamCall:
    """The call of a request that was let in."""
    assert incoming.admission.principal is not None, "it needs a key"
    return StreamCall(*incoming.facts, incoming.admission.principal)


def serve(handler: AnyHandler, incoming: Incoming) -> Answer:
    """A whole request, from its key to its answer, on one connection. Blocks."""
    with Visit(incoming.services.database) as visit:
        admit(incoming, visit)
        return handle(handler, incoming, visit)


def serve_checked(handler: AnyHandler, incoming: Incoming) -> Answer:
    """The same after a check, with the key looked up once more: it may have been revoked meanwhile. Blocks."""
    with Visit(incoming.services.database) as visit:
        readmit(incoming.services, incoming.digests(), visit)
        return handle(handler, incoming, visit)


def handle(handler: AnyHandler, incoming: Incoming, visit: Visit | Fetched) -> Answer:
    """Run a handler in its transaction. Blocks, unless what it asks for was read ahead."""
    facts, principal = incoming.facts, incoming.admission.principal
    operation, services = incoming.operation, incoming.services
    if principal is None:
        public: Answer = handler(PublicCall(*facts))
        return public

    def in_transaction(key: str | None) -> Answer:
        with visit.transaction(principal.organization_id, writes=operation.writes) as begun:
            call = Call(*facts, principal, Repository(begun, principal.organization_id))
            found: Answer = idempotency.once(call, handler, key) if key is not None else handler(call)
            return found

    key = incoming.decoded[0].headers.get(idempotency.HEADER) if operation.idempotent else None
    if key is None:
        return in_transaction(None)
    with services.in_flight.hold(principal.organization_id, key):
        return in_transaction(key)


def handle_many(handler: AnyHandler, repository: Repository, calls: Sequence[StreamCall]) -> Sequence[Answer | Problem]:
    """Run a handler of many calls in their transaction."""
    found: Sequence[Answer | Problem] = handler([call.within(repository) for call in calls])
    return found
