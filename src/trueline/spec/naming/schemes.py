"""Pagination schemes of a names file as ``x-pagination``. The format is that of ``stainless.yml``."""

from __future__ import annotations

from collections.abc import Iterator

from trueline.spec.document import Json, is_object
from trueline.spec.load.value import Value
from trueline.spec.naming.checked import Checked
from trueline.spec.naming.model import Scheme

_PROPERTY = "x-stainless-pagination-property"
_TYPES = {
    "cursor": ("cursor", "next_cursor_param", "next_cursor_field"),
    "cursor_id": ("cursor_item", "next_cursor_id_param", "cursor_item_id"),
    "cursor_url": ("url", "", "cursor_url_field"),
    "offset": ("offset", "offset_count_param", ""),
    "page_number": ("page", "page_number_param", ""),
    "fake_page": ("", "", ""),
}
_LIMITS = ("limit", "page_size", "pageSize", "per_page", "size", "max_results", "count")


def read_schemes(section: Checked) -> Iterator[Scheme]:
    """The schemes of a ``pagination`` section, in order."""
    for entry in section.each():
        known = dict(entry.items("name", "description", "type", "request", "response", "param_location", "python_name"))
        for needed in ("name", "type"):
            if needed not in known:
                entry.refuse(f"{needed} is missing", f"Add `{needed}:`.")
        kind = known["type"].text()
        if kind not in _TYPES:
            known["type"].refuse(f"{kind!r} is no kind of pagination", f"Known are {', '.join(_TYPES)}.")
        yield Scheme(entry.key, known["name"].text(), _settings(entry, kind))


def _settings(entry: Checked, kind: str) -> Json:
    type_, asked, answered = _TYPES[kind]
    if not type_:
        return {}
    request = dict(_purposes(_value(entry, "request")))
    response = dict(_purposes(_value(entry, "response")))
    settings: Json = {"type": type_, "items": _items(entry, response)}
    if asked:
        settings["request"] = request.get(asked) or _lone(entry, asked)
    if answered:
        found = response.get(answered) or _lone(entry, answered)
        inside = f"{settings['items']}." if settings["items"] else ""
        settings["next"] = found.removeprefix(inside) if type_ == "cursor_item" else found
    if "has_next_page" in response:
        settings["has_more"] = response["has_next_page"]
    limit = next((name for name in _LIMITS if is_object(v := _value(entry, "request")) and name in v), "")
    return {**settings, "limit": limit} if limit else settings


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


def _items(entry: Checked, response: Json) -> str:
    if "items" in response:
        return str(response["items"])
    found = list(_arrays(_value(entry, "response"), ""))
    top = any(path == "" for path in found)
    if not found:
        entry.refuse("no property of this scheme is a list", f"Mark it with `{_PROPERTY}: {{purpose: items}}`.")
    return "" if top else min(found, key=lambda path: path.count("."))


def _arrays(value: Value, path: str) -> Iterator[str]:
    for name, inner in value.items() if is_object(value) else ():
        if not is_object(inner):
            continue
        here = f"{path}.{name}" if path else name
        mark = inner.get(_PROPERTY)
        if inner.get("type") == "array":
            yield "" if is_object(mark) and mark.get("is_top_level_array") is True else here
        yield from _arrays(inner.get("properties"), here)
