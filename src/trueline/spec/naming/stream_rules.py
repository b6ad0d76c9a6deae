"""``streaming.on_event`` of a names file: what a stream does with an event, by the first rule that fits it."""

from __future__ import annotations

from collections.abc import Iterator

from trueline.spec.document import is_array
from trueline.spec.naming.checked import Checked, Tell
from trueline.spec.naming.model import StreamRule

_KEYS = ("kind", "event_type", "data_starts_with", "handle", "error_property")
_HANDLES = ("yield", "done", "error", "continue", "ignore", "skip")
#: What events without a name are called (HTML standard, 9.2.6).
_UNNAMED = "message"


def read_stream_rules(section: Checked | None, tell: Tell) -> Iterator[StreamRule]:
    """The rules, in order."""
    rules = section.known(tell, "on_event").get("on_event") if section else None
    for entry in rules.each() if rules else ():
        keys = entry.known(tell, *_KEYS)
        handle = keys["handle"].text() if "handle" in keys else "yield"
        if handle not in _HANDLES:
            keys["handle"].refuse(
                f"{handle!r} is not something that a stream does", f"Use one of {', '.join(_HANDLES)}."
            )
        names = _texts(keys["event_type"]) if "event_type" in keys else ()
        starts = _texts(keys["data_starts_with"]) if "data_starts_with" in keys else ()
        error = keys["error_property"].text() if "error_property" in keys else ""
        yield StreamRule(handle, names, starts, error)


def _texts(entry: Checked) -> tuple[str, ...]:
    if entry.value is None:
        return (_UNNAMED,)
    return tuple(
        _UNNAMED if e.value is None else e.text() for e in (entry.each() if is_array(entry.value) else [entry])
    )
