"""What the API sends by itself: webhooks, and the callbacks of operations. Their bodies are received."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from trueline.diff.changes import Changes, Spot
from trueline.diff.document_side import Side
from trueline.diff.operations import Pair, spot
from trueline.diff.values import Values
from trueline.spec.document import Json
from trueline.spec.normalise.canonical import POINTER


def compare_webhooks(old: Side, new: Side, values: Values, changes: Changes) -> None:
    """The document's webhooks, by name and method."""
    was, is_ = (dict(_items(side.canonical.get("webhooks", {}))) for side in (old, new))
    for name, event in was.items():
        if name not in is_:
            at = Spot("webhooks", f"the webhook `{name}`", event[POINTER], "")
            changes.add("webhook-removed", at, name=name, before=f"webhooks.verify(...)  # {name}")
            continue
        other = is_[name]
        at = Spot("webhooks", f"the webhook `{name}`", event[POINTER], other[POINTER], "response")
        if bool(other.get("deprecated")) != bool(event.get("deprecated")):
            changes.add("webhook-deprecated" if other.get("deprecated") else "webhook-reactivated", at, name=name)
        _payload(event, other, at, values, changes)
    for name, event in is_.items():
        if name not in was:
            changes.add("webhook-added", Spot("webhooks", f"the webhook `{name}`", "", event[POINTER]), name=name)


def events(old: Side, new: Side) -> Iterator[tuple[Json, Json, Spot]]:
    """The webhooks of both sides, each with its place."""
    was, is_ = (dict(_items(side.canonical.get("webhooks", {}))) for side in (old, new))
    for name, event in was.items():
        if name in is_:
            yield event, is_[name], Spot("webhooks", f"the webhook `{name}`", event[POINTER], is_[name][POINTER])


def compare_callbacks(pair: Pair, values: Values, changes: Changes) -> None:
    """The callbacks of an operation, by name and expression."""
    at = spot(*pair)
    was, is_ = (dict(_callbacks(operation.source)) for operation in pair)
    for name, event in was.items():
        if name not in is_:
            here = Spot(at.group, at.place, event[POINTER], at.new)
            changes.add("callback-removed", here, name=name, before=f"callbacks: {name}")
        else:
            place = f"the callback {name} of {at.place}"
            here = Spot(at.group, place, event[POINTER], is_[name][POINTER], "response")
            _payload(event, is_[name], here, values, changes)
    for name, event in is_.items():
        if name not in was:
            changes.add("callback-added", Spot(at.group, at.place, at.old, event[POINTER]), name=name)


def _items(section: Json) -> Iterator[tuple[str, Json]]:
    for name, item in section.items():
        for method, event in item.items():
            yield name if len(item) == 1 else f"{name} ({method.upper()})", event


def _callbacks(operation: Json) -> Iterator[tuple[str, Json]]:
    for name, expressions in operation.get("callbacks", {}).items():
        for expression, event in _items(expressions):
            yield f"{name} to {expression}", event


def _payload(a: Json, b: Json, at: Spot, values: Values, changes: Changes) -> None:
    """What is received, whatever media type it comes in."""
    x, y = (event.get("requestBody", {}) for event in (a, b))
    here = replace(at, old=x.get(POINTER, at.old), new=y.get(POINTER, at.new))
    for name, media in x.get("content", {}).items():
        if name in y.get("content", {}):
            values.compare(media["schema"], y["content"][name]["schema"], here)
    if any(a.get(key) != b.get(key) for key in ("summary", "description")):
        changes.text("description-changed", at)
