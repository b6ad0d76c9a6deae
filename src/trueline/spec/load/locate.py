"""From a JSON pointer back to a line and column, by reading the text once more. For error messages only."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from trueline.spec import pointer as pointers
from trueline.spec.load.events import Event, Kind, json_events, yaml_events


def locate(text: str, is_json: bool, pointer: str) -> tuple[int, int] | None:
    """Line and column (from 1) of ``pointer`` in ``text``, or ``None`` when the text has no such place.

    A member of an object is found at its key, an item of an array at its start. What an alias or a merge key brings in
    is found at the alias or the merge key.
    """
    try:
        return _find(json_events(text) if is_json else _in_yaml(text), pointers.parse(pointer))
    except (ValueError, StopIteration):
        return None


def _in_yaml(text: str) -> Iterator[Event]:
    import yaml  # noqa: PLC0415 - most documents are JSON

    with contextlib.suppress(yaml.YAMLError):
        yield from yaml_events(text)


def _find(events: Iterator[Event], tokens: list[str]) -> tuple[int, int] | None:
    event = next(events)
    found = event
    for token in tokens:
        if event.kind is Kind.ALIAS:
            break
        hit = _member(events, token) if event.kind is Kind.MAP else _item(events, event, token)
        if hit is None:
            return None
        found, event = hit
    return found.line, found.column


def _member(events: Iterator[Event], token: str) -> tuple[Event, Event] | None:
    merge: Event | None = None
    for key in events:
        if key.kind is Kind.END:
            break
        value = next(events)
        if key.bare and key.text == "<<":
            merge = merge or key._replace(kind=Kind.ALIAS)
        elif key.kind is Kind.SCALAR and key.text == token:
            return key, value
        _skip(events, value)
    return (merge, merge) if merge else None


def _item(events: Iterator[Event], parent: Event, token: str) -> tuple[Event, Event] | None:
    if parent.kind is not Kind.SEQ or not token.isdecimal():
        return None
    for index, event in enumerate(events):
        if event.kind is Kind.END:
            return None
        if index == int(token):
            return event, event
        _skip(events, event)
    return None


def _skip(events: Iterator[Event], event: Event) -> None:
    depth = 1 if event.kind in {Kind.MAP, Kind.SEQ} else 0
    while depth:
        kind = next(events).kind
        if kind is Kind.END:
            depth -= 1
        elif kind in {Kind.MAP, Kind.SEQ}:
            depth += 1
