"""Two sides in, the diff out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from trueline.codegen.plan.bodies import body_shape
from trueline.collector import collector_paused
from trueline.diff.assertions import compare_assertions
from trueline.diff.calls import compare_calls
from trueline.diff.changes import Changes, Spot
from trueline.diff.components import Components
from trueline.diff.document_side import Side
from trueline.diff.events import compare_callbacks, compare_webhooks
from trueline.diff.lifecycle import is_unstable
from trueline.diff.messages import compare_body, compare_responses
from trueline.diff.model import Change, Diff, Wire
from trueline.diff.notice import Notice
from trueline.diff.operations import Pair, compare_operations
from trueline.diff.pairs import Pairs
from trueline.diff.parameters import compare_parameters
from trueline.diff.reach import looked_into
from trueline.diff.security import compare_root_security, compare_schemes, compare_security
from trueline.diff.servers import compare_root_servers, compare_servers
from trueline.diff.unnamed import Unnamed
from trueline.diff.values import Values
from trueline.spec.document import Json

_API_TEXTS = (("title", "The title"), ("description", "The description"), ("license", "The licence"))


def compare(old: Side, new: Side, *, today: date | None = None, notice: Notice | None = None) -> Diff:
    """Every change from ``old`` to ``new``. A document compared with itself has none.

    ``info.version`` is not a change: it is what the diff decides. ``today`` is for sunset dates, and so is
    ``notice``, which asks for days between a deprecation and its sunset.
    """
    if old.sha256 == new.sha256:
        return Diff()
    with collector_paused():
        return _Comparison(old, new, Changes(today, notice)).run()


class _Comparison:
    def __init__(self, old: Side, new: Side, changes: Changes) -> None:
        self._old, self._new = old, new
        self._changes = changes
        self._pairs = Pairs(old, new)
        self._values = Values(self._pairs, self._changes)

    def run(self) -> Diff:
        operations = compare_operations(self._old, self._new, self._changes)
        for pair in operations:
            self._operation(pair)
        self._api()
        components = Components(self._old, self._new, self._pairs, self._changes)
        components.compare_same_names()
        components.compare_waiting()
        components.compare_presence()
        compare_assertions(self._old, self._new, operations, components, self._pairs, self._changes)
        Unnamed(self._old, self._new, self._pairs, self._changes).compare(operations, components)
        diff = self._changes.diff()
        return _promised(diff if diff.changes else self._rest(), self._old, operations)

    def _operation(self, pair: Pair) -> None:
        a, b = pair
        old, new, changes = self._old, self._new, self._changes
        if a.source != b.source:
            compare_parameters(
                pair, (old.written.arguments(a.fact), new.written.arguments(b.fact)), self._values, changes
            )
            compare_body(pair, self._values, changes, by_keywords=self._by_keywords(pair))
            compare_responses(pair, self._values, changes)
            compare_security(pair, old, new, changes)
            compare_servers(pair, old, new, changes)
            compare_callbacks(pair, self._values, changes)
        if a.source != b.source or self._touched(pair):
            compare_calls(pair, old, new, changes)

    def _by_keywords(self, pair: Pair) -> bool:
        if self._new.layout:
            return False
        shapes = (body_shape(one.fact, side.symbols) for one, side in zip(pair, (self._old, self._new), strict=True))
        return all(shape is not None and shape.model is not None for shape in shapes)

    def _touched(self, pair: Pair) -> bool:
        """Whether a component that its plan looks into is another one now: its body, or a page of its answer."""
        return any(
            name in self._pairs.different for operation in pair for name in looked_into(operation.fact, self._new.facts)
        )

    def _api(self) -> None:
        compare_root_security(self._old, self._new, self._changes)
        compare_schemes(self._old, self._new, self._changes)
        compare_root_servers(self._old, self._new, self._changes)
        compare_webhooks(self._old, self._new, self._values, self._changes)
        old, new = self._old.canonical["info"], self._new.canonical["info"]
        for key, what in _API_TEXTS:
            if old.get(key) != new.get(key):
                self._changes.add("api-text-changed", Spot("api", "", f"/info/{key}", f"/info/{key}"), what=what)

    def _rest(self) -> Diff:
        """The last resort, once nothing at all was found: never is a changed document the same."""
        if _ordered(self._old) != _ordered(self._new):
            self._changes.add("other-change", Spot("api", ""), what="the order of its parts")
        return self._changes.diff()


def _promised(diff: Diff, old: Side, operations: list[Pair]) -> Diff:
    """What changes in operations that were a draft or an alpha version breaks no promise to clients."""
    was = [f"{pointer}/" for pointer, fact in old.by_pointer.items() if is_unstable(fact.extensions)]
    if not was:
        return diff
    is_ = [f"{b.pointer}/" for a, b in operations if is_unstable(a.source)]

    def breaks_none(change: Change) -> bool:
        return f"{change.old}/".startswith(tuple(was)) or (not change.old and f"{change.new}/".startswith(tuple(is_)))

    return Diff(
        tuple(
            replace(change, wire=Wire.INFO)
            if change.wire in {Wire.ERROR, Wire.WARNING} and breaks_none(change)
            else change
            for change in diff.changes
        )
    )


def _ordered(side: Side) -> str:
    """The canonical document as text, in which order counts; without the version."""
    info: Json = {key: value for key, value in side.canonical["info"].items() if key != "version"}
    return json.dumps({**side.canonical, "info": info})
