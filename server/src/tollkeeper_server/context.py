"""What a handler gets and gives: frozen values, nothing of HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tollkeeper_server.db.repository import Repository
from tollkeeper_server.exact import dump_json

if TYPE_CHECKING:
    from tollkeeper_server.services import Services
    from tollkeeper_server.spec.operation import Operation


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, for logs and the audit trail. ``now`` is its time, the same all the way through."""

    request_id: str
    ip_address: str
    now: int


@dataclass(frozen=True, slots=True)
class Principal:
    """Who a request acts as: a key that was valid when the request came, and its organization."""

    key_id: str
    organization_id: str
    scopes: frozenset[str]
    expires_at: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A success. ``content`` is ``None`` for an answer without a body."""

    status: int
    content: bytes | None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class StreamAnswer:
    """A success that goes on: chunks of ``text/event-stream``."""

    chunks: AsyncIterator[bytes]
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class PublicCall:
    """A valid request for an operation that needs no key."""

    operation: Operation
    origin: Origin
    services: Services
    path: Mapping[str, str]
    query: Mapping[str, Any]
    headers: Mapping[str, str | None]
    body: Any

    @property
    def now(self) -> int:
        """The time of the request, in microseconds since 1970."""
        return self.origin.now


@dataclass(frozen=True, slots=True)
class StreamCall(PublicCall):
    """A valid, authorised request outside a transaction. A stream opens some of its own, short ones."""

    principal: Principal

    def within(self, repository: Repository) -> Call:
        """The same inside one."""
        facts = (self.operation, self.origin, self.services, self.path, self.query, self.headers, self.body)
        return Call(*facts, self.principal, repository)


@dataclass(frozen=True, slots=True)
class Call(StreamCall):
    """A valid, authorised request inside its transaction."""

    repository: Repository

    @property
    def organization_id(self) -> str:
        """Whose data it is about."""
        return self.principal.organization_id


Handler = Callable[[Call], Answer]


def answer(status: int, body: Any, headers: Mapping[str, str] | None = None) -> Answer:
    """A JSON answer."""
    return Answer(status, dump_json(body), dict(headers or {}))


def no_content() -> Answer:
    """204."""
    return Answer(204, None)
