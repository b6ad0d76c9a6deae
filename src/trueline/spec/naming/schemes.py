"""Pagination schemes of a names file as ``x-pagination``. The format is that of ``stainless.yml``."""

from __future__ import annotations

from collections.abc import Iterator

from trueline.spec.document import Json, is_object
from trueline.spec.load.value import Value
from trueline.spec.naming.checked import Checked, Tell
from trueline.spec.naming.model import Scheme

_PROPERTY = "x-stainless-pagination-property"
_TYPES = {
    "cursor": ("cursor", "next_cursor_param", "next_cursor_field"),
    "cursor_id": ("cursor_item", "next_cursor_id_param", "cursor_item_id"),
    "cursor_url": ("url", "", "cursor_url_field"),
    "offset": ("offset", "offset_count_param", ""),
    "page_number": ("page", "page_number_param", ""),
    "fake_page": ("link", "", ""),
}
_COUNTS = {
    "has_next_page": "has_more",
    "total_page_count_field": "pages",
    "current_page_number_field": "page",
    "offset_total_count_field": "total",
}
_KEYS = (
    "name", "description", "type", "request", "response", "param_location", "python_name", "continue_on_empty_items",
    "skip", "only", "docs",
)  # fmt: skip
_LIMITS = ("limit", "page_size", "pageSize", "per_page", "size", "max_results", "count")


def read_schemes(section: Checked, tell: Tell) -> Iterator[Scheme]:
    """The schemes of a ``pagination`` section, in order: a list, or a lone one."""
    for entry in [section] if is_object(section.value) else section.each():
        known = entry.known(tell, *_KEYS)
        for needed in ("name", "type"):
            if needed not in known:
                entry.refuse(f"{needed} is missing", f"Add `{needed}:`.")
        kind = known["type"].text()
        if kind not in _TYPES:
            known["type"].refuse(f"{kind!r} is not a kind of pagination", f"Use one of {', '.join(_TYPES)}.")
        name = known["python_name" if "python_name" in known else "name"].text()
        fields = tuple(_fields(entry))
        yield Scheme(entry.key, known["name"].text(), _settings(entry, kind), kind == "fake_page", fields, name)


def _settings(entry: Checked, kind: str) -> Json:
    type_, asked, answered = _TYPES[kind]
    request = dict(_purposes(_value(entry, "request")))
    response = dict(_purposes(_value(entry, "response")))
    path, is_whole = _list(entry, response)
    settings: Json = {"type": type_, "items": "" if is_whole else path}
    if asked:
        settings["request"] = request.get(asked) or _lone(entry, asked)
    if answered:
        found = response.get(answered) or _lone(entry, answered)
        settings["next"] = found.removeprefix(f"{_list(entry, response)[0]}.") if type_ == "cursor_item" else found
    settings |= {name: response[purpose] for purpose, name in _COUNTS.items() if purpose in response}
    limit = next((name for name in _LIMITS if is_object(v := _value(entry, "request")) and name in v), "")
    return {**settings, "limit": limit} if limit else settings


def _fields(entry: Checked) -> Iterator[tuple[str, str]]:
    """The properties of the answer: a list that is at the top is ``items``, others have the type that is stated."""
    response = _value(entry, "response")
    purposes = dict(_purposes(response)) if is_object(response) else {}
    path, _ = _list(entry, purposes)
    for name, inner in response.items() if is_object(response) else ():
        stated = inner.get("type") if is_object(inner) else None
        yield name, "items" if name == path else str(stated or "")


def _value(entry: Checked, name: str) -> Value:
    part = entry.get(name)
    return part.value if part else None


def _lone(entry: Checked, purpose: str) -> str:
    entry.refuse(
        f"no property of this scheme has the purpose {purpose}", f"Add `{_PROPERTY}: {{purpose: {purpose}}}` to one."
    )


def _purposes(value: Value, path: str = "") -> Iterator[tuple[str, str]]:
    """Purpose and dotted path of each marked property, items of lists without a step of their own."""
    if not is_object(value):
        return
    for name, inner in value.items():
        if not is_object(inner):
            continue
        here = f"{path}.{name}" if path else name
        mark = inner.get(_PROPERTY)
        if is_object(mark) and isinstance(mark.get("purpose"), str):
            yield mark["purpose"], here
        yield from _purposes(inner.get("properties"), here)
        items = inner.get("items")
        yield from _purposes(items.get("properties") if is_object(items) else None, here)


def _list(entry: Checked, response: Json) -> tuple[str, bool]:
    """The path of the list that a page has, and whether it is the whole answer."""
    found = dict(_arrays(_value(entry, "response"), ""))
    marked = str(response.get("items", ""))
    if marked:
        return marked, found.get(marked, False)
    if not found:
        entry.refuse("no property of this scheme is a list", f"Mark it with `{_PROPERTY}: {{purpose: items}}`.")
    return min(found.items(), key=lambda each: (not each[1], each[0].count(".")))


def _arrays(value: Value, path: str) -> Iterator[tuple[str, bool]]:
    for name, inner in value.items() if is_object(value) else ():
        if not is_object(inner):
            continue
        here = f"{path}.{name}" if path else name
        mark = inner.get(_PROPERTY)
        if inner.get("type") == "array":
            yield here, is_object(mark) and mark.get("is_top_level_array") is True
        yield from _arrays(inner.get("properties"), here)
