"""How an operation is called from Python: what its plan would say otherwise, with the same bytes on the wire."""

from __future__ import annotations

from typing import Any

from trueline.codegen.facts import OperationFact
from trueline.codegen.plan.answers import stream_of
from trueline.codegen.plan.bodies import body_shape
from trueline.codegen.plan.extensions import required_scopes
from trueline.codegen.plan.methods import idempotency_header
from trueline.codegen.plan.paging import paging_of
from trueline.diff.changes import Changes, Spot
from trueline.diff.document_side import Side
from trueline.diff.operations import Pair, spot
from trueline.spec import extensions
from trueline.spec.document import is_object


def compare_calls(pair: Pair, old: Side, new: Side, changes: Changes) -> None:
    """The arguments, the kind of result, and what the runtime does by itself."""
    a, b = (operation.fact for operation in pair)
    at = spot(*pair)
    if not new.layout:  # another layout has none of this
        _arguments(a, b, old, new, at, changes)
        _kind(a, b, old, new, at, changes)
        _idempotency(a, b, at, changes)
        if a.extensions.get(extensions.RETRY) != b.extensions.get(extensions.RETRY):
            changes.add("retry-changed", at)
    was, is_ = required_scopes(a), required_scopes(b)
    for name in was:
        if name not in is_:
            changes.add("required-scope-removed", at, name=name)
    for name in is_:
        if name not in was:
            changes.add("required-scope-added", at, name=name)


def _arguments(a: OperationFact, b: OperationFact, old: Side, new: Side, at: Spot, changes: Changes) -> None:
    """Names and order. What an argument takes, and whether it is there, the wire says too."""
    x, y = body_shape(a, old.symbols), body_shape(b, new.symbols)
    if x is not None and y is not None and (x.model is None) != (y.model is None):
        ways = tuple("keywords" if shape.model else "one argument, `body`" for shape in (x, y))
        calls = tuple(f"{at.code}({'...' if shape.model else 'body=...'})" for shape in (x, y))
        changes.add("request-arguments-changed", at, old=ways[0], new=ways[1], before=calls[0], after=calls[1])
    was, is_ = old.written.arguments(a), new.written.arguments(b)
    for where, name in was.names.items():
        other = is_.names.get(where, name)
        if other != name and where[0] != "path":
            calls = (f"{at.code}({name}=...)", f"{at.code}({other}=...)")
            changes.add("argument-renamed", at, old=name, new=other, before=calls[0], after=calls[1])
    order_a, order_b = was.positional, is_.positional
    shared = [name for name in order_a if name in order_b]
    if shared != [name for name in order_b if name in order_a]:
        words = {"old": ", ".join(order_a), "new": ", ".join(order_b)}
        calls = (f"{at.code}({words['old']})", f"{at.code}({words['new']})")
        changes.add("argument-order-changed", at, **words, before=calls[0], after=calls[1])


def _kind(a: OperationFact, b: OperationFact, old: Side, new: Side, at: Spot, changes: Changes) -> None:
    was, is_ = _result(a, old), _result(b, new)
    if was[0] != is_[0]:
        snippets = {"before": f"{at.code}(...)  # {was[0]}", "after": f"{at.code}(...)  # {is_[0]}"}
        changes.add("method-kind-changed", at, old=was[0], new=is_[0], **snippets)
    elif was[1] != is_[1]:
        changes.add("pagination-changed" if is_[0] == "pages" else "streaming-changed", at)


def _result(fact: OperationFact, side: Side) -> tuple[str, Any]:
    """What the method gives, and how the runtime goes about it."""
    if stream := stream_of(fact):
        stated = fact.extensions.get(extensions.STREAMING)
        return "a stream of events", (stream[0], stated.get("resume") if is_object(stated) else None)
    paging = paging_of(fact, side.symbols)
    return ("pages", paging.code) if paging else ("a plain result", None)


def _idempotency(a: OperationFact, b: OperationFact, at: Spot, changes: Changes) -> None:
    was, is_ = idempotency_header(a), idempotency_header(b)
    if was == is_:
        return
    if was and is_:
        changes.add("idempotency-header-changed", at, old=was, new=is_)
    else:
        rule = "idempotency-added" if is_ else "idempotency-removed"
        changes.add(rule, at, before=f"{at.code}(idempotency_key=...)", after=f"{at.code}(...)")
