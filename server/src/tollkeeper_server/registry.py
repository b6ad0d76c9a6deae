"""Handlers, one per operationId. Start fails where the document and the handlers differ."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from tollkeeper_server.errors import StartError

if TYPE_CHECKING:
    from tollkeeper_server.context import PublicCall
    from tollkeeper_server.db.prepared import Question
    from tollkeeper_server.services import Services

Asks = Callable[["PublicCall"], "Sequence[Question]"]
"""What a handler will read of its organization, by its request alone."""

Registered = TypeVar("Registered", bound=Callable[..., Any])

_handlers: dict[str, Callable[..., Any]] = {}
_checks: dict[str, Check] = {}
_together: set[str] = set()
_quick: dict[str, Asks | None] = {}


def handles(operation_id: str) -> Callable[[Registered], Registered]:
    """Register the handler of an operation. Raises ``StartError`` for a second one."""

    def register(handler: Registered) -> Registered:
        if operation_id in _handlers:
            raise StartError(f"{operation_id} has two handlers", [handler.__module__])
        _handlers[operation_id] = handler
        return handler

    return register


def committed_together(operation_id: str) -> Callable[[Registered], Registered]:
    """Mark a handler that takes many calls of one organization at once, and has an answer or a ``Problem`` for each.

    Calls that wait share a transaction (``db.together``).
    """

    def mark(handler: Registered) -> Registered:
        _together.add(operation_id)
        return handler

    return mark


def together() -> frozenset[str]:
    """The operations that are marked."""
    return frozenset(_together)


def is_quick(operation_id: str, asks: Asks | None = None) -> Callable[[Registered], Registered]:
    """Mark a handler that reads a row or two by their index: a thread would cost more than they do.

    On SQLite it reads them in the event loop; on PostgreSQL, where it says what with ``asks``, they are read ahead.
    """

    def mark(handler: Registered) -> Registered:
        _quick[operation_id] = asks
        return handler

    return mark


def quick() -> Mapping[str, Asks | None]:
    """The operations that are marked so, and what they ask."""
    return dict(_quick)


def handlers() -> dict[str, Callable[..., Any]]:
    """All handlers by operationId."""
    return dict(_handlers)


Check = Callable[["Services", Any], Awaitable[None]]


def precedes(operation_id: str) -> Callable[[Check], Check]:
    """Register what looks at a request's body before its transaction begins, because it may take a while."""

    def register(check: Check) -> Check:
        _checks[operation_id] = check
        return check

    return register


def checks() -> dict[str, Check]:
    """All of them by operationId."""
    return dict(_checks)


def check_handlers(operations: Iterable[str], registered: Iterable[str]) -> None:
    """Raises ``StartError`` naming every operation without a handler and every handler without an operation."""
    documented, known = set(operations), set(registered)
    faults = [f"{name} has no handler" for name in sorted(documented - known)]
    faults += [f"{name} has a handler and is not in the document" for name in sorted(known - documented)]
    if faults:
        cure = "Register one with @handles(...) under server/, or correct openapi/v1.yaml."
        raise StartError("the document and the handlers differ", faults, cure)
