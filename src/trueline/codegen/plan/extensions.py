"""Extensions that change what a method does, read strictly: a wrong shape is an error, not a guess."""

from __future__ import annotations

from typing import NoReturn

from trueline.codegen.facts import OperationFact
from trueline.errors import DocumentError, Where
from trueline.runtime.operation import RetryPolicy
from trueline.spec import extensions
from trueline.spec.document import is_array, is_object
from trueline.spec.pointer import join

_EFFECTS = ("readOnlyHint", "destructiveHint", "idempotentHint")


def required_scopes(fact: OperationFact) -> tuple[str, ...]:
    """``x-required-scopes``: the scopes that an operation needs."""
    stated = fact.extensions.get(extensions.REQUIRED_SCOPES)
    if stated is None:
        return ()
    if not is_array(stated) or not all(isinstance(scope, str) for scope in stated):
        _refuse(join(fact.pointer, extensions.REQUIRED_SCOPES), "a list of scopes")
    return tuple(stated)


def retry_policy(stated: object, pointer: str) -> RetryPolicy | None:
    """``x-retry``; ``None`` where it is not there."""
    if stated is None:
        return None
    if not is_object(stated):
        _refuse(pointer, "an object with `statuses` or `safe`")
    statuses = stated.get("statuses", sorted(RetryPolicy().statuses))
    if not is_array(statuses) or not all(isinstance(status, int) for status in statuses):
        _refuse(join(pointer, "statuses"), "a list of status codes")
    return RetryPolicy(frozenset(statuses), safe=stated.get("safe") is True)


def effects(fact: OperationFact) -> tuple[tuple[str, bool], ...]:
    """``x-mcp``: what an operation does to the world, in the words of MCP. Other words there are for other programs."""
    stated = fact.extensions.get("x-mcp")
    found = [(name, stated[name]) for name in _EFFECTS if name in stated] if is_object(stated) else []
    for name, value in found:
        if not isinstance(value, bool):
            _refuse(join(join(fact.pointer, "x-mcp"), name), "`true` or `false`")
    return tuple(found)


def _refuse(pointer: str, kind: str) -> NoReturn:
    raise DocumentError(f"this is not {kind}", where=Where("the document", pointer), cure=f"Write {kind}.")
